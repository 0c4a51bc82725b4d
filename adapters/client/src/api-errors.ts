import type { Problem } from "@pumasi/protocol";

/** A request as errors name it. */
export interface RequestName {
  method: string;
  path: string;
}

/** Only the name of a request: its headers may hold a token, which must not reach a log. */
function nameOf({ method, path }: RequestName): RequestName {
  return { method, path };
}

/** The server answered and refused the whole request; the same request will be refused again. */
export class ApiRefusedError extends Error {
  readonly code = "api_refused";
  readonly retryable = false;
  readonly request: RequestName;

  constructor(
    request: RequestName,
    readonly problem: Problem,
  ) {
    super(
      `The server refused ${request.method} ${request.path}: ${problem.detail} (${problem.code}, status ${problem.status})`,
    );
    this.name = "ApiRefusedError";
    this.request = nameOf(request);
  }
}

/** Why no usable answer came. */
export type UnreachableReason =
  | "connection_failed"
  | "connection_lost"
  | "timeout"
  | "server_unavailable";

/**
 * No usable answer came: the connection failed or broke, time ran out, or the server said that it
 * cannot answer now (status 429 or 5xx). The request may or may not have been carried out; every
 * write of this API may be sent again.
 */
export class ApiUnreachableError extends Error {
  readonly code = "api_unreachable";
  readonly retryable = true;
  readonly request: RequestName;

  constructor(
    request: RequestName,
    readonly reason: UnreachableReason,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`No answer to ${request.method} ${request.path}: ${detail} (${reason})`, options);
    this.name = "ApiUnreachableError";
    this.request = nameOf(request);
  }
}

/** The server's answer is not what the API promises: the other end is not a Pumasi server, or not this version. */
export class ApiAnswerInvalidError extends Error {
  readonly code = "api_answer_invalid";
  readonly retryable = false;
  readonly request: RequestName;

  constructor(request: RequestName, detail: string, options?: ErrorOptions) {
    super(
      `The answer to ${request.method} ${request.path} is not what the API promises: ${detail}. Check the server's address and version.`,
      options,
    );
    this.name = "ApiAnswerInvalidError";
    this.request = nameOf(request);
  }
}
