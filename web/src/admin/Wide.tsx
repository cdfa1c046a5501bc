/** A table that may be wider than the page: it scrolls sideways by itself, with the keys, too. */
import type { ReactNode } from "react";

interface WideProps {
  label: string;
  className?: string;
  children: ReactNode;
}

export function Wide({ label, className = "", children }: WideProps) {
  return (
    // Without the focus, nobody scrolls it by keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={`admin-wide ${className}`} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
