import { meterCall, remeterCall } from "@pumasi/chain";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { endOf, Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../testing/test-terms.js";

const DEADLINE = endOf(FIRST_SLOT) + 2 * HOUR;
/** The challenge window, and the minute that the ledger's block may be later. */
const WINDOW = HOUR + 60_000;

let test: TestServer;
let neighbours: Neighbours;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

beforeEach(async () => {
  test.now = START;
  neighbours = await Neighbours.create(test, `c${communities++}`);
});

describe("metering", () => {
  it("happens when the last reading is in, at the contracts' and the sharing price", async () => {
    await neighbours.trade(FIRST_SLOT);
    await neighbours.endOf(FIRST_SLOT);
    await neighbours.readBoth(FIRST_SLOT - 1);
    await neighbours.readAnn(FIRST_SLOT);
    await neighbours.community.runDue();
    expect(await neighbours.stage()).toBe("cleared");
    await neighbours.readBob(FIRST_SLOT);
    await neighbours.community.runDue();
    const { stage, version, lines, readings } = await neighbours.published();
    expect({ stage, version }).toEqual({ stage: "metered", version: 1 });
    expect(readings?.map(({ quality }) => quality)).toEqual(["measured", "measured"]);
    // Bob has 1 kWh left to share, and 2.5 are lacking: 0.8 of it is for Ann.
    const ann = lines?.find(({ account }) => account === neighbours.ann.account);
    expect(ann).toMatchObject({ deliveredBuy: "1", sharedBuy: "0.8", residualImport: "1.2" });
    const { meteringHeader } = await neighbours.slotRow();
    if (meteringHeader === null) throw new Error("the slot is not metered");
    const call = meterCall(neighbours.community.state.contracts.market, [meteringHeader]);
    expect(await neighbours.actionsOf("meter", "remeter")).toMatchObject([
      { kind: "meter", data: call.data },
    ]);
  });

  it("waits for a missing reading until the deadline, then flags a substitute", async () => {
    await neighbours.liveThrough(FIRST_SLOT);
    const slot = FIRST_SLOT + 1;
    await neighbours.endOf(slot);
    await neighbours.readBob(slot);
    await neighbours.community.advanceTo(DEADLINE + HOUR - 1);
    expect(await neighbours.stage(slot)).toBe("cleared");
    await neighbours.community.advanceTo(DEADLINE + HOUR);
    const { stage, readings } = await neighbours.published(slot);
    expect(stage).toBe("metered");
    expect(readings).toMatchObject([
      { quality: "substituted", rule: "community-mean", imported: "0.5", signed: null },
      { quality: "measured", rule: "", imported: "0.5", exported: "2" },
    ]);
    expect((await neighbours.slotRow(slot)).substitutes).toBe(1);
  });

  it("waits beyond the deadline where a substitute would have nothing to go by", async () => {
    await neighbours.endOf(FIRST_SLOT);
    await neighbours.readBoth(FIRST_SLOT - 1);
    await neighbours.community.advanceTo(DEADLINE + 20 * HOUR);
    expect(await neighbours.stage()).toBe("cleared");
    await neighbours.readBob(FIRST_SLOT);
    await neighbours.community.runDue();
    expect(await neighbours.stage()).toBe("metered");
  });

  it("is not taken for complete because of the baseline of a meter that begins later", async () => {
    const { community } = neighbours;
    await neighbours.liveThrough(FIRST_SLOT);
    const slot = FIRST_SLOT + 1;
    await community.advanceTo(slot * HOUR);
    const cho = await community.addMember();
    expect(community.state.meters.get(cho.meter)?.fromSlot).toBe(slot + 1);
    await neighbours.endOf(slot);
    const baseline = { slot, importRegister: "5", exportRegister: "5" };
    await community.postReadings(community.reading(cho, baseline));
    await neighbours.readBob(slot);
    await community.runDue();
    expect(await neighbours.stage(slot)).toBe("cleared");
    // Ann's later reading does not stand for this slot's own either.
    await neighbours.endOf(slot + 1);
    await neighbours.readAnn(slot + 1);
    await community.runDue();
    expect(await neighbours.stage(slot)).toBe("cleared");
    await neighbours.readAnn(slot);
    await community.runDue();
    expect(await neighbours.stage(slot)).toBe("metered");
  });
});

describe("a late reading", () => {
  const slot = FIRST_SLOT + 1;

  beforeEach(async () => {
    await neighbours.liveThrough(FIRST_SLOT);
    await neighbours.endOf(slot);
    await neighbours.readBob(slot);
    await neighbours.community.advanceTo(DEADLINE + HOUR);
  });

  it("before the slot is final makes a version 2, sent with the header before", async () => {
    const before = (await neighbours.slotRow(slot)).meteringHeader;
    const [outcome] = await neighbours.readAnn(slot);
    expect(outcome).toMatchObject({ ok: true, effect: "corrects" });
    await neighbours.community.runDue();
    const { version, readings } = await neighbours.published(slot);
    expect(version).toBe(2);
    expect(readings?.[0]).toMatchObject({ quality: "measured", imported: "3" });
    const after = (await neighbours.slotRow(slot)).meteringHeader;
    if (before === null || after === null) throw new Error("the slot is not metered");
    const [, , call] = await neighbours.actionsOf("meter", "remeter");
    const { market } = neighbours.community.state.contracts;
    expect(call).toMatchObject({
      kind: "remeter",
      data: remeterCall(market, [after], [before]).data,
    });
  });

  it("is final only a whole window after the last version", async () => {
    await neighbours.community.advanceTo(DEADLINE + HOUR + WINDOW - 1);
    await neighbours.readAnn(slot);
    await neighbours.community.runDue();
    await neighbours.community.advanceTo(test.now + WINDOW - 1);
    expect(await neighbours.stage(slot)).toBe("metered");
    await neighbours.community.advanceTo(test.now + 1);
    expect(await neighbours.stage(slot)).toBe("final");
  });

  it("after the slot is final is kept, and the next reading takes the difference up", async () => {
    await neighbours.community.advanceTo(DEADLINE + HOUR + WINDOW);
    expect(await neighbours.stage(slot)).toBe("final");
    const [outcome] = await neighbours.readAnn(slot);
    expect(outcome).toMatchObject({ ok: true, repeated: false, effect: "after-final" });
    await neighbours.readBoth(slot + 1);
    await neighbours.community.runDue();
    const [kept, next] = await neighbours.community.published(slot, slot + 2);
    expect(kept).toMatchObject({ version: 1, stage: "final" });
    expect(kept?.readings?.[0]).toMatchObject({ quality: "substituted", signed: null });
    expect(kept?.unused).toMatchObject([{ meter: neighbours.ann.meter, importRegister: "1006" }]);
    // The substitute had 0.5 of its 3 kWh, so that the next slot has 5.5.
    expect(next?.readings?.[0]).toMatchObject({ quality: "measured", imported: "5.5" });
  });
});
