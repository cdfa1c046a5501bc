/** The reader's note on an item, which nobody else sees. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEventHandler } from "react";
import { api, data } from "../api/client";
import { t } from "../messages/opinions/t";
import { LinesSkeleton } from "../ui/Skeleton";
import { FailedPart } from "../ui/States";
import { say, sayError } from "../ui/Toasts";
import { opinionQueries, pathTo, type Place } from "./opinionQueries";

export const LONGEST = 5000; // characters of a note or a review

export function Note({ place }: { place: Place }) {
  const note = useQuery(opinionQueries.note(place));
  if (note.isPending) return <LinesSkeleton count={1} />;
  if (!note.data) return <FailedPart what={t("note_title")} error={note.error} retry={() => void note.refetch()} />;
  return <NoteForm place={place} kept={note.data.note} />;
}

function NoteForm({ place, kept }: { place: Place; kept: string | null }) {
  const client = useQueryClient();
  /** What was typed; null while it is what is kept. */
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? kept ?? "";
  const write = useMutation({
    mutationFn: (note: string | null) =>
      data(note === null ? api.DELETE("/notes/{item_type}/{item_id}", pathTo(place)) : api.PUT("/notes/{item_type}/{item_id}", { ...pathTo(place), body: { note } })),
    onSuccess: (answer, sent) => {
      client.setQueryData(opinionQueries.note(place).queryKey, answer);
      setTyped((now) => (sent === null || now === sent ? null : now)); // what was typed meanwhile stays
      if (sent === null && kept !== null) say(t("note_deleted"), () => write.mutate(kept));
      else say(t("note_saved"));
    },
    onError: (error) => sayError(error.message),
  });
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    write.mutate(text);
  };
  return (
    <form className="opinion" onSubmit={submit} aria-labelledby="note">
      <h2 id="note">{t("note_title")}</h2>
      <label className="field">
        <span className="hidden-text">{t("note_title")}</span>
        <textarea rows={2} maxLength={LONGEST} required value={text} onChange={(event) => setTyped(event.target.value)} aria-describedby="note-hint" />
      </label>
      <small id="note-hint" className="hint">
        {t("note_hint")}
      </small>
      <div className="opinion-buttons">
        <button type="submit" className="button button-small" disabled={write.isPending || !text.trim() || text === kept}>
          {t("note_save")}
        </button>
        {kept !== null && (
          <button type="button" className="button button-small" disabled={write.isPending} onClick={() => write.mutate(null)}>
            {t("note_delete")}
          </button>
        )}
      </div>
    </form>
  );
}
