/** Short messages at the bottom: what was done, with a way to undo it, and what went wrong. */
import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { t } from "../messages/t";

export const UNDO_MS = 6000;

interface Toast {
  id: number;
  text: string;
  isError: boolean;
  action?: { label: string; run: () => void };
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

function add(toast: Omit<Toast, "id">): void {
  const id = nextId++;
  set([...toasts.slice(-2), { ...toast, id }]);
  setTimeout(() => dismiss(id), UNDO_MS);
}

/** Say what was done. With `undo` the reader has six seconds to take it back. */
export function say(text: string, undo?: () => void): void {
  add({ text, isError: false, ...(undo ? { action: { label: t("undo"), run: undo } } : {}) });
}

export function sayError(text: string): void {
  add({ text, isError: true });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className={toast.isError ? "toast toast-error" : "toast"}>
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className="button-plain"
              onClick={() => {
                toast.action?.run();
                dismiss(toast.id);
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" className="icon-button" aria-label={t("dismiss")} onClick={() => dismiss(toast.id)}>
            <X size={16} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
