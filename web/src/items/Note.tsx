/** The reader's note on an item, which nobody else sees. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEventHandler } from "react";
import { api, data } from "../api/client";
import { t } from "../messages/opinions/t";
import { say, sayError } from "../ui/Toasts";
import { opinionQueries, pathTo, type Place } from "./opinionQueries";

export const LONGEST = 5000; // characters of a note or a review

export function Note({ place }: { place: Place }) {
  const note = useQuery(opinionQueries.note(place));
  if (!note.data) return null;
  return <NoteForm key={note.data.note ?? ""} place={place} kept={note.data.note} />;
}

function NoteForm({ place, kept }: { place: Place; kept: string | null }) {
  const client = useQueryClient();
  const [text, setText] = useState(kept ?? "");
  const write = useMutation({
    mutationFn: (note: string | null) =>
      data(note === null ? api.DELETE("/notes/{item_type}/{item_id}", pathTo(place)) : api.PUT("/notes/{item_type}/{item_id}", { ...pathTo(place), body: { note } })),
    onSuccess: (answer) => {
      client.setQueryData(opinionQueries.note(place).queryKey, answer);
      say(t(answer.note === null ? "note_deleted" : "note_saved"));
    },
    onError: (error) => sayError(error.message),
  });
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    write.mutate(text);
  };
  return (
    <form className="opinion" onSubmit={submit}>
      <label className="field">
        {t("note_title")}
        <textarea rows={2} maxLength={LONGEST} required value={text} onChange={(event) => setText(event.target.value)} aria-describedby="note-hint" />
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
