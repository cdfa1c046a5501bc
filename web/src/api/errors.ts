/** What can go wrong with a request, as the API says it. */
import { t } from "../messages/t";

export interface WrongField {
  field: string;
  message: string;
}

/** An answer that refuses. `detail` is a sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly slug: string;
  readonly fields: readonly WrongField[];
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, slug: string, detail: string, rest: Partial<ApiError> = {}) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.slug = slug;
    this.fields = rest.fields ?? [];
    this.requestId = rest.requestId ?? null;
    this.retryAfterSeconds = rest.retryAfterSeconds ?? null;
  }

  static async of(response: Response): Promise<ApiError> {
    const body = (await response
      .clone()
      .json()
      .catch(() => ({}))) as { error?: string; detail?: string; fields?: WrongField[]; request_id?: string };
    const seconds = Number(response.headers.get("Retry-After"));
    return new ApiError(response.status, body.error ?? "unknown", body.detail ?? response.statusText, {
      fields: body.fields ?? [],
      requestId: body.request_id ?? null,
      retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null,
    });
  }

  /** What is wrong with a field of a form, if this says so. */
  of(field: string): string | undefined {
    return this.fields.find((wrong) => wrong.field === field)?.message;
  }
}

/** There was no answer: the connection or the service is away. */
export class Unreachable extends Error {
  constructor() {
    super(t("failed_unreachable"));
    this.name = "Unreachable";
  }
}

/** Whether the same request may succeed later without anybody changing it. */
export function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ApiError && (error.status === 503 || error.status === 429));
}
