/** The reader's menu, or the way to sign in. */
import { CircleUserRound } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { chooseLanguage, currentLanguage, LANGUAGES, t, type Language } from "../messages/t";
import { isIncognito, turnIncognito } from "../session/incognito";
import { useSession } from "../session/session";
import { Popover } from "../ui/Popover";
import { areShortcutsOn, turnShortcuts } from "./shortcuts";
import { signOut } from "./signOut";
import { applyTheme, currentTheme, type Theme } from "./theme";

export function AccountMenu() {
  const session = useSession();
  return (
    <div className="account-menu">
      {!session && (
        <Link to="/sign-in" className="button button-small">
          {t("sign_in")}
        </Link>
      )}
      <Popover label={t(session ? "your_account" : "settings")} icon={<CircleUserRound size={22} aria-hidden />}>
        <Menu />
      </Popover>
    </div>
  );
}

function Menu() {
  const session = useSession();
  const navigate = useNavigate();
  const leave = async () => {
    if (await signOut()) void navigate("/");
  };
  return (
    <div className="menu">
      {session && (
        <>
          <p className="menu-name">{session.name ?? session.email}</p>
          <Link to="/profile">
            {t("profile")}
          </Link>
          <Link to="/influences">
            {t("influences")}
          </Link>
          <Link to="/matches">
            {t("people")}
          </Link>
          <Link to="/groups">
            {t("groups")}
          </Link>
          <Link to="/insights">
            {t("insights")}
          </Link>
          <Link to="/searches">
            {t("my_searches")}
          </Link>
          <Link to="/library">
            {t("library")}
          </Link>
          {session.isAdmin && <Link to="/admin">{t("operator")}</Link>}
        </>
      )}
      <label className="field">
        {t("theme")}
        <select defaultValue={currentTheme()} onChange={(event) => applyTheme(event.target.value as Theme)}>
          <option value="system">{t("theme_system")}</option>
          <option value="light">{t("theme_light")}</option>
          <option value="dark">{t("theme_dark")}</option>
        </select>
      </label>
      <label className="field">
        {t("language")}
        <select defaultValue={currentLanguage()} onChange={(event) => chooseLanguage(event.target.value as Language)}>
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="check">
        <input type="checkbox" defaultChecked={areShortcutsOn()} onChange={(event) => turnShortcuts(event.target.checked)} />
        <span>{t("single_keys")}</span>
      </label>
      {session && (
        <label className="check">
          <input type="checkbox" defaultChecked={isIncognito()} onChange={(event) => turnIncognito(event.target.checked)} />
          <span>
            {t("incognito")}
            <small className="hint">{t("incognito_hint")}</small>
          </span>
        </label>
      )}
      {session && (
        <button type="button" className="button" data-closes onClick={() => void leave()}>
          {t("sign_out")}
        </button>
      )}
    </div>
  );
}
