import fc from "fast-check";
import { expect, it } from "vitest";
import { ExternalRun, Killed } from "./testing/external-run.js";
import { FakeNode } from "./testing/fake-node.js";
import { startFaultProxy } from "./testing/fault-proxy.js";
import { callOf } from "./testing/pipeline.js";
import { seededRandom } from "./testing/seeded-random.js";
import { chainId } from "./testing/test-community.js";

/** How bad a way to the ledger is, and how much there is to tell it. */
const ways = fc.record({
  seed: fc.integer(),
  actions: fc.integer({ min: 1, max: 25 }),
  confirmations: fc.integer({ min: 1, max: 7 }),
  maxInFlight: fc.integer({ min: 1, max: 20 }),
  badness: fc.integer({ min: 0, max: 10 }).map((percent) => percent / 100),
});

it("every action is in one block once, in order, whatever is lost, repeated, re-organised or killed", async () => {
  await fc.assert(
    fc.asyncProperty(ways, async ({ seed, actions, confirmations, maxInFlight, badness }) => {
      const node = new FakeNode();
      node.chainId = chainId;
      await node.start();
      const rates = { lostRequest: badness, lostAnswer: badness, duplicate: badness, delay: 0 };
      const proxy = await startFaultProxy(node.rpcUrl, seed, rates);
      const settings = { confirmations, maxInFlight, rpcUrl: proxy.url, repriceAfterMs: 5_000 };
      const run = new ExternalRun(node, settings);
      try {
        const random = seededRandom(seed);
        run.journal.aroundWrite = () => {
          if (random() < badness) throw new Killed();
        };
        run.journal.ask(Array.from({ length: actions }, (_, number) => callOf(number)));
        await run.finish(async () => {
          if (random() < badness) run.forget();
          if (random() < badness) node.pool = [];
          if (random() < badness) node.baseFee = BigInt(Math.floor(random() * 90));
          const depth = Math.min(confirmations, node.head.number) - 1;
          if (depth > 0 && random() < badness)
            await run.reorganise(1 + Math.floor(random() * depth));
        });
        const final = run.journal.final.map(({ transactionHash }) => transactionHash);
        expect(node.mined()).toEqual(final);
        const signed = new Map(run.journal.signed.map(({ hash, nonce }) => [hash, nonce]));
        expect(final.map((hash) => signed.get(hash))).toEqual([...Array(actions).keys()]);
        const journalled = new Set<string>(run.journal.signed.map(({ raw }) => raw));
        expect(proxy.sent.filter((raw) => !journalled.has(raw))).toEqual([]);
      } finally {
        run.close();
        await proxy.close();
        await node.stop();
      }
    }),
    { numRuns: 30 },
  );
});
