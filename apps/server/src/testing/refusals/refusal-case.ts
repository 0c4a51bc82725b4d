import type { OrderInput, Problem, ReadingInput } from "@pumasi/protocol";
import type { RefusalCode } from "../../refusals.js";
import type { TestCommunity, TestMember } from "../test-community.js";
import type { Asked, Method, Reply, TestServer } from "../test-server.js";

/** A fresh community of two enrolled households, before its first gate closure. */
export interface World {
  test: TestServer;
  community: TestCommunity;
  ann: TestMember;
  bob: TestMember;
}

/** A request that is refused: what has to happen before it, and the request itself. */
export interface RefusalCase {
  code: RefusalCode;
  /** Why it is refused, in the words of whoever asked. */
  when: string;
  arrange(world: World): Promise<() => Promise<Problem>>;
}

/** Reads the problem of a refused request; its status and media type must say the same. */
export function problemIn(reply: Reply): Problem {
  if (!reply.type.startsWith("application/problem+json")) {
    throw new Error(`not a problem but ${reply.status} ${JSON.stringify(reply.body)}`);
  }
  const problem = reply.body as Problem;
  if (problem.status !== reply.status) throw new Error(`${reply.status} is not ${problem.status}`);
  return problem;
}

/** A case that is one request by the operator. */
export function operatorCase(
  code: RefusalCode,
  when: string,
  path: (world: World) => string,
  body: (world: World) => unknown,
): RefusalCase {
  return {
    code,
    when,
    arrange: async (world) => async () =>
      problemIn(await world.community.operate(path(world), body(world))),
  };
}

/** A case that is one request to any route. */
export function requestCase(
  code: RefusalCode,
  when: string,
  request: (world: World) => [Method, string, Asked?],
): RefusalCase {
  return {
    code,
    when,
    arrange: async (world) => async () => problemIn(await world.test.ask(...request(world))),
  };
}

/** Posts one order of which only its own outcome is a refusal; the request itself is fine. */
export async function refusedOrder({ community }: World, order: OrderInput): Promise<Problem> {
  const [outcome] = await community.postOrders(order);
  if (outcome === undefined || outcome.ok) throw new Error("the order was accepted");
  return outcome.problem;
}

export async function refusedReading({ community }: World, reading: ReadingInput) {
  const [outcome] = await community.postReadings(reading);
  if (outcome === undefined || outcome.ok) throw new Error("the reading was accepted");
  return outcome.problem;
}

/** Posts an order that has to be accepted. */
export async function acceptedOrder({ community }: World, order: OrderInput): Promise<void> {
  const [outcome] = await community.postOrders(order);
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
}

export async function acceptedReading({ community }: World, reading: ReadingInput): Promise<void> {
  const [outcome] = await community.postReadings(reading);
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
}

/** Takes a device's key away. */
export async function revoke({ community }: World, { signer }: TestMember): Promise<void> {
  const reply = await community.operate(`/devices/${signer.address}/revocation`);
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
}
