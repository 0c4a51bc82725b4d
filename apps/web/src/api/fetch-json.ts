import { problem } from "@pumasi/protocol";
import type { z } from "zod";
import { ApiError } from "./api-error.js";

/** Statuses that say "not now" instead of "no". */
const RETRYABLE_STATUSES = new Set([408, 425, 429, 502, 503, 504]);

/**
 * Asks the server and checks the answer against its wire schema. Throws an ApiError that says
 * whether the server was silent, refused, or spoke another version of the API.
 */
export function fetchJson<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  return readAnswer(path, schema, signal === undefined ? {} : { signal });
}

/** As `fetchJson`, for what changes something. A `key` makes a repeated request have one effect only. */
export function sendJson<T>(
  path: string,
  schema: z.ZodType<T>,
  { body, key, method = "POST" }: { body?: unknown; key?: string; method?: "POST" | "DELETE" } = {},
): Promise<T> {
  const headers = {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(key === undefined ? {} : { "idempotency-key": key }),
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return readAnswer(path, schema, { method, headers, ...sent });
}

async function readAnswer<T>(path: string, schema: z.ZodType<T>, request: RequestInit): Promise<T> {
  const response = await askServer(path, request);
  const body = await readBody(response);
  if (!response.ok) throw refusalError(path, response.status, body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ApiError({
    code: "not_understood",
    path,
    detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not the expected answer"}`,
    retryable: false,
  });
}

async function askServer(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, {
      ...request,
      headers: { accept: "application/json", ...request.headers },
    });
  } catch (cause) {
    // A cancelled question is no failure; the query library wants to see the abort itself.
    if (request.signal?.aborted === true) throw cause;
    throw new ApiError({
      code: "server_unreachable",
      path,
      detail: "The server does not answer.",
      retryable: true,
      cause,
    });
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusalError(path: string, status: number, body: unknown): ApiError {
  const parsed = problem.safeParse(body);
  const refusal = parsed.success ? parsed.data.code : null;
  if (status === 401 || status === 403) {
    return new ApiError({
      code: "operator_only",
      refusal,
      path,
      detail: parsed.success ? parsed.data.detail : "Only the operator may see this.",
      retryable: false,
    });
  }
  const retryable = RETRYABLE_STATUSES.has(status);
  if (retryable && !parsed.success) {
    const detail = `The server answered ${status}.`;
    return new ApiError({ code: "server_unreachable", path, detail, retryable });
  }
  return new ApiError({
    code: "refused",
    refusal,
    path,
    detail: parsed.success ? parsed.data.detail : `The server answered ${status}.`,
    retryable,
  });
}
