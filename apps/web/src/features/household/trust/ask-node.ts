import { z } from "zod";

/** One question to a ledger node. */
export interface NodeCall {
  method: string;
  params: readonly unknown[];
  /** Whether the check can do without the answer. */
  mayRefuse?: boolean;
}

/** A node that cannot be asked: it is silent, or answers what is no JSON-RPC. */
export class NodeUnreachableError extends Error {
  readonly code = "node_unreachable";
  readonly retryable = true;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "NodeUnreachableError";
  }
}

const answers = z.array(
  z.object({
    id: z.number(),
    result: z.unknown().optional(),
    error: z.object({ code: z.number(), message: z.string() }).optional(),
  }),
);

/** How long a node may take for one request (ms). */
const PATIENCE_MS = 20_000;

/** JSON-RPC's code for a call that the contract itself refused: asking again would not help. */
const REVERTED = 3;

/** A node that mines a block between two looks at "latest" fails a call for once. */
const ATTEMPTS = 4;

/**
 * Asks a node several things in one request, in their order; null is what a contract refuses, or the node where it may. Throws
 * NodeUnreachableError for any other failure that stays; another origin must be allowed by the server's Content-Security-Policy
 * and allow this page itself (CORS), or the browser does not ask it.
 */
export async function askNode(
  url: string,
  calls: readonly NodeCall[],
  signal: AbortSignal,
): Promise<unknown[]> {
  const found = new Map<number, unknown>();
  let failure: unknown = "no answer";
  for (let attempt = 0; attempt < ATTEMPTS && found.size < calls.length; attempt++) {
    const open = calls.flatMap((call, id) => (found.has(id) ? [] : [{ ...call, id }]));
    for (const { id, result, error } of await post(url, open, signal)) {
      if (error === undefined) found.set(id, result ?? null);
      else if (error.code === REVERTED) found.set(id, null);
      else failure = error.message;
    }
  }
  return calls.map(({ mayRefuse }, id) => {
    if (found.has(id)) return found.get(id);
    if (mayRefuse === true) return null;
    throw new NodeUnreachableError(failure);
  });
}

async function post(
  url: string,
  calls: readonly (NodeCall & { id: number })[],
  signal: AbortSignal,
) {
  const body = calls.map(({ id, method, params }) => ({ jsonrpc: "2.0", id, method, params }));
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return answers.parse(await response.json());
  } catch (cause) {
    throw new NodeUnreachableError(cause);
  }
}
