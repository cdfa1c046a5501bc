/** A button that opens a small panel beside it. Escape, a click outside and a followed link close it. */
import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from "react";

const GAP = 6; // pixels between the button and the panel
const EDGE = 8; // and between the panel and the window's edge

/** Put a panel below its button, or above it where the room below is short; inside the window in any case. */
function placeBeside(panel: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - width - EDGE);
  const isBelow = at.bottom + GAP + height <= window.innerHeight - EDGE || at.top < height + GAP;
  panel.style.left = `${Math.max(EDGE, left)}px`;
  panel.style.top = `${isBelow ? at.bottom + GAP : at.top - GAP - height}px`;
}

interface PopoverProps {
  label: string;
  icon: ReactNode;
  className?: string;
  children: ReactNode;
}

export function Popover({ label, icon, className = "icon-button", children }: PopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    if (isOpen && panel.current && button.current) placeBeside(panel.current, button.current);
  }, [isOpen]);

  useEffect(() => {
    const own = root.current;
    if (!isOpen || !own) return undefined;
    const onPointer = (event: PointerEvent) => {
      if (!own.contains(event.target as Node)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    const onFocusOut = (event: FocusEvent) => {
      if (event.relatedTarget && !own.contains(event.relatedTarget as Node)) setOpen(false);
    };
    // On the document: there React's own handlers have run. Sooner, what was clicked would be gone before they do.
    const onClick = (event: MouseEvent) => {
      const target = event.target as Element;
      if (!own.contains(target) || !target.closest("a, [data-closes]")) return;
      setOpen(false);
      if (!target.closest("a")) button.current?.focus();
    };
    const onScroll = (event: Event) => {
      if (!own.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("scroll", onScroll, { capture: true, passive: true });
    own.addEventListener("keydown", onKey);
    own.addEventListener("focusout", onFocusOut);
    document.addEventListener("click", onClick);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("scroll", onScroll, { capture: true });
      own.removeEventListener("keydown", onKey);
      own.removeEventListener("focusout", onFocusOut);
      document.removeEventListener("click", onClick);
    };
  }, [isOpen]);

  return (
    <div className="popover-root" ref={root}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {icon}
      </button>
      <div id={id} ref={panel} className="popover" hidden={!isOpen}>
        {isOpen && children}
      </div>
    </div>
  );
}
