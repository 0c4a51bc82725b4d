import type { Keccak256 } from "../../keccak.js";
import type { Evidence, Leaf, OrderPosition } from "../evidence.js";
import { noLeaf, type ShownPeriod, type ShownSlot, ShownTree } from "../find/published.js";
import { readBookHeader, readClearingHeader, readMeteringHeader } from "../read-headers.js";
import { readPeriodLeaf } from "../read-period-leaves.js";
import type { Draw } from "./draw.js";

/** Two different indices below a count, ascending or (now and then) not; one where there is only one. */
function someOf(draw: Draw, count: number, adjacent: boolean): number[] {
  if (count === 0) return [];
  const first = draw(count - 1);
  if (count === 1 || draw(1) === 0) return [first];
  if (adjacent) return first + 1 < count ? [first, first + 1] : [first - 1, first];
  const second = draw(count - 1);
  return [first, second];
}

/** One piece of evidence of every kind from a true slot, chosen at random: what nobody should ever win with. */
export function slotEvidence(keccak: Keccak256, draw: Draw, slot: ShownSlot): Evidence[] {
  const { rule, terms, book, clearing, metering, before } = slot;
  const evidence: Evidence[] = [];
  const bookHeader = readBookHeader(book.header);
  if (bookHeader === null || metering === null) return [];
  const count = bookHeader.orders;
  const orders = new ShownTree(keccak, "book", book.orders, { root: bookHeader.bookRoot, count });
  const some = someOf(draw, count, false);
  if (some.length > 0) {
    const leaves = some.map((index) => orders.leaf(index));
    evidence.push({ judge: "judgeBook", header: book.header, terms, orders: leaves });
  }
  for (const receipt of slot.receipts.slice(0, 1)) {
    const order = orders.leaf(receipt.sequence);
    evidence.push({ judge: "judgeReceipt", header: book.header, ...receipt, order });
  }
  const head = readMeteringHeader(metering.header);
  if (head === null) return evidence;
  const readings = new ShownTree(keccak, "reading", metering.readings, {
    root: head.readingRoot,
    count: head.meters,
  });
  const lines = new ShownTree(keccak, "line", metering.lines, {
    root: head.lineRoot,
    count: head.accounts,
  });
  const { header } = metering;
  const line = lines.leaf(draw(head.accounts - 1));
  const cleared = clearing === null ? null : readClearingHeader(clearing.header);
  if (clearing !== null && cleared !== null) {
    const fills = new ShownTree(keccak, "fill", clearing.fills, { root: cleared.fillRoot, count });
    const shown = (index: number): OrderPosition => ({
      book: orders.leaf(index),
      fill: fills.leaf(index),
    });
    const at = { judge: "judgeClearing", rule, header: clearing.header, terms } as const;
    evidence.push(
      { ...at, positions: [] },
      { ...at, positions: someOf(draw, count, false).map(shown) },
    );
    if (count > 0) {
      const position = shown(draw(count - 1));
      const both = { header, clearing: clearing.header, terms };
      evidence.push({ judge: "judgeLineAndOrder", rule, ...both, line, position });
    }
  }
  const clearingWords = clearing?.header ?? new Uint8Array(0);
  evidence.push({ judge: "judgeMetering", rule, header, clearing: clearingWords, terms });
  const indices = someOf(draw, head.accounts, true);
  const keyTree =
    slot.keys.length === 0
      ? null
      : new ShownTree(keccak, "key", slot.keys, { root: terms.keysRoot, count: terms.keys });
  const hasKey = keyTree !== null && indices.length === 1 && (indices[0] as number) < terms.keys;
  const keys = hasKey && draw(3) > 0 ? [keyTree.leaf(indices[0] as number)] : [];
  evidence.push({
    judge: "judgeLines",
    rule,
    header,
    terms,
    lines: indices.map((index) => lines.leaf(index)),
    keys,
  });
  if (head.meters > 0) {
    const reading = readings.leaf(draw(head.meters - 1));
    evidence.push({
      judge: "judgeReadings",
      header,
      readings: someOf(draw, head.meters, false).map((index) => readings.leaf(index)),
    });
    evidence.push({ judge: "judgeLineAndReading", header, line, reading });
    if (before !== undefined) {
      const headBefore = before === null ? null : readMeteringHeader(before.header);
      let leafBefore: Leaf = noLeaf(reading.index);
      if (before !== null && headBefore !== null && reading.index < headBefore.meters) {
        const root = { root: headBefore.readingRoot, count: headBefore.meters };
        leafBefore = new ShownTree(keccak, "reading", before.readings, root).leaf(reading.index);
      }
      const headerBefore = before?.header ?? new Uint8Array(0);
      evidence.push({
        judge: "judgeContinuity",
        header,
        reading,
        headerBefore,
        before: leafBefore,
      });
    }
  }
  return evidence;
}

/** As `slotEvidence`, of a true period. */
export function periodEvidenceOf(keccak: Keccak256, draw: Draw, period: ShownPeriod): Evidence[] {
  const { header, before, batches } = period;
  const tree = new ShownTree(keccak, "period", period.leaves, {
    root: header.root,
    count: header.accounts,
  });
  const account = draw(header.accounts - 1);
  const leaf = tree.leaf(account);
  const evidence: Evidence[] = [
    {
      judge: "judgePeriod",
      header,
      leaves: someOf(draw, header.accounts, true).map((index) => tree.leaf(index)),
    },
  ];
  if (before !== null) {
    const committed = { root: before.header.root, count: before.header.accounts };
    const treeBefore = new ShownTree(keccak, "period", before.leaves, committed);
    const isOld = account < before.header.accounts;
    evidence.push({
      judge: "judgeCarry",
      header,
      leaf,
      headerBefore: before.header,
      before: isOld ? treeBefore.leaf(account) : noLeaf(account),
    });
  }
  const seen = readPeriodLeaf(leaf.words, header, account);
  if (seen === null) return evidence;
  const slots = new ShownTree(keccak, "periodSlot", period.slotsOf(account), {
    root: seen.slotsRoot,
    count: seen.slots,
  });
  const places = someOf(draw, seen.slots, true);
  evidence.push({
    judge: "judgePeriodSlots",
    header,
    leaf,
    slots: places.map((place) => slots.leaf(place)),
  });
  const place = draw(seen.slots - 1);
  const metering = period.meterings[place] ?? null;
  const head = metering === null ? null : readMeteringHeader(metering.header);
  let line = noLeaf(account);
  if (metering !== null && head !== null && account < head.accounts) {
    const committed = { root: head.lineRoot, count: head.accounts };
    line = new ShownTree(keccak, "line", metering.lines, committed).leaf(account);
  }
  evidence.push({
    judge: "judgePeriodLine",
    header,
    leaf,
    slotLeaf: slots.leaf(place),
    metering: metering?.header ?? new Uint8Array(0),
    line,
  });
  const at = draw(batches.length - 1);
  const batch = batches[at];
  if (batch === undefined) return evidence;
  evidence.push({ judge: "judgeBatch", header, leaf, batch, isLast: at === batches.length - 1 });
  return evidence;
}

/** Evidence whose leaves stand at other places than they are said to, or whose proofs are cut short: it proves nothing. */
export function scrambled(evidence: Evidence): Evidence[] {
  const moved = (leaf: Leaf): Leaf => ({ ...leaf, index: leaf.index + 1 });
  const short = (leaf: Leaf): Leaf => ({ ...leaf, proof: leaf.proof.slice(1) });
  return [moved, short].flatMap((spoil): Evidence[] => {
    switch (evidence.judge) {
      case "judgeBook":
        return [{ ...evidence, orders: evidence.orders.map(spoil) }];
      case "judgeReadings":
        return [{ ...evidence, readings: evidence.readings.map(spoil) }];
      case "judgeLines":
        return [{ ...evidence, lines: evidence.lines.map(spoil) }];
      case "judgePeriod":
        return [{ ...evidence, leaves: evidence.leaves.map(spoil) }];
      case "judgeLineAndReading":
        return [
          { ...evidence, line: spoil(evidence.line) },
          { ...evidence, reading: spoil(evidence.reading) },
        ];
      case "judgeClearing":
        return evidence.positions.length === 0
          ? []
          : [{ ...evidence, positions: evidence.positions.map(spoilPosition) }];
      default:
        return [];
    }
    function spoilPosition({ book, fill }: OrderPosition): OrderPosition {
      return { book: spoil(book), fill: spoil(fill) };
    }
  });
}
