import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HalfStars, SETTLE_MS } from "../../src/items/HalfStars";
import { loadLanguage } from "../../src/messages/t";

beforeEach(async () => {
  await loadLanguage();
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(value: number | null) {
  const onRate = vi.fn<(stars: number) => void>();
  const onClear = vi.fn<() => void>();
  render(<HalfStars label="Rate Dune" value={value} onRate={onRate} onClear={onClear} />);
  return { onRate, onClear };
}

describe("half stars", () => {
  it("are ten radios of one name, each said in words", () => {
    show(null);

    const radios = screen.getAllByRole<HTMLInputElement>("radio");

    expect(radios.map((radio) => Number(radio.value))).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
    expect(new Set(radios.map((radio) => radio.name)).size).toBe(1);
    expect(radios.filter((radio) => radio.checked)).toEqual([]);
    expect(screen.getByLabelText("4.5 stars")).toBe(radios[8]);
    expect(screen.getByLabelText("1 star")).toBe(radios[1]);
  });

  it("rate once, by the last of several values chosen in quick succession", () => {
    const { onRate } = show(null);

    fireEvent.click(screen.getByLabelText("3 stars"));
    vi.advanceTimersByTime(SETTLE_MS - 1);
    fireEvent.click(screen.getByLabelText("3.5 stars"));
    vi.advanceTimersByTime(SETTLE_MS - 1);
    expect(onRate).not.toHaveBeenCalled();

    vi.advanceTimersByTime(1);
    expect(onRate.mock.calls).toEqual([[3.5]]);
  });

  it("fill up to the value, and offer to take it back only where there is one", () => {
    const { onClear } = show(4);

    expect(document.querySelectorAll(".star-full")).toHaveLength(8);
    fireEvent.click(screen.getByRole("button", { name: "Take the rating back" }));
    expect(onClear).toHaveBeenCalledOnce();

    cleanup();
    show(null);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
