/** A box that suggests titles and people while one types (a combobox after ARIA 1.2). */
import { useQuery } from "@tanstack/react-query";
import { History, Search, X } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import type { components } from "../api/schema";
import { t } from "../messages/t";
import { itemQueries } from "./queries";

export type Suggestion = components["schemas"]["Suggestion"];
export type Former = components["schemas"]["FormerQuestion"];

const SETTLE_MS = 150;

/** The text, once nobody has changed it for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

interface TitleBoxProps {
  label: string;
  placeholder: string;
  initial?: string;
  /** A suggestion was chosen; the box is empty again. */
  onChoose: (item: Suggestion) => void;
  /** Enter was pressed with no suggestion chosen; without this the first suggestion is. */
  onText?: (text: string) => void;
  /** Delete one of the reader's former questions. With this the box offers them, before the titles. */
  onForget?: (question: Former) => void;
  className?: string;
}

export function TitleBox({ label, placeholder, initial = "", onChoose, onText, onForget, className = "" }: TitleBoxProps) {
  const [text, setText] = useState(initial);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const settled = useSettled(text.trim());
  const found = useQuery(itemQueries.suggestions(settled));
  const isShown = isOpen && text.trim() !== "";
  const former = isShown && onForget ? (found.data?.history ?? []) : [];
  const options: (Suggestion | Former)[] = isShown ? [...former, ...(found.data?.items ?? [])] : [];

  const choose = (position: number) => {
    const option = options[position];
    if (!option) return;
    setOpen(false);
    setActive(-1);
    if ("query" in option) {
      setText(option.query);
      onText?.(option.query);
    } else {
      setText("");
      onChoose(option);
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = options.length + 1; // with the text itself
      setActive(((active + 1 + step + count) % count) - 1);
    } else if (event.key === "Escape") {
      setOpen(false);
      setActive(-1);
    } else if (event.key === "Delete" && former[active]) {
      event.preventDefault();
      onForget?.(former[active]);
      setActive(-1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active >= 0) choose(active);
      else if (onText) {
        setOpen(false);
        onText(text.trim());
      } else choose(0);
    }
  };

  return (
    <div className={`title-box ${className}`}>
      <Search size={18} aria-hidden />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label={label}
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={options[active] ? `${id}-${active}` : undefined}
        placeholder={placeholder}
        autoComplete="off"
        enterKeyHint="search"
        maxLength={1000}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(-1);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t("suggestions")} className="suggestions" hidden={options.length === 0}>
        {options.map((option, position) => (
          // The keys are the input's: the options never have the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={"query" in option ? `former ${option.id}` : option.id}
            className={"query" in option ? "suggestion-former" : undefined}
            id={`${id}-${position}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(position)}
          >
            {"query" in option ? (
              <FormerOption question={option} onForget={onForget} />
            ) : (
              <>
                <span className="suggestion-title">{option.title}</span>
                <span className="suggestion-meta">
                  {[t(option.item_type === "movie" ? "film" : "book"), option.year, option.person].filter(Boolean).join(" · ")}
                </span>
              </>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

/** A former question, and a cross that deletes it. By the keys it is Delete: an option can hold no button. */
function FormerOption({ question, onForget }: { question: Former; onForget: ((question: Former) => void) | undefined }) {
  const forget = (event: MouseEvent) => {
    event.stopPropagation();
    onForget?.(question);
  };
  return (
    <>
      <History size={16} aria-hidden />
      <span className="suggestion-title">
        {question.query} <span className="hidden-text">{t("former_search")}</span>
      </span>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <span className="icon-button" title={t("delete_search", { q: question.query })} data-forget={question.id} onClick={forget} aria-hidden>
        <X size={16} />
      </span>
    </>
  );
}
