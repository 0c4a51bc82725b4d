import { type Problem, problem } from "@pumasi/protocol";
import { z } from "zod";
import { ApiAnswerInvalidError, ApiRefusedError, ApiUnreachableError } from "./api-errors.js";
import type { ApiRequest, StreamTransport, Transport } from "./transport.js";

export interface ClientOptions {
  transport: Transport;
  /** Needed by `events` only. */
  stream?: StreamTransport;
  /** The operator's token; sent with every request when given. */
  token?: string;
  /** Ends every request of this client when aborted. */
  signal?: AbortSignal;
  /** Wall time (ms) an ordinary request may take; 30 s when absent. */
  timeoutMs?: number;
  /** Wall time (ms) a long poll of the clock may take; 120 s when absent. */
  pollTimeoutMs?: number;
  /** False skips checking answers against their schemas, for callers that check what they use. */
  validate?: boolean;
}

export interface Call<T> {
  method: "GET" | "POST";
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  schema: z.ZodType<T>;
  idempotencyKey?: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Statuses that say "not now" rather than "no". */
function saysNotNow(status: number): boolean {
  return status === 429 || status >= 500;
}

/** A path with its query; undefined values are left out. */
export function pathWithQuery(path: string, query: Call<unknown>["query"] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Sends calls and turns answers into values or typed errors; the base of the clients. */
export class ApiCaller {
  constructor(protected readonly options: ClientOptions) {}

  /** Throws ApiRefusedError, ApiUnreachableError, ApiAnswerInvalidError, or the abort's reason. */
  protected async call<T>(call: Call<T>): Promise<T> {
    const request: ApiRequest = {
      method: call.method,
      path: pathWithQuery(call.path, call.query),
      headers: this.headers(call),
      timeoutMs: call.timeoutMs ?? this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    };
    if (call.body !== undefined) request.body = JSON.stringify(call.body);
    if (this.options.signal !== undefined) request.signal = this.options.signal;
    const response = await this.options.transport(request);
    if (saysNotNow(response.status)) {
      const detail = problemOf(response.body)?.detail ?? `status ${response.status}`;
      throw new ApiUnreachableError(request, "server_unavailable", detail);
    }
    if (response.status < 200 || response.status >= 300) {
      const refusal = problemOf(response.body);
      if (refusal !== null) throw new ApiRefusedError(request, refusal);
      throw new ApiAnswerInvalidError(request, `status ${response.status} without problem details`);
    }
    return this.read(request, response.body, call.schema);
  }

  /** Headers that every request of this client carries. */
  protected authorization(): Record<string, string> {
    const { token } = this.options;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  private headers(call: Call<unknown>): Record<string, string> {
    const headers: Record<string, string> = {
      accept: "application/json",
      ...this.authorization(),
      ...call.headers,
    };
    if (call.body !== undefined) headers["content-type"] = "application/json";
    if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
    return headers;
  }

  private read<T>(request: ApiRequest, body: string, schema: z.ZodType<T>): T {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch (cause) {
      throw new ApiAnswerInvalidError(request, "it is not JSON", { cause });
    }
    // Without validation the caller vouches for the shape, which only the schema could prove.
    if (this.options.validate === false) return value as T;
    const checked = schema.safeParse(value);
    if (checked.success) return checked.data;
    throw new ApiAnswerInvalidError(request, z.prettifyError(checked.error));
  }
}

function problemOf(body: string): Problem | null {
  try {
    const checked = problem.safeParse(JSON.parse(body));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
