import { type RpcServer, readBody, serveHttp } from "./rpc-server.js";
import { seededRandom } from "./seeded-random.js";

/** How often each fault strikes a request, from 0 to 1; together at most 1. */
export interface FaultRates {
  /** The request never reaches the node. */
  lostRequest: number;
  /** The node has done its work, and nobody hears of it. */
  lostAnswer: number;
  /** The node gets the request twice, and its second answer is passed on. */
  duplicate: number;
  /** The answer comes some milliseconds late. */
  delay: number;
}

export interface FaultProxy extends RpcServer {
  /** How often each fault has struck. */
  readonly struck: Readonly<Record<keyof FaultRates, number>>;
  /** Every raw transaction that the client let out, whether or not it arrived. */
  readonly sent: readonly string[];
  /** From now on everything goes through as it should. */
  heal(): void;
}

/** A bad line between a client and its node. The same seed strikes the same requests. */
export async function startFaultProxy(
  target: string,
  seed: number,
  rates: FaultRates,
): Promise<FaultProxy> {
  const random = seededRandom(seed);
  const sent: string[] = [];
  const struck = { lostRequest: 0, lostAnswer: 0, duplicate: 0, delay: 0 };
  let isHealed = false;
  const draw = (): keyof FaultRates | null => {
    let rest = random();
    for (const [fault, rate] of Object.entries(rates) as [keyof FaultRates, number][]) {
      if (rest < rate) return isHealed ? null : fault;
      rest -= rate;
    }
    return null;
  };
  const server = await serveHttp(async (request, response) => {
    const body = await readBody(request);
    sent.push(...rawTransactionsIn(body));
    const fault = draw();
    if (fault !== null) struck[fault] += 1;
    if (fault === "lostRequest") throw new Error("the request is lost");
    let answer = await forward(target, body);
    if (fault === "lostAnswer") throw new Error("the answer is lost");
    if (fault === "duplicate") answer = await forward(target, body);
    if (fault === "delay") await new Promise((resolve) => setTimeout(resolve, random() * 20));
    response.setHeader("content-type", "application/json");
    response.end(answer);
  });
  return {
    ...server,
    ...{ struck, sent },
    heal() {
      isHealed = true;
    },
  };
}

async function forward(target: string, body: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(target, { method: "POST", headers, body });
  return answer.text();
}

function rawTransactionsIn(body: string): string[] {
  const calls = [JSON.parse(body)].flat() as { method: string; params: string[] }[];
  return calls
    .filter(({ method }) => method === "eth_sendRawTransaction")
    .flatMap(({ params }) => params.slice(0, 1));
}
