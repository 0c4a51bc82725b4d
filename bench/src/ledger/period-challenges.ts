import {
  commitPeriodCall,
  finalizeCall,
  hashBatch,
  recommitPeriodCall,
  type SettlementBatch,
  settlementBatches,
} from "@pumasi/chain";
import {
  type CommittedLeaves,
  commitAccountSlots,
  commitPeriod,
  type Evidence,
  encodeMeteringHeader,
  type Fault,
  type Hex,
  type PeriodHeader,
  type PeriodInput,
} from "@pumasi/protocol";
import { type ChallengeDocket, SIGNING_MEMBER } from "./challenge-docket.js";
import { addOne, type Edits, FIELD, forge, leafAt, putHash } from "./forge.js";
import type { ShownMetering } from "./forged-slot.js";
import type { SlotInputs } from "./generate-slots.js";
import { SYSTEM_ACCOUNTS, WINDOW_SECONDS } from "./ledger-run.js";
import { netSlots, payPeriod, totalsOf } from "./pay-period.js";
import { meter, signOwn } from "./slot-challenges.js";

const ACCOUNT = SYSTEM_ACCOUNTS + SIGNING_MEMBER;
const SECRET: Hex = `0x${"5e".repeat(32)}`;
/** The slot of a period, counted from its first, whose leaf is forged. */
const PLACE = 1;
const SLOTS = 3;

/** A period as it was committed, something of it forged. */
interface ForgedPeriod {
  header: PeriodHeader;
  leaves: CommittedLeaves;
  /** The leaves of the account's slots. */
  slots: CommittedLeaves;
  batches: SettlementBatch[];
  before: { header: PeriodHeader; leaves: CommittedLeaves };
  /** The metering of the slot at the place. */
  metering: ShownMetering;
}

interface PeriodForgery {
  leaves?: Edits;
  slots?: Edits;
  /** Added to the account's lane in its batch. */
  lane?: bigint;
}

interface PeriodFraud {
  fault: Fault;
  shown: string;
  forgery: PeriodForgery;
  prove(period: ForgedPeriod): Evidence;
}

const own = (period: ForgedPeriod) => leafAt(period.leaves, ACCOUNT);

/** Each way to prove a wrong period. */
const PERIOD_FRAUDS: readonly PeriodFraud[] = [
  {
    fault: "PeriodAmountWrong",
    shown: "1 account",
    forgery: { leaves: { [ACCOUNT]: addOne(FIELD.period.ledgerDelta, 16) } },
    prove: (period) => ({ judge: "judgePeriod", header: period.header, leaves: [own(period)] }),
  },
  {
    fault: "PeriodSumWrong",
    shown: "2 neighbours",
    forgery: { leaves: { [ACCOUNT]: addOne(FIELD.period.sumLedgerDelta, 16) } },
    prove: (period) => ({
      ...{ judge: "judgePeriod", header: period.header },
      leaves: [leafAt(period.leaves, ACCOUNT - 1), own(period)],
    }),
  },
  {
    fault: "PeriodCarryWrong",
    shown: "1 account, and before",
    forgery: { leaves: { [ACCOUNT]: addOne(FIELD.period.carryIn, 16) } },
    prove: (period) => ({
      ...{ judge: "judgeCarry", header: period.header, leaf: own(period) },
      headerBefore: period.before.header,
      before: leafAt(period.before.leaves, ACCOUNT),
    }),
  },
  {
    fault: "PeriodSlotSumWrong",
    shown: "1 account and 2 slots",
    forgery: { slots: { [PLACE]: addOne(FIELD.periodSlot.sumTotal, 16) } },
    prove: (period) => ({
      ...{ judge: "judgePeriodSlots", header: period.header, leaf: own(period) },
      slots: [leafAt(period.slots, PLACE - 1), leafAt(period.slots, PLACE)],
    }),
  },
  {
    fault: "PeriodLineWrong",
    shown: "1 account, 1 slot and its line",
    forgery: { slots: { [PLACE]: addOne(FIELD.periodSlot.total, 16) } },
    prove: (period) => ({
      ...{ judge: "judgePeriodLine", header: period.header, leaf: own(period) },
      slotLeaf: leafAt(period.slots, PLACE),
      metering: encodeMeteringHeader(period.metering.header),
      line: leafAt(period.metering.lines, ACCOUNT),
    }),
  },
  {
    fault: "PeriodBatchWrong",
    shown: "1 account and its batch",
    forgery: { lane: 1n },
    prove: ({ header, batches, ...period }) => ({
      ...{ judge: "judgeBatch", header, leaf: leafAt(period.leaves, ACCOUNT) },
      batch: batches[0] as SettlementBatch,
      isLast: batches.length === 1,
    }),
  },
];

/** Pays a first slot honestly, then commits the next slots' period with each fraud in turn, and proves it. */
export async function challengePeriods(
  docket: ChallengeDocket,
  slots: Iterator<SlotInputs, never>,
): Promise<void> {
  const { run } = docket;
  const { keccak, contracts } = run;
  const record = async () => {
    const { metering, result } = await meter(
      docket,
      signOwn(docket, slots.next().value),
      () => ({}),
    );
    return { metering, ...totalsOf(metering.header.slot, result.settlement) };
  };
  const first = netSlots(0, [await record()], new Map());
  const paid = commitPeriod(keccak, { ...first, secret: SECRET });
  await payPeriod(run, { header: paid.header, batches: settlementBatches(0, first.lines) });
  const carries = new Map(first.lines.map(({ account, carryOut }) => [account, carryOut]));
  const recorded = [];
  while (recorded.length < SLOTS) recorded.push(await record());
  const net = netSlots(1, recorded, carries);
  await run.mine([finalizeCall(contracts.market, net.untilSlot, SLOTS)], run.now + WINDOW_SECONDS);
  const { metering } = recorded[PLACE] as (typeof recorded)[number];
  let commit = commitPeriodCall;
  for (const { fault, shown, forgery, prove } of PERIOD_FRAUDS) {
    const forged = forgePeriod(docket, { ...net, secret: SECRET }, forgery);
    await run.mine([commit(contracts.ledger, forged.header, forged.batches.map(hashBatch))]);
    await docket.prove(
      prove({ ...forged, before: { header: paid.header, leaves: paid }, metering }),
      fault,
      shown,
    );
    commit = recommitPeriodCall;
  }
}

function forgePeriod(
  { run: { keccak } }: ChallengeDocket,
  input: PeriodInput,
  { leaves = {}, slots = {}, lane = 0n }: PeriodForgery,
): Omit<ForgedPeriod, "before" | "metering"> {
  const honest = commitPeriod(keccak, input);
  const forgedSlots = forge(keccak, commitAccountSlots(keccak, input, ACCOUNT), slots);
  const { root: slotsRoot } = forgedSlots.tree;
  const forged = forge(keccak, honest, {
    [ACCOUNT]: putHash(FIELD.period.slotsRoot, slotsRoot),
    ...leaves,
  });
  const lines = input.lines.map((line) =>
    line.account === ACCOUNT ? { ...line, ledgerDelta: line.ledgerDelta + lane } : line,
  );
  return {
    header: { ...honest.header, root: forged.tree.root },
    leaves: forged,
    slots: forgedSlots,
    batches: settlementBatches(input.period, lines),
  };
}
