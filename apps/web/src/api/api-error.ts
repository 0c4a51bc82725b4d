/** What went wrong outside the page, as far as the page has something different to say about it. */
export type ApiErrorCode = "server_unreachable" | "operator_only" | "refused" | "not_understood";

interface ApiErrorFacts {
  code: ApiErrorCode;
  /** The server's own code of a refusal, where it gave one. */
  refusal?: string | null;
  path: string;
  detail: string;
  retryable: boolean;
  cause?: unknown;
}

/** A question to the server that got no usable answer. Made once, in fetch-json.ts. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly refusal: string | null;
  readonly path: string;
  readonly retryable: boolean;

  constructor({ code, refusal = null, path, detail, retryable, cause }: ApiErrorFacts) {
    super(detail, { cause });
    this.name = "ApiError";
    this.code = code;
    this.refusal = refusal;
    this.path = path;
    this.retryable = retryable;
  }
}
