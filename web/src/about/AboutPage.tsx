/** How it works, what is kept of a reader, and the notices that sources and licenses ask for. */
import { useQuery } from "@tanstack/react-query";
import { API_URL } from "../api/client";
import { t, type Key } from "../messages/about/t";
import { sessionQueries } from "../session/queries";
import { usePage } from "../ui/usePage";
import "../styles/about.css";

const SOURCES: readonly (readonly [Key, Key])[] = [
  ["source_neighbors", "about_neighbors"],
  ["source_ease", "about_together"],
  ["source_content", "about_content"],
  ["source_taste", "about_taste"],
  ["source_popular", "about_popular"],
  ["source_friends", "about_friends"],
];

export function AboutPage() {
  const heading = usePage(t("about"));
  const settings = useQuery(sessionQueries.settings());
  return (
    <article className="prose">
      <h1 ref={heading} tabIndex={-1}>
        {t("about")}
      </h1>
      <p>{t("about_intro")}</p>

      <h2>{t("about_lists")}</h2>
      <p>{t("about_lists_from")}</p>
      <dl>
        {SOURCES.map(([name, words]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>{t(words)}</dd>
          </div>
        ))}
      </dl>
      <p>{t("about_receipt")}</p>

      <h2>{t("about_never")}</h2>
      <ul>
        <li>{t("about_never_known")}</li>
        <li>{t("about_never_hidden")}</li>
        <li>{t("about_never_ads")}</li>
      </ul>

      <h2>{t("about_privacy")}</h2>
      <ul>
        <li>{t("about_guest")}</li>
        <li>{t("about_kept")}</li>
        <li>{t("about_interactions")}</li>
        <li>{t("about_device")}</li>
        <li>{t("about_others")}</li>
        <li>{t("about_erase")}</li>
      </ul>

      <h2>{t("about_notices")}</h2>
      {/* These are the words that TMDB asks for; they stay in English. */}
      <p lang="en">
        This product uses the TMDB API but is not endorsed or certified by TMDB. <a href="https://www.themoviedb.org/">themoviedb.org</a>
      </p>
      <p>
        {t("about_google")} <a href="https://books.google.com/">books.google.com</a>
      </p>
      <p>{t("about_license")}</p>
      <ul>
        <li>
          <a href="./licenses.md">{t("about_licenses")}</a>
        </li>
        <li>
          <a href={`${API_URL}/docs`}>{t("about_api")}</a>
        </li>
        {settings.data && <li>{t("about_version", { version: settings.data.version })}</li>}
      </ul>
    </article>
  );
}
