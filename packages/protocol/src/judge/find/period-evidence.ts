import {
  checkAdjacentPeriodSlots,
  checkAdjacentPeriods,
  checkBatch,
  checkCarry,
  checkPeriodLeaf,
  checkPeriodLine,
  checkPeriodSlot,
} from "../check-periods.js";
import type { Evidence, JudgeContext } from "../evidence.js";
import { readMeteringHeader } from "../read-headers.js";
import { readLineLeaf } from "../read-line-leaves.js";
import {
  readPeriodLeaf,
  readPeriodSlotLeaf,
  type SeenPeriodLeaf,
  type SeenPeriodSlot,
} from "../read-period-leaves.js";
import { noLeaf, type ShownPeriod, ShownTree } from "./published.js";

/**
 * Evidence against a period: each account's leaf alone, neighbours, beside the period before, beside its batch, its slots
 * alone and beside each other, and each slot beside the account's line. Linear in accounts times slots.
 */
export function* periodEvidence(context: JudgeContext, period: ShownPeriod): Generator<Evidence> {
  const { header } = period;
  const { root, accounts: count } = header;
  const tree = new ShownTree(context.keccak, "period", period.leaves, { root, count });
  const leaves = period.leaves.map((words, index) => readPeriodLeaf(words, header, index));
  for (const [index, leaf] of leaves.entries()) {
    const alone = [tree.leaf(index)];
    if (leaf === null || checkPeriodLeaf(header, leaf) !== null) {
      yield { judge: "judgePeriod", header, leaves: alone };
    }
    const before = leaves[index - 1];
    if (!leaf || !before || checkAdjacentPeriods(before, leaf) === null) continue;
    yield { judge: "judgePeriod", header, leaves: [tree.leaf(index - 1), tree.leaf(index)] };
  }
  yield* carryEvidence(context, period, tree, leaves);
  yield* batchEvidence(period, tree, leaves);
  for (const [account, leaf] of leaves.entries()) {
    if (leaf !== null) yield* slotEvidence(context, period, tree, account, leaf);
  }
  yield* leftOutEvidence(context, period);
}

function* carryEvidence(
  { keccak }: JudgeContext,
  { header, before }: ShownPeriod,
  tree: ShownTree,
  leaves: readonly (SeenPeriodLeaf | null)[],
): Generator<Evidence> {
  if (before === null) return;
  const { root, accounts } = before.header;
  const treeBefore = new ShownTree(keccak, "period", before.leaves, { root, count: accounts });
  for (let account = 0; account < Math.max(header.accounts, accounts); account++) {
    const words = before.leaves[account];
    const seen = words === undefined ? null : readPeriodLeaf(words, before.header, account);
    if (checkCarry(leaves[account] ?? null, seen) === null) continue;
    yield {
      judge: "judgeCarry",
      header,
      leaf: account < header.accounts ? tree.leaf(account) : noLeaf(account),
      headerBefore: before.header,
      before: account < accounts ? treeBefore.leaf(account) : noLeaf(account),
    };
  }
}

/** Each batch with the accounts whose words it has; the first and the last one with those before and after it, too. */
function* batchEvidence(
  { header, batches }: ShownPeriod,
  tree: ShownTree,
  leaves: readonly (SeenPeriodLeaf | null)[],
): Generator<Evidence> {
  for (const [place, batch] of batches.entries()) {
    const isLast = place === batches.length - 1;
    const end = 4 * (batch.firstWord + batch.deltas.length);
    const until = isLast ? Math.max(end, header.accounts) : end;
    const from = place === 0 ? 0 : 4 * batch.firstWord;
    for (let account = from; account < until; account++) {
      const isCounted = account < header.accounts;
      if (isCounted && !leaves[account]) continue;
      if (checkBatch(leaves[account] ?? null, account, batch, isLast) === null) continue;
      const leaf = isCounted ? tree.leaf(account) : noLeaf(account);
      yield { judge: "judgeBatch", header, leaf, batch, isLast };
    }
  }
}

function* slotEvidence(
  { keccak }: JudgeContext,
  period: ShownPeriod,
  tree: ShownTree,
  account: number,
  leaf: SeenPeriodLeaf,
): Generator<Evidence> {
  const { header } = period;
  const words = period.slotsOf(account);
  const slotTree = new ShownTree(keccak, "periodSlot", words, {
    root: leaf.slotsRoot,
    count: leaf.slots,
  });
  const slots = words.map((own, place) =>
    readPeriodSlotLeaf(own, header.fromSlot + place, account),
  );
  for (const [place, slot] of slots.entries()) {
    const before = slots[place - 1];
    if (slot === null || checkPeriodSlot(leaf, slot, place) !== null) {
      const alone = [slotTree.leaf(place)];
      yield { judge: "judgePeriodSlots", header, leaf: tree.leaf(account), slots: alone };
    }
    if (slot && before && checkAdjacentPeriodSlots(before, slot) !== null) {
      const two = [slotTree.leaf(place - 1), slotTree.leaf(place)];
      yield { judge: "judgePeriodSlots", header, leaf: tree.leaf(account), slots: two };
    }
    if (slot === null || isAsSettled(period, place, account, slot)) continue;
    yield {
      judge: "judgePeriodLine",
      header,
      leaf: tree.leaf(account),
      slotLeaf: slotTree.leaf(place),
      ...shownLine(keccak, period, place, account),
    };
  }
}

/** Lines of accounts that the period does not count. */
function* leftOutEvidence({ keccak }: JudgeContext, period: ShownPeriod): Generator<Evidence> {
  const { header } = period;
  for (const [place, metering] of period.meterings.entries()) {
    for (let account = header.accounts; account < (metering?.lines.length ?? 0); account++) {
      if (isAsSettled(period, place, account, null)) continue;
      yield {
        judge: "judgePeriodLine",
        header,
        leaf: noLeaf(account),
        slotLeaf: noLeaf(place),
        ...shownLine(keccak, period, place, account),
      };
    }
  }
}

function isAsSettled(
  { header, meterings }: ShownPeriod,
  place: number,
  account: number,
  slot: SeenPeriodSlot | null,
): boolean {
  const words = meterings[place]?.lines[account];
  const line = words === undefined ? null : readLineLeaf(words, header.fromSlot + place, account);
  return checkPeriodLine(slot, line) === null;
}

function shownLine(
  keccak: JudgeContext["keccak"],
  { meterings }: ShownPeriod,
  place: number,
  account: number,
) {
  const metering = meterings[place] ?? null;
  const header = metering === null ? null : readMeteringHeader(metering.header);
  if (metering === null || header === null) {
    return { metering: metering?.header ?? new Uint8Array(0), line: noLeaf(account) };
  }
  const tree = new ShownTree(keccak, "line", metering.lines, {
    root: header.lineRoot,
    count: header.accounts,
  });
  const line = account < header.accounts ? tree.leaf(account) : noLeaf(account);
  return { metering: metering.header, line };
}
