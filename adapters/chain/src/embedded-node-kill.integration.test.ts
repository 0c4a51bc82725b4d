import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EmbeddedNodeDownError } from "./errors.js";
import { closeBooksCall } from "./market-calls.js";
import {
  contracts,
  filled,
  rulesCall,
  settings,
  startOf,
  TestOperator,
} from "./testing/test-community.js";

let operator: TestOperator;

beforeEach(async () => {
  operator = new TestOperator();
  await operator.start();
  await operator.deploy(rulesCall);
});

afterEach(() => operator.end());

function killNode(): void {
  process.kill(Number(readFileSync(join(operator.dir, "anvil.pid"), "utf8")), "SIGKILL");
}

/** Lets the node get so far before it is killed: none, some, or all of a block's requests. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

it.each([0, 3, 10, 30, 100])("loses nothing when killed %i turns into a block", async (count) => {
  const header = { slot: settings.firstSlot, orders: 1, bookRoot: filled(1) };
  const rawTransactions = await operator.sign([closeBooksCall(contracts.market, [header])]);
  const block = { number: 2, timestamp: startOf(settings.firstSlot), rawTransactions };
  operator.journal.plan(block);
  const mining = operator.node.mineBlock(block).catch((error: unknown) => error);
  await turns(count);
  killNode();
  const outcome = await mining;
  await operator.node.exited;
  await operator.start();

  expect(operator.node.head.number).toBe(2);
  const recorded = operator.journal.recorded.at(-1);
  expect(recorded).toMatchObject({ number: 2, receipts: [{ status: "success" }] });
  if (outcome instanceof Error) expect(outcome).toBeInstanceOf(EmbeddedNodeDownError);
  else expect(outcome).toEqual(recorded);

  const { hash } = operator.node.head;
  killNode();
  await operator.node.exited;
  await operator.start();
  expect(operator.node.head.hash).toBe(hash);
});
