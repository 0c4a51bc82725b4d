import { it } from "vitest";
import { MemoryJournal } from "./testing/memory-journal.js";
import { approveCall } from "./coin-calls.js";
import { contracts, genesisTimestamp, TestOperator } from "./testing/test-community.js";
it("x", async () => {
  for (const n of [1500, 10000]) {
    const o = new TestOperator(new MemoryJournal(2000));
    await o.start(); await o.deploy();
    let t = genesisTimestamp + 10;
    const a = Date.now();
    for (let i = 0; i < n; i++) await o.mine((t += 1), [approveCall(contracts.coin, contracts.ledger, BigInt(i + 1))]);
    const b = Date.now();
    console.log(n, "sign+mine+receipts", b - a, "ms", Math.round(n / (b - a) * 1000), "blocks/s");
    await o.node.stop();
    const c = Date.now(); await o.start(); const d = Date.now();
    console.log(n, "full replay", d - c, "ms", Math.round(n / (d - c) * 1000), "blocks/s");
    const e = Date.now(); await o.node.snapshot(); console.log("snapshot", Date.now() - e);
    await o.node.stop();
    const f = Date.now(); await o.start(); console.log("start from snapshot", Date.now() - f, o.node.head.number);
    await o.end();
  }
}, 400000);
