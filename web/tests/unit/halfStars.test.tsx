import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HalfStars, SETTLE_MS } from "../../src/items/HalfStars";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const settle = (ms: number) => act(() => vi.advanceTimersByTime(ms));

describe("half stars", () => {
  it("are ten radios from a half to five, with the given one chosen", () => {
    render(<HalfStars label="Rate Dune" value={3.5} onRate={() => undefined} />);
    const radios = screen.getAllByRole<HTMLInputElement>("radio");

    expect(radios.map((radio) => Number(radio.value))).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
    expect(radios.filter((radio) => radio.checked).map((radio) => radio.value)).toEqual(["3.5"]);
    expect(screen.getByRole("group", { name: "Rate Dune" })).toBeTruthy();
  });

  it("rate once, where a held arrow key stops", () => {
    const onRate = vi.fn();
    render(<HalfStars label="Rate Dune" value={null} onRate={onRate} />);
    const radios = screen.getAllByRole("radio");
    for (const radio of radios.slice(0, 8)) {
      fireEvent.click(radio);
      settle(SETTLE_MS - 1);
    }
    expect(onRate).not.toHaveBeenCalled();

    settle(1);
    expect(onRate.mock.calls).toEqual([[4]]);
  });

  it("rate nothing after they are gone", () => {
    const onRate = vi.fn();
    const { unmount } = render(<HalfStars label="Rate Dune" value={null} onRate={onRate} />);
    fireEvent.click(screen.getAllByRole("radio")[0] as HTMLElement);
    unmount();
    settle(SETTLE_MS);

    expect(onRate).not.toHaveBeenCalled();
  });

  it("can be taken back only if there is a rating", () => {
    const onClear = vi.fn();
    const { rerender } = render(<HalfStars label="Rate Dune" value={null} onRate={() => undefined} onClear={onClear} />);
    expect(screen.queryByRole("button")).toBeNull();

    rerender(<HalfStars label="Rate Dune" value={2} onRate={() => undefined} onClear={onClear} />);
    fireEvent.click(screen.getByRole("button"));
    expect(onClear).toHaveBeenCalledOnce();
  });
});
