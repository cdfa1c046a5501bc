/** The library comes and goes: an import with its report, and the export. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Download, FileUp } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { ApiError, Unreachable } from "../api/errors";
import { t, type Key } from "../messages/library/t";
import { bytes, list, percent } from "../messages/t";
import { usePage } from "../ui/usePage";
import { download, exported, keepImport, lastImport, noteImport } from "./queries";
import { ReportOf } from "./ReportOf";
import { shown } from "./rows";
import { MOST_BYTES, sendFile } from "./upload";
import "../styles/library.css";

const FORMATS = ["letterboxd", "trakt", "simkl", "imdb", "tmdb", "movielens", "goodreads", "storygraph", "librarything", "calibre", "cinelibre", "generic"] as const;
const NAMES: Record<(typeof FORMATS)[number], string> = {
  letterboxd: "Letterboxd",
  trakt: "Trakt",
  simkl: "SIMKL",
  imdb: "IMDb",
  tmdb: "TMDB",
  movielens: "MovieLens",
  goodreads: "Goodreads",
  storygraph: "StoryGraph",
  librarything: "LibraryThing",
  calibre: "calibre",
  cinelibre: "CineLibre",
  generic: "",
};

export function LibraryPage() {
  const heading = usePage(t("library"));
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("library")}
      </h1>
      <section className="block library-part">
        <h2>{t("import_title")}</h2>
        <p>
          {t("import_intro")} {t("import_from", { names: list(FORMATS.map((format) => NAMES[format] || t("any_table"))) })}
        </p>
        <Import />
        <Formats />
      </section>
      <section className="block library-part">
        <h2>{t("export_title")}</h2>
        <p>{t("export_intro")}</p>
        <Export />
      </section>
    </>
  );
}

function Import() {
  const last = useQuery(lastImport);
  const [sent, setSent] = useState(0);
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const sending = useMutation({
    mutationFn: (file: File) => {
      setSent(0);
      stop.current = new AbortController();
      return sendFile(file, setSent, stop.current.signal);
    },
    onSuccess: (report, file) => {
      keepImport(() => ({ name: file.name, report, rows: shown(report) }));
      noteImport();
    },
  });
  const file = sending.variables;
  if (sending.isPending && file) return <Progress name={file.name} sent={sent} cancel={() => stop.current?.abort()} />;
  if (last.data) return <ReportOf imported={last.data} again={() => keepImport(() => null)} />;
  return (
    <>
      <ChooseFile send={(next) => sending.mutate(next)} />
      {sending.error && file && <Refused error={sending.error} retry={() => sending.mutate(file)} />}
    </>
  );
}

/** A button that opens the browser's own choice of files, and a field to drop one on. */
function ChooseFile({ send }: { send: (file: File) => void }) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [tooLarge, setTooLarge] = useState<File | null>(null);
  const take = (file: File | undefined) => {
    if (!file) return;
    const isTooLarge = file.size > MOST_BYTES;
    setTooLarge(isTooLarge ? file : null);
    if (!isTooLarge) send(file);
  };
  return (
    <>
      <div
        className={isOver ? "drop drop-over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <FileUp size={32} aria-hidden />
        <input
          id={id}
          type="file"
          className="file-input"
          aria-describedby={`${id}-limit`}
          accept=".csv,.tsv,.txt,.json,.zip"
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <label htmlFor={id} className="button button-primary">
          {t("choose_file")}
        </label>
        <span>{t("or_drop")}</span>
        <small id={`${id}-limit`} className="hint">
          {t("file_limit", { size: bytes(MOST_BYTES) })}
        </small>
      </div>
      {tooLarge && (
        <p role="alert" className="wrong">
          {t("file_too_large", { name: tooLarge.name, size: bytes(tooLarge.size), limit: bytes(MOST_BYTES) })}
        </p>
      )}
    </>
  );
}

function Progress({ name, sent, cancel }: { name: string; sent: number; cancel: () => void }) {
  const isSent = sent >= 1;
  const said = t(isSent ? "reading" : "sending", { name });
  return (
    <div className="drop">
      <p role="status">{said}</p>
      {isSent ? <progress aria-label={said} /> : <progress aria-label={said} value={sent} max={1} />}
      <span>{isSent ? "" : percent(sent)}</span>
      <button type="button" className="button" onClick={cancel}>
        {t("cancel")}
      </button>
    </div>
  );
}

/** Why the service did not take the file. If it is only busy, it says when to try again. */
function Refused({ error, retry }: { error: Error; retry: () => void }) {
  if (error.name === "AbortError") return null;
  const seconds = error instanceof ApiError ? error.retryAfterSeconds : null;
  return (
    <div role="alert" className="refused">
      <p className="wrong">
        {error instanceof Unreachable ? t("failed_unreachable_hint") : error.message} {seconds !== null && t("retry_in", { n: seconds })}
      </p>
      <button type="button" className="button" onClick={retry}>
        {t("try_again")}
      </button>
    </div>
  );
}

function Formats() {
  return (
    <details className="formats">
      <summary>{t("import_formats")}</summary>
      <dl>
        {FORMATS.map((format) => (
          <div key={format}>
            <dt>{NAMES[format] || t("any_table")}</dt>
            <dd>{t(`files_${format}` satisfies Key)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Export() {
  const make = useMutation({
    mutationFn: exported,
    onSuccess: (file) => download(file, `cinelibre-library-${new Date().toISOString().slice(0, 10)}.json`),
  });
  return (
    <>
      <button type="button" className="button" disabled={make.isPending} onClick={() => make.mutate()}>
        <Download size={18} aria-hidden /> {t(make.isPending ? "export_making" : "export_button")}
      </button>
      {make.error && <Refused error={make.error} retry={() => make.mutate()} />}
    </>
  );
}
