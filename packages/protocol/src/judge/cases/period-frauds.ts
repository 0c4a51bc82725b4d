import type { Keccak256 } from "../../keccak.js";
import { MerkleTree } from "../../merkle.js";
import type { BatchData } from "../evidence.js";
import type { Fault } from "../fault.js";
import type { ShownPeriod } from "../find/published.js";
import { batchesOf } from "./drawn-period.js";
import { signedField, withFields } from "./layouts.js";

/** A period whose words can be changed and sealed anew. */
export interface RawPeriod {
  base: ShownPeriod;
  leaves: Uint8Array[];
  slots: Uint8Array[][];
  batches: BatchData[];
}

export function thawPeriod(base: ShownPeriod): RawPeriod {
  return {
    base,
    leaves: [...base.leaves],
    slots: base.leaves.map((_, account) => [...base.slotsOf(account)]),
    batches: base.batches.map((batch) => ({ ...batch, deltas: [...batch.deltas] })),
  };
}

/** Commits changed words, so that every proof holds. */
export function sealPeriod(keccak: Keccak256, raw: RawPeriod): ShownPeriod {
  const rootOf = (words: readonly Uint8Array[]) => new MerkleTree(keccak, words.map(keccak)).root;
  const leaves = raw.leaves.map((words, account) =>
    withFields("period", words, { slotsRoot: BigInt(rootOf(raw.slots[account] ?? [])) }),
  );
  const header = { ...raw.base.header, accounts: leaves.length, root: rootOf(leaves) };
  return {
    ...raw.base,
    header,
    leaves,
    slotsOf: (account) => raw.slots[account] ?? [],
    batches: raw.batches,
  };
}

/** One way to cheat in a period. */
export interface PeriodFraud {
  fault: Fault;
  what: string;
  also?: readonly Fault[];
  forge(keccak: Keccak256, period: ShownPeriod): ShownPeriod | null;
}

type Values = Record<string, bigint | number>;
type Signed = (name: string) => bigint;

/** A period with some fields of the first account's leaf changed that suits. */
function alterAccount(
  keccak: Keccak256,
  period: ShownPeriod,
  suits: (fields: Signed, account: number) => boolean,
  values: (fields: Signed, account: number) => Values,
): ShownPeriod | null {
  const raw = thawPeriod(period);
  const fieldsOf =
    (words: Uint8Array): Signed =>
    (name) =>
      signedField("period", words, name);
  const account = raw.leaves.findIndex((words, place) => suits(fieldsOf(words), place));
  const words = raw.leaves[account];
  if (words === undefined) return null;
  raw.leaves[account] = withFields("period", words, values(fieldsOf(words), account));
  return sealPeriod(keccak, raw);
}

/** A period with some fields of one slot of an account changed. */
function alterSlot(
  keccak: Keccak256,
  period: ShownPeriod,
  account: number,
  place: number,
  values: (fields: Signed) => Values,
): ShownPeriod | null {
  const raw = thawPeriod(period);
  const words = raw.slots[account]?.[place];
  if (words === undefined) return null;
  (raw.slots[account] as Uint8Array[])[place] = withFields(
    "periodSlot",
    words,
    values((name) => signedField("periodSlot", words, name)),
  );
  return sealPeriod(keccak, raw);
}

/** One account's lane of its batch changed. */
function alterLane(period: ShownPeriod, account: number, by: bigint): ShownPeriod {
  const word = Math.floor(account / 4);
  const batches = period.batches.map((batch) => {
    const deltas = batch.deltas.map((delta, place) =>
      batch.firstWord + place === word
        ? BigInt.asUintN(256, delta + (by << BigInt(64 * (account % 4))))
        : delta,
    );
    return { ...batch, deltas };
  });
  return { ...period, batches };
}

const isMember = (_: Signed, account: number) => account >= 4;
const hasTwoSlots = ({ header }: ShownPeriod) => header.untilSlot - header.fromSlot > 1;

/** Frauds in a period. */
export const PERIOD_FRAUDS: readonly PeriodFraud[] = [
  {
    fault: "PeriodMalformed",
    what: "something is written into a leaf's padding",
    forge: (keccak, period) => alterAccount(keccak, period, isMember, () => ({ padding: 1 })),
  },
  {
    fault: "PeriodMalformed",
    what: "a leaf has fewer slots than the period",
    forge(keccak, period) {
      const raw = thawPeriod(period);
      if (!hasTwoSlots(period)) return null;
      raw.slots[4]?.pop();
      raw.leaves[4] = withFields("period", raw.leaves[4] as Uint8Array, {
        slots: (raw.slots[4] as Uint8Array[]).length,
      });
      return sealPeriod(keccak, raw);
    },
  },
  {
    fault: "PeriodAmountWrong",
    what: "a member is rounded up",
    forge: (keccak, period) =>
      alterAccount(keccak, period, isMember, (f) => ({
        ledgerDelta: f("ledgerDelta") + 1n,
        carryOut: f("carryOut") - 1_000_000n,
      })),
  },
  {
    fault: "PeriodAmountWrong",
    what: "a member's carry vanishes",
    forge: (keccak, period) =>
      alterAccount(
        keccak,
        period,
        (f) => f("carryOut") > 0n,
        () => ({ carryOut: 0 }),
      ),
  },
  {
    fault: "PeriodAmountWrong",
    what: "the supplier's units are not rounded",
    forge: (keccak, period) =>
      alterAccount(
        keccak,
        period,
        (_, account) => account === 0,
        (f) => ({
          ledgerDelta: f("ledgerDelta") - 3n,
          carryOut: f("carryOut") + 3_000_000n,
        }),
      ),
  },
  {
    fault: "PeriodSumWrong",
    what: "a sum jumps",
    forge: (keccak, period) =>
      alterAccount(keccak, period, isMember, (f) => ({
        sumLedgerDelta: f("sumLedgerDelta") + 1n,
      })),
  },
  {
    fault: "PeriodSumWrong",
    what: "the first sum begins with more",
    forge: (keccak, period) =>
      alterAccount(
        keccak,
        period,
        (_, account) => account === 0,
        (f) => ({ sumLedgerDelta: f("sumLedgerDelta") - 9n }),
      ),
  },
  {
    fault: "PeriodCarryWrong",
    what: "what was left is forgotten",
    forge: (keccak, period) =>
      alterAccount(
        keccak,
        period,
        (f, account) => account >= 4 && f("carryIn") !== 0n,
        (f) => ({
          carryIn: 0,
          ledgerDelta: floor(f("delta")),
          carryOut: f("delta") - floor(f("delta")) * 1_000_000n,
          sumLedgerDelta: f("sumLedgerDelta") + floor(f("delta")) - f("ledgerDelta"),
        }),
      ),
    also: ["PeriodSumWrong"],
  },
  {
    fault: "PeriodCarryWrong",
    what: "more is carried in than was left",
    also: ["PeriodAmountWrong"],
    forge: (keccak, period) =>
      period.header.period === 0
        ? null
        : alterAccount(
            keccak,
            period,
            (f, account) => account >= 4 && f("carryOut") < 999_999n,
            (f) => ({ carryIn: f("carryIn") + 1n, carryOut: f("carryOut") + 1n }),
          ),
  },
  {
    fault: "PeriodCarryWrong",
    what: "an account with something left is left out",
    forge(keccak, period) {
      const before = period.before?.leaves.at(-1);
      const raw = thawPeriod(period);
      const isSame = period.before?.leaves.length === raw.leaves.length;
      if (before === undefined || !isSame || raw.leaves.length <= 5) return null;
      if (signedField("period", before, "carryOut") === 0n) return null;
      const last = raw.leaves.pop() as Uint8Array;
      const gone = signedField("period", last, "ledgerDelta");
      const place = raw.leaves.length - 1;
      balance(raw, gone);
      raw.leaves[place] = withFields("period", raw.leaves[place] as Uint8Array, {
        sumLedgerDelta: 0,
      });
      return rebatched(sealPeriod(keccak, raw));
    },
  },
  {
    fault: "PeriodSlotMalformed",
    what: "something is written into a slot's padding",
    forge: (keccak, period) => alterSlot(keccak, period, 4, 0, () => ({ padding: 1 })),
  },
  {
    fault: "PeriodSlotMalformed",
    what: "a slot counted twice",
    forge: (keccak, period) =>
      hasTwoSlots(period)
        ? alterSlot(keccak, period, 4, 1, () => ({ slot: period.header.fromSlot }))
        : null,
  },
  {
    fault: "PeriodSlotSumWrong",
    what: "the first slot's sum begins with more",
    forge: (keccak, period) =>
      alterSlot(keccak, period, 4, 0, (f) => ({ sumTotal: f("sumTotal") + 5n })),
  },
  {
    fault: "PeriodSlotSumWrong",
    what: "a slot's sum jumps",
    forge: (keccak, period) =>
      hasTwoSlots(period)
        ? alterSlot(keccak, period, 4, 1, (f) => ({ sumTotal: f("sumTotal") - 5n }))
        : null,
  },
  {
    fault: "PeriodLineWrong",
    what: "two slots exchange some money",
    forge(keccak, period) {
      if (!hasTwoSlots(period)) return null;
      const one = alterSlot(keccak, period, 4, 0, (f) => ({
        total: f("total") + 5n,
        sumTotal: f("sumTotal") + 5n,
      }));
      return one && alterSlot(keccak, one, 4, 1, (f) => ({ total: f("total") - 5n }));
    },
  },
  {
    fault: "PeriodLineWrong",
    what: "an account is paid for a slot of another",
    forge(keccak, period) {
      const places = period.header.untilSlot - period.header.fromSlot;
      const raw = thawPeriod(period);
      raw.slots[4] = (raw.slots[4] as Uint8Array[]).map((words, place) =>
        withFields("periodSlot", words, {
          total: signedField("periodSlot", words, "total") + (place === 0 ? 7n : 0n),
          sumTotal: signedField("periodSlot", words, "sumTotal") + 7n,
        }),
      );
      const leaf = raw.leaves[4] as Uint8Array;
      const carryOut = signedField("period", leaf, "carryOut") + 7n;
      if (carryOut > 999_999n || places < 1) return null;
      raw.leaves[4] = withFields("period", leaf, {
        delta: signedField("period", leaf, "delta") + 7n,
        carryOut,
      });
      return sealPeriod(keccak, raw);
    },
  },
  {
    fault: "PeriodLineWrong",
    what: "the last account is left out of the period",
    also: ["PeriodCarryWrong"],
    forge(keccak, period) {
      const raw = thawPeriod(period);
      const last = raw.leaves.pop() as Uint8Array;
      if (signedField("period", last, "delta") === 0n || raw.leaves.length < 5) return null;
      balance(raw, signedField("period", last, "ledgerDelta"));
      const place = raw.leaves.length - 1;
      raw.leaves[place] = withFields("period", raw.leaves[place] as Uint8Array, {
        sumLedgerDelta: 0,
      });
      return rebatched(sealPeriod(keccak, raw));
    },
  },
  {
    fault: "PeriodBatchWrong",
    what: "a batch pays a member more",
    forge: (_, period) => alterLane(period, 4, 1n),
  },
  {
    fault: "PeriodBatchWrong",
    what: "a batch pays an account that the period does not have",
    forge: (_, period) =>
      period.header.accounts % 4 === 0 ? null : alterLane(period, period.header.accounts, 9n),
  },
  {
    fault: "PeriodBatchWrong",
    what: "the first batch begins after the first accounts",
    forge(_, period) {
      const isDue = signedField("period", period.leaves[0] as Uint8Array, "ledgerDelta");
      const [first, ...rest] = period.batches;
      if (isDue === 0n || first === undefined || first.deltas.length < 2) return null;
      return {
        ...period,
        batches: [{ ...first, firstWord: 1, deltas: first.deltas.slice(1) }, ...rest],
      };
    },
  },
  {
    fault: "PeriodBatchWrong",
    what: "the last batch ends too early",
    forge(_, period) {
      const account = period.header.accounts - 1;
      const isDue = signedField("period", period.leaves[account] as Uint8Array, "ledgerDelta");
      if (account % 4 !== 0 || isDue === 0n) return null;
      const batches = period.batches.map((batch, place) =>
        place === period.batches.length - 1
          ? { ...batch, deltas: batch.deltas.slice(0, -1) }
          : batch,
      );
      return { ...period, batches };
    },
  },
];

/** A period whose one batch pays what its leaves say. */
function rebatched(period: ShownPeriod): ShownPeriod {
  const deltas = period.leaves.map((words) => signedField("period", words, "ledgerDelta"));
  return { ...period, batches: batchesOf((most) => most, deltas) };
}

/** Lets the rounding account take an amount, so that all sums hold again. */
function balance(raw: RawPeriod, amount: bigint): void {
  for (let account = 3; account < raw.leaves.length; account++) {
    const words = raw.leaves[account] as Uint8Array;
    const sumLedgerDelta = signedField("period", words, "sumLedgerDelta") + amount;
    const own =
      account === 3
        ? {
            ledgerDelta: signedField("period", words, "ledgerDelta") + amount,
            carryOut: signedField("period", words, "carryOut") - amount * 1_000_000n,
          }
        : {};
    raw.leaves[account] = withFields("period", words, { sumLedgerDelta, ...own });
  }
}

function floor(amount: bigint): bigint {
  const units = amount / 1_000_000n;
  return amount % 1_000_000n < 0n ? units - 1n : units;
}
