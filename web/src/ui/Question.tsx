/** Asks a question that must be answered before anything else: a dialog with two buttons. */
import { useEffect, useRef, useSyncExternalStore } from "react";

interface Asked {
  title: string;
  text: string;
  yes: string;
  no: string;
  answer: (isYes: boolean) => void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();

function set(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** Resolves with true if the reader says yes; Escape is a no. */
export function ask(question: Omit<Asked, "answer">): Promise<boolean> {
  return new Promise((resolve) => {
    set({
      ...question,
      answer: (isYes) => {
        set(null);
        resolve(isYes);
      },
    });
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where questions appear. */
export function Question() {
  const question = useSyncExternalStore(subscribe, () => asked);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (question) dialog.current?.showModal();
  }, [question]);
  if (!question) return null;
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="question-title" aria-describedby="question-text" onClose={() => question.answer(false)}>
      <h2 id="question-title">{question.title}</h2>
      <p id="question-text">{question.text}</p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={() => question.answer(true)}>
          {question.yes}
        </button>
        <button type="button" className="button button-primary" onClick={() => question.answer(false)}>
          {question.no}
        </button>
      </div>
    </dialog>
  );
}
