/** One request to the server; the path begins with "/v1". */
export interface ApiRequest {
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  /** JSON text; absent for GET. */
  body?: string;
  /** How long (ms of wall time) to wait for the whole answer. */
  timeoutMs: number;
  /** Ends the request early; the transport then throws the signal's reason. */
  signal?: AbortSignal;
}

export interface ApiResponse {
  status: number;
  /** Header names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/**
 * Sends one request. Any status is an answer; throws ApiUnreachableError when none came, and the
 * reason of an aborted signal.
 */
export type Transport = (request: ApiRequest) => Promise<ApiResponse>;

/** Opens an endless answer and gives its text as it comes; it ends when the connection does. */
export type StreamTransport = (
  request: Pick<ApiRequest, "path" | "headers" | "signal">,
) => AsyncIterable<string>;
