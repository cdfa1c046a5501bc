/** What stands around every page: the brand, search, the ways to other pages, and the state of the connection. */
import { Bookmark, House, Search, Sparkles, UserRound } from "lucide-react";
import { Fragment, useEffect, useRef, useSyncExternalStore } from "react";
import { Link, NavLink, Outlet, ScrollRestoration, useNavigate } from "react-router";
import { t } from "../messages/t";
import { useIncognito } from "../session/incognito";
import { readEnd, useSession } from "../session/session";
import { useTracking } from "../tracking/useTracking";
import { useWaiting } from "../tracking/track";
import { AccountMenu } from "./AccountMenu";
import { SearchBox } from "./SearchBox";
import { ShortcutsDialog } from "./ShortcutsDialog";

export function Layout() {
  const main = useRef<HTMLElement>(null);
  const account = useSession()?.userId ?? "guest";
  useTracking();
  return (
    <>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        {t("skip_to_content")}
      </button>
      <header className="header">
        <Link to="/" className="brand" aria-label="CineLibre">
          <img src="./favicon.svg" alt="" width={28} height={28} /> <span>CineLibre</span>
        </Link>
        <SearchBox />
        <TopNav />
        <AccountMenu />
      </header>
      <Offline />
      <main className="page" ref={main} tabIndex={-1}>
        {/* Another account gets pages of its own: nothing that was on the screen stays. */}
        <Fragment key={account}>
          <Outlet />
        </Fragment>
      </main>
      <footer className="footer">
        <Link to="/about">{t("about")}</Link>
      </footer>
      <BottomNav />
      <ShortcutsDialog />
      <SessionWatch />
      <ScrollRestoration />
    </>
  );
}

function TopNav() {
  const session = useSession();
  return (
    <nav className="top-nav" aria-label={t("main_nav")}>
      <NavLink to="/" end>
        {t("home")}
      </NavLink>
      {session && <NavLink to="/for-you">{t("for_you")}</NavLink>}
      {session && <NavLink to="/shelf">{t("my_shelf")}</NavLink>}
    </nav>
  );
}

function BottomNav() {
  const session = useSession();
  return (
    <nav className="bottom-nav" aria-label={t("main_nav_short")}>
      <NavLink to="/" end>
        <House size={20} aria-hidden /> {t("home")}
      </NavLink>
      <NavLink to="/search">
        <Search size={20} aria-hidden /> {t("search")}
      </NavLink>
      {session && (
        <NavLink to="/for-you">
          <Sparkles size={20} aria-hidden /> {t("for_you")}
        </NavLink>
      )}
      {session && (
        <NavLink to="/shelf">
          <Bookmark size={20} aria-hidden /> {t("my_shelf")}
        </NavLink>
      )}
      {!session && (
        <NavLink to="/sign-in">
          <UserRound size={20} aria-hidden /> {t("sign_in")}
        </NavLink>
      )}
    </nav>
  );
}

function subscribeOnline(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

function Offline() {
  const n = useWaiting();
  const isUnseen = useIncognito();
  const isOnline = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  return (
    <div role="status" className="offline-bar">
      {[isUnseen && t("incognito_on"), !isOnline && t("offline"), n > 0 && t("waiting", { n })].filter(Boolean).join(" ")}
    </div>
  );
}

/** When a session ends in the middle of something, ask to sign in, and come back afterwards. */
function SessionWatch() {
  const session = useSession();
  const navigate = useNavigate();
  const had = useRef(session !== null);
  useEffect(() => {
    if (had.current && !session && readEnd() === "expired") {
      const base = new URL(document.baseURI).pathname.replace(/\/$/, "");
      const next = location.pathname.slice(base.length) + location.search;
      void navigate("/sign-in", { state: { next } });
    }
    had.current = session !== null;
  }, [session, navigate]);
  return null;
}
