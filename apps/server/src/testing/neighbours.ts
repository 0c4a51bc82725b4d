import { tables } from "@pumasi/database";
import type { ReadingInput } from "@pumasi/protocol";
import { and, asc, eq, inArray } from "drizzle-orm";
import { TestCommunity, type TestMember } from "./test-community.js";
import type { TestServer } from "./test-server.js";
import { FIRST_SLOT, HOUR } from "./test-terms.js";

type Terms = Parameters<typeof TestCommunity.create>[2];

/** What a household draws and feeds in every slot, kWh. */
interface Habit {
  imported: number;
  exported: number;
}

const ANN: Habit = { imported: 3, exported: 0 };
const BOB: Habit = { imported: 0.5, exported: 2 };

/** The registers that every meter of the neighbours stands at when the market begins, kWh. */
const BASELINE = 1000;

/**
 * Two neighbours whose meters turn evenly: Ann draws 3 kWh a slot, Bob draws 0.5 and feeds in 2. So
 * whatever was missing, one knows what any register should say.
 */
export class Neighbours {
  private constructor(
    readonly community: TestCommunity,
    readonly ann: TestMember,
    readonly bob: TestMember,
  ) {}

  static async create(
    test: TestServer,
    slug: string,
    terms?: Terms,
    credit = "1000000",
    annsCurve: Parameters<TestCommunity["addMember"]>[1] = "secp256k1",
  ): Promise<Neighbours> {
    const community = await TestCommunity.create(test, slug, terms);
    const ann = await community.addMember(credit, annsCurve);
    return new Neighbours(community, ann, await community.addMember(credit));
  }

  get firstSlot(): number {
    return this.community.state.firstSlot;
  }

  /** Ann buys 1 kWh at up to 150, Bob sells 1.5 from 90 on: 1 kWh is contracted at 117.5. */
  async trade(slot: number): Promise<void> {
    const { community, ann, bob } = this;
    await community.postOrders(
      community.order(ann, { slot, side: "buy", energy: "1", limitPrice: "150" }),
      community.order(bob, { slot, side: "sell", energy: "1.5", limitPrice: "90" }),
    );
  }

  reading(of: TestMember, slot: number): ReadingInput {
    const { imported, exported } = of === this.ann ? ANN : BOB;
    const slots = slot - this.firstSlot + 1;
    return this.community.reading(of, {
      slot,
      importRegister: `${BASELINE + imported * slots}`,
      exportRegister: `${BASELINE + exported * slots}`,
    });
  }

  readAnn(slot: number) {
    return this.community.postReadings(this.reading(this.ann, slot));
  }

  readBob(slot: number) {
    return this.community.postReadings(this.reading(this.bob, slot));
  }

  async readBoth(slot: number): Promise<void> {
    await this.community.postReadings(this.reading(this.ann, slot), this.reading(this.bob, slot));
  }

  /** Goes to the slot's end, so that its readings may come. */
  async endOf(slot: number): Promise<void> {
    await this.community.advanceTo(endOf(slot, this.community.state.slotSeconds));
  }

  /** A slot in which everything goes well; the baselines come with the first. */
  async liveThrough(slot: number): Promise<void> {
    await this.trade(slot);
    await this.endOf(slot);
    if (slot === this.firstSlot) await this.readBoth(slot - 1);
    await this.readBoth(slot);
    await this.community.runDue();
  }

  async published(slot = FIRST_SLOT) {
    const [published] = await this.community.published(slot);
    if (published === undefined) throw new Error(`slot ${slot} is not closed yet`);
    return published;
  }

  /** The slot as it is kept, with the headers that were sent to the ledger. */
  async slotRow(slot = FIRST_SLOT) {
    const { state, test } = this.community;
    const [row] = await test.context.open.database
      .select()
      .from(tables.slot)
      .where(and(eq(tables.slot.communityId, state.id), eq(tables.slot.slot, slot)));
    if (row === undefined) throw new Error(`slot ${slot} is not closed yet`);
    return row;
  }

  /** What the ledger is to be told of these kinds, in order. */
  async actionsOf(...kinds: string[]) {
    const { state, test } = this.community;
    const { ledgerAction } = tables;
    return test.context.open.database
      .select()
      .from(ledgerAction)
      .where(and(eq(ledgerAction.communityId, state.id), inArray(ledgerAction.kind, kinds)))
      .orderBy(asc(ledgerAction.nonce));
  }

  async stage(slot = FIRST_SLOT): Promise<string> {
    return (await this.published(slot)).stage;
  }
}

/** The instant (ms) after a slot; of an hour unless said otherwise. */
export function endOf(slot: number, slotSeconds = HOUR / 1000): number {
  return (slot + 1) * slotSeconds * 1000;
}
