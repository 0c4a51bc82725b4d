import type { Limit } from "../benchmark.js";
import type { FigureRow, Figures, FigureTable } from "../figure-table.js";
import { generateSlots } from "./generate-slots.js";
import { FIRST_SLOT, LedgerRun } from "./ledger-run.js";
import { measureNaive, type NaiveGas } from "./naive-gas.js";
import { netSlots, type PaidPeriod, payPeriod, preparePeriod } from "./pay-period.js";
import { gasOf, type RecordedSlot, recordSlot } from "./record-slot.js";

const SIZES = [10, 100, 1_000, 5_000] as const;
/** From so many accounts on a promise is made of what they share. */
const LARGE = 1_000;
const TRADES_EACH = 10;
/** Places for slots under way. One is kept beside the slot that is not paid, so the third slot is the first to reuse one. */
const RING = 2;
const SLOTS = 3;

const FRESH: Limit = { atMost: 63_000 };
const REUSED: Limit = { atMost: 46_000 };
const ACCOUNT: Limit = { atMost: 1_600 };
const TRADE: Limit = { atMost: 200 };

interface MeasuredSize {
  members: number;
  /** The first slot, whose word was never used. */
  fresh: RecordedSlot;
  /** The slot whose word was another's before, and its period. */
  reused: RecordedSlot;
  paid: PaidPeriod;
  naive: NaiveGas;
}

/** What the ledger burns for communities of four sizes, beside plain designs on the same node. */
export const gas: FigureTable = {
  name: "ledger/gas",
  unit: "gas",
  title: "accounts",
  async measure(): Promise<Figures> {
    const sizes: MeasuredSize[] = [];
    for (const members of SIZES) sizes.push(await measureSize(members));
    return {
      columns: sizes.map(({ members }) => members.toLocaleString("en")),
      rows: rowsOf(sizes),
      notes: [
        `A period is one slot, in which ${TRADES_EACH} pairs of orders trade for each account.`,
        "Commits: book, clearing, metering, the slot's finality and the period's commitment.",
        "Plain designs: two neighbours with balances that are not zero; opening them is not counted.",
      ],
    };
  },
};

async function measureSize(members: number): Promise<MeasuredSize> {
  const run = await LedgerRun.start({ members, ringSize: RING });
  try {
    const inputs = generateSlots({ members, ordersPerMember: TRADES_EACH }, FIRST_SLOT);
    const slots: RecordedSlot[] = [];
    const periods: PaidPeriod[] = [];
    let carries = new Map<number, bigint>();
    for (let period = 0; period < SLOTS; period++) {
      const { value } = inputs.next();
      const slot = await recordSlot(run, value);
      const netted = netSlots(period, [slot], carries);
      const paid = await payPeriod(run, preparePeriod(run.keccak, netted));
      carries = new Map(netted.lines.map(({ account, carryOut }) => [account, carryOut]));
      slots.push(slot);
      periods.push(paid);
    }
    const [fresh, reused, paid] = [slots[0], slots.at(-1), periods.at(-1)];
    if (fresh === undefined || reused === undefined || paid === undefined) {
      throw new Error("slots were recorded and paid");
    }
    return { members, fresh, reused, paid, naive: await measureNaive(run) };
  } finally {
    await run.end();
  }
}

function rowsOf(sizes: readonly MeasuredSize[]): FigureRow[] {
  const row = (
    name: string,
    figureOf: (size: MeasuredSize) => number,
    limit?: Limit,
    fromMembers = 0,
  ): FigureRow => ({
    name,
    figures: sizes.map((size) => {
      const value = Math.ceil(figureOf(size));
      return limit === undefined || size.members < fromMembers ? { value } : { value, limit };
    }),
  });
  const commits = ({ reused, paid }: MeasuredSize) =>
    reused.gas.close +
    reused.gas.clear +
    reused.gas.meter +
    gasOf(paid.finalize) +
    gasOf(paid.commit);
  const trade = ({ reused }: MeasuredSize, burned: number) => burned / reused.trades;
  return [
    row("book, in a word never used", ({ fresh }) => fresh.gas.close, FRESH),
    row("book, in a word used before", ({ reused }) => reused.gas.close, REUSED),
    row("clearing, in the same word", ({ reused }) => reused.gas.clear, REUSED),
    row("metering, in the same word", ({ reused }) => reused.gas.meter, REUSED),
    row("finality of the slot", ({ paid }) => gasOf(paid.finalize)),
    row("commitment of the period", ({ paid }) => gasOf(paid.commit)),
    row("settlement, an account", (size) => gasOf(size.paid.settle) / size.members, ACCOUNT, LARGE),
    row("a trade: its part of the commits", (size) => trade(size, commits(size))),
    row("a trade: its part of the settlement", (size) => trade(size, gasOf(size.paid.settle))),
    row(
      "a trade: all of it",
      (size) => trade(size, commits(size) + gasOf(size.paid.settle)),
      TRADE,
      LARGE,
    ),
    row("plain: a transfer a trade", ({ naive }) => naive.transfer),
    row("plain: transfers, 250 a transaction", ({ naive }) => naive.transferBatched),
    row("plain: post, match and pay", ({ naive }) => naive.market),
    row("plain: the same, 250 matches a transaction", ({ naive }) => naive.marketBatched),
  ];
}
