import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ApiError, Unreachable } from "../../src/api/errors";
import { Failed } from "../../src/ui/States";

afterEach(cleanup);

it("what failed without a connection is tried again once it is back", () => {
  const retry = vi.fn();
  const { unmount } = render(<Failed error={new Unreachable()} retry={retry} />);

  window.dispatchEvent(new Event("online"));
  unmount();
  window.dispatchEvent(new Event("online"));

  expect(retry).toHaveBeenCalledOnce();
});

it("what the service refused is not tried again by itself", () => {
  const retry = vi.fn();
  render(<Failed error={new ApiError(404, "not_found", "x")} retry={retry} />);

  window.dispatchEvent(new Event("online"));

  expect(retry).not.toHaveBeenCalled();
});
