import type { ErrorBody } from "@/contract/types";

/** A refusal by the server, or (status 0, code "unreachable") no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Messages by input field; empty unless particular fields are at fault. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Seconds to wait, from Retry-After. */
  readonly retryAfter: number | null;

  constructor(status: number, error: ErrorBody["error"], retryAfter: number | null = null) {
    super(error.message);
    this.name = "ApiError";
    this.status = status;
    this.code = error.code;
    this.fields = error.fields;
    this.retryAfter = retryAfter;
  }
}

export function isApiError(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}

/** Worth trying again without the person doing anything: no answer, or the server stumbled. */
export function isTransient(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

export function unreachable(cause: unknown): ApiError {
  const error = new ApiError(0, { code: "unreachable", message: "No answer.", fields: {} });
  error.cause = cause;
  return error;
}

/** Reads the one error shape; a proxy's HTML page becomes an error without details. */
export async function errorFrom(response: Response): Promise<ApiError> {
  const header = Number(response.headers.get("Retry-After"));
  const retryAfter = header > 0 ? header : null;
  const fallback = { code: "unknown", message: response.statusText, fields: {} };
  try {
    const body = (await response.json()) as Partial<ErrorBody>;
    return new ApiError(response.status, { ...fallback, ...body.error }, retryAfter);
  } catch {
    return new ApiError(response.status, fallback, retryAfter);
  }
}
