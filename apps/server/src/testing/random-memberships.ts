import type { MemberDescription, Problem } from "@pumasi/protocol";
import { printKwh } from "@pumasi/quantities";
import fc from "fast-check";
import { TestCommunity, type TestMember } from "./test-community.js";
import type { TestServer } from "./test-server.js";
import { FIRST_SLOT, HOUR, START } from "./test-terms.js";

/** Points of delivery, the first of which somebody lives at and is read in time from beginning to end. */
const HOMES = 3;
const SLOTS = 9;

/** How long a slot may take until it is metered, final and paid. */
const HOURS_AFTER = 7;

type Arrival = "punctual" | "late" | "never";

/** A household that leaves, and when the next moves in; null: the home stays empty. */
interface Move {
  home: number;
  /** The slot after whose end the operator is told. */
  toldIn: number;
  /** So many slots after the earliest that is possible. */
  notice: number;
  nextAfter: number | null;
}

/** What happens in a community where households come and go. */
export interface RandomMemberships {
  moves: Move[];
  /** By slot and home: what is drawn and fed in there, whoever lives in it, 10^-6 kWh. */
  lives: { importedUkwh: number; exportedUkwh: number; arrival: Arrival }[][];
  /** By home: every reading of it comes in time. */
  isPunctual: boolean[];
  orders: { of: number; slot: number; isBuy: boolean; energyUkwh: number }[];
}

const energyUkwh = fc.integer({ min: 0, max: 3_000_000 });
const life = fc.record({
  importedUkwh: energyUkwh,
  exportedUkwh: energyUkwh,
  arrival: fc.constantFrom<Arrival>("punctual", "late", "never"),
});
const perHome = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.array(arbitrary, { minLength: HOMES, maxLength: HOMES });

export const randomMemberships: fc.Arbitrary<RandomMemberships> = fc.record({
  moves: fc.uniqueArray(
    fc.record({
      home: fc.integer({ min: 1, max: HOMES - 1 }),
      toldIn: fc.nat(4),
      notice: fc.nat(2),
      nextAfter: fc.option(fc.nat(2)),
    }),
    { minLength: 1, maxLength: HOMES - 1, selector: ({ home }) => home },
  ),
  lives: fc.array(perHome(life), { minLength: SLOTS, maxLength: SLOTS }),
  isPunctual: perHome(fc.boolean()),
  orders: fc.array(
    fc.record({
      of: fc.nat(HOMES),
      slot: fc.nat(SLOTS - 1),
      isBuy: fc.boolean(),
      energyUkwh: fc.integer({ min: 1, max: 3_000_000 }),
    }),
    { minLength: 4, maxLength: 20 },
  ),
});

/** A household as it was in the end. */
export interface Inhabitant {
  home: number;
  member: TestMember;
  /** The slots whose readings were taken. */
  read: number[];
}

/** A community that was lived through to its last payment. */
export class LivedMemberships {
  readonly inhabitants: Inhabitant[] = [];
  private constructor(
    readonly community: TestCommunity,
    private readonly random: RandomMemberships,
  ) {}

  /** Lives it through. */
  static async live(
    test: TestServer,
    slug: string,
    random: RandomMemberships,
  ): Promise<LivedMemberships> {
    test.now = START;
    const community = await TestCommunity.create(test, slug);
    const lived = new LivedMemberships(community, random);
    await community.operate("/until", { untilSlot: FIRST_SLOT + SLOTS });
    for (let home = 0; home < HOMES; home++) await lived.moveIn(home);
    await lived.order(0, 2);
    for (let index = 0; index < SLOTS + HOURS_AFTER; index++) {
      await community.advanceTo((FIRST_SLOT + index + 1) * HOUR);
      if (index === 0) await lived.read(-1, "punctual");
      await lived.read(index, "punctual");
      await community.runDue();
      await community.advanceTo(test.now + HOUR / 4);
      await lived.move(index);
      await lived.order(index + 2, index + 3);
      await lived.read(index - 2, "late");
      await community.runDue();
    }
    return lived;
  }

  /** What the home's meter shows after a slot, whoever it counts for, 10^-6 kWh. */
  registersAfter(index: number, home: number): { importUkwh: number; exportUkwh: number } {
    let [importUkwh, exportUkwh] = [7_000_000, 3_000_000];
    for (const slot of this.random.lives.slice(0, index + 1)) {
      importUkwh += slot[home]?.importedUkwh ?? 0;
      exportUkwh += slot[home]?.exportedUkwh ?? 0;
    }
    return { importUkwh, exportUkwh };
  }

  arrivalOf(index: number, home: number): Arrival {
    if (index < 0 || home === 0 || this.random.isPunctual[home]) return "punctual";
    return this.random.lives[index]?.[home]?.arrival ?? "never";
  }

  private async moveIn(home: number): Promise<void> {
    const member = await this.community.addMember("1000000", "secp256k1", `POD-${home}`);
    this.inhabitants.push({ home, member, read: [] });
  }

  private async move(index: number): Promise<void> {
    for (const { home, toldIn, notice, nextAfter } of this.random.moves) {
      if (toldIn === index) await this.leave(home, notice);
      if (nextAfter !== null && toldIn + nextAfter === index) await this.moveIn(home);
    }
  }

  /** The operator asks for too early an end, is told the earliest, and takes that or a later one. */
  private async leave(home: number, notice: number): Promise<void> {
    const leaving = this.inhabitants.find((own) => own.home === home);
    const path = `/members/${leaving?.member.member}/end`;
    const refused = await this.community.operate<Problem>(path, { untilSlot: 0 });
    const earliest = Number(/earliest is slot (\d+)/.exec(refused.body.detail)?.[1]);
    const untilSlot = earliest + notice;
    const { body } = await this.community.operate<MemberDescription>(path, { untilSlot });
    if (body.untilSlot !== untilSlot) throw new Error(JSON.stringify(body));
  }

  private async order(from: number, until: number): Promise<void> {
    const { community } = this;
    for (const { of, slot, isBuy, energyUkwh: energy } of this.random.orders) {
      const by = this.inhabitants[of];
      if (slot < from || slot >= until || by === undefined) continue;
      const terms = isBuy
        ? { side: "buy" as const, limitPrice: "160" }
        : { side: "sell" as const, limitPrice: "95" };
      const order = { slot: FIRST_SLOT + slot, energy: printKwh(energy), ...terms };
      await community.postOrders(community.order(by.member, order));
    }
  }

  /** Every gateway at the home says what the meter shows, also who has left and who has yet to begin. */
  private async read(index: number, arrival: Arrival): Promise<void> {
    if (index >= SLOTS || index < (arrival === "late" ? 0 : -1)) return;
    const slot = FIRST_SLOT + index;
    for (const { home, member, read } of this.inhabitants) {
      if (this.arrivalOf(index, home) !== arrival) continue;
      const { importUkwh, exportUkwh } = this.registersAfter(index, home);
      const registers = {
        importRegister: printKwh(importUkwh),
        exportRegister: printKwh(exportUkwh),
      };
      const [outcome] = await this.community.postReadings(
        this.community.reading(member, { slot, ...registers }),
      );
      if (outcome?.ok) read.push(slot);
    }
  }
}
