/** The list of keyboard shortcuts. */
import { X } from "lucide-react";
import { useCallback, useRef } from "react";
import { t, type Key } from "../messages/t";
import { useShortcuts } from "./shortcuts";

const LISTED: readonly (readonly [readonly string[], Key])[] = [
  [["/", "Ctrl + K"], "shortcut_search"],
  [["j"], "shortcut_next"],
  [["k"], "shortcut_previous"],
  [["?"], "shortcut_help"],
  [["Esc"], "shortcut_close"],
];

export function ShortcutsDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = useCallback(() => dialog.current?.showModal(), []);
  useShortcuts(open);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="shortcuts-title">
      <div className="dialog-head">
        <h2 id="shortcuts-title">{t("shortcuts")}</h2>
        <button type="button" className="icon-button" aria-label={t("close")} onClick={() => dialog.current?.close()}>
          <X size={20} aria-hidden />
        </button>
      </div>
      <dl className="shortcuts">
        {LISTED.map(([keys, key]) => (
          <div key={key}>
            <dt>
              {keys.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{t(key)}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">{t("single_keys_hint")}</p>
    </dialog>
  );
}
