import type { Keccak256 } from "../../keccak.js";
import {
  encodePeriodLeaf,
  encodePeriodSlotLeaf,
  type PeriodLeaf,
  saltsOf,
} from "../../leaves/index.js";
import { MerkleTree } from "../../merkle.js";
import type { ShownPeriod } from "../find/published.js";
import { type Draw, pick } from "./draw.js";
import { secretOf } from "./drawn-community.js";
import { batchesOf, type SettledPeriod } from "./drawn-period.js";

/** An account's period as a cheat has it: its totals by slot beside its leaf. */
export interface ForgedAccount {
  leaf: PeriodLeaf;
  totals: bigint[];
}

const UNIT = 1_000_000n;
const floor = (amount: bigint) => (amount - (((amount % UNIT) + UNIT) % UNIT)) / UNIT;

/** The true period, to be changed. */
export function copyPeriod({ input, committed }: SettledPeriod): ForgedAccount[] {
  const slots = input.untilSlot - input.fromSlot;
  return committed.leaves.map((leaf) => {
    const known = new Map(input.slotsOf(leaf.account).map(({ slot, total }) => [slot, total]));
    const totals = Array.from({ length: slots }, (_, place) => known.get(input.fromSlot + place));
    return { leaf: { ...leaf }, totals: totals.map((total) => total ?? 0n) };
  });
}

type PeriodCheat = (draw: Draw, accounts: ForgedAccount[]) => boolean;

/** Rounds an account's period as it should be, from what it says came in and was earned. */
function follow({ leaf, totals }: ForgedAccount): void {
  leaf.delta = totals.reduce((sum, total) => sum + total, 0n);
  leaf.ledgerDelta = floor(leaf.carryIn + leaf.delta);
  leaf.carryOut = leaf.carryIn + leaf.delta - leaf.ledgerDelta * UNIT;
}

const amountOf = (draw: Draw) => BigInt(1 + draw(5)) * pick(draw, [1n, 1_000_000n, 333_333n]);

/** One account earned more in a slot, another less or nobody. */
const moveTotal: PeriodCheat = (draw, accounts) => {
  const [one, other] = [pick(draw, accounts), pick(draw, accounts)];
  const place = draw(one.totals.length - 1);
  const amount = amountOf(draw);
  one.totals[place] = (one.totals[place] as bigint) + amount;
  follow(one);
  if (one === other || draw(2) === 0) return true;
  other.totals[place] = (other.totals[place] as bigint) - amount;
  follow(other);
  return true;
};

/** One account carried in more, another less or nobody. */
const moveCarry: PeriodCheat = (draw, accounts) => {
  const [one, other] = [pick(draw, accounts), pick(draw, accounts)];
  const amount = amountOf(draw);
  one.leaf.carryIn += amount;
  follow(one);
  if (one === other || draw(2) === 0) return true;
  other.leaf.carryIn -= amount;
  follow(other);
  return true;
};

/** One account is paid units that it has to carry as a debt, or the other way round. */
const moveUnits: PeriodCheat = (draw, accounts) => {
  const one = pick(draw, accounts);
  const units = BigInt(1 + draw(3)) * (draw(1) === 0 ? 1n : -1n);
  one.leaf.ledgerDelta += units;
  one.leaf.carryOut -= units * UNIT;
  return true;
};

/** The last account left out. */
const leaveOut: PeriodCheat = (_, accounts) => accounts.length > 5 && accounts.pop() !== undefined;

/** One more account that is owed something. */
const addAccount: PeriodCheat = (draw, accounts) => {
  const { leaf, totals } = accounts.at(-1) as ForgedAccount;
  const added = { leaf: { ...leaf, account: accounts.length, carryIn: 0n }, totals: [...totals] };
  added.totals[0] = amountOf(draw);
  accounts.push(added);
  follow(added);
  return true;
};

const CHEATS: readonly PeriodCheat[] = [moveTotal, moveCarry, moveUnits, leaveOut, addAccount];

/** Makes up a period, in one to two steps. */
export function cheatInPeriod(draw: Draw, accounts: ForgedAccount[]): boolean {
  let isDone = false;
  for (let steps = 1 + draw(1); steps > 0; steps--) {
    isDone = pick(draw, CHEATS)(draw, accounts) || isDone;
  }
  return isDone;
}

/**
 * Commits a made-up period: the rounding account takes what is missing to zero, all sums follow, and the batches pay what
 * the leaves say, or (`isPaidTruly`) what the true ones did.
 */
export function sealForgedPeriod(
  keccak: Keccak256,
  draw: Draw,
  { input, shown }: SettledPeriod,
  accounts: readonly ForgedAccount[],
  isPaidTruly: boolean,
): ShownPeriod {
  const rounding = accounts[3] as ForgedAccount;
  const paid = accounts.reduce((sum, { leaf }) => sum + leaf.ledgerDelta, 0n);
  rounding.leaf.ledgerDelta -= paid;
  rounding.leaf.carryOut += paid * UNIT;
  const secret = secretOf(keccak, input.period);
  const saltOf = saltsOf(keccak, secret, "period");
  const slotSalt = saltsOf(keccak, secret, "periodSlot");
  const slots = accounts.map(({ totals }, account) => {
    let sumTotal = 0n;
    return totals.map((total, place) => {
      sumTotal += total;
      const slot = input.fromSlot + place;
      return encodePeriodSlotLeaf({ slot, account, total, sumTotal }, slotSalt(place));
    });
  });
  let sumLedgerDelta = 0n;
  const leaves = accounts.map(({ leaf }, account) => {
    sumLedgerDelta += leaf.ledgerDelta;
    const slotsRoot = new MerkleTree(keccak, (slots[account] ?? []).map(keccak)).root;
    return encodePeriodLeaf({ ...leaf, account, sumLedgerDelta, slotsRoot }, saltOf(account));
  });
  const root = new MerkleTree(keccak, leaves.map(keccak)).root;
  const deltas = accounts.map(({ leaf }) => leaf.ledgerDelta);
  return {
    ...shown,
    header: { ...shown.header, accounts: accounts.length, root },
    leaves,
    slotsOf: (account) => slots[account] ?? [],
    batches: isPaidTruly ? shown.batches : batchesOf(draw, deltas),
  };
}

/** What every account is paid and carries on. */
export function periodOutcome(accounts: readonly { leaf: PeriodLeaf }[]): string {
  return accounts
    .map(({ leaf }) => `${leaf.ledgerDelta}/${leaf.carryOut}`)
    .join()
    .replace(/(,0\/0)+$/, "");
}
