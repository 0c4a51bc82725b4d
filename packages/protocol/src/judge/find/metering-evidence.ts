import { checkLineAndOrder, checkLineAndReading } from "../check-line-links.js";
import { checkAdjacentLines, checkLine } from "../check-lines.js";
import { checkMeteringHeader, meteringCase } from "../check-metering.js";
import { checkContinuity, checkReading, checkReadingPair } from "../check-readings.js";
import type { Evidence, JudgeContext, Leaf } from "../evidence.js";
import { hashOfClearing } from "../judge-metering.js";
import { readMeteringHeader, type SeenMetering } from "../read-headers.js";
import { readKeyLeaf, readLineLeaf, type SeenLine } from "../read-line-leaves.js";
import { readReadingLeaf, type SeenReading } from "../read-reading-leaf.js";
import type { ShownClearing } from "./clearing-evidence.js";
import { chainPairs, noLeaf, type ShownSlot, ShownTree } from "./published.js";

/**
 * Evidence against a metering: its header beside the clearing's, each reading and line alone, neighbours, each account's
 * chain of meters, each line with its account's orders and readings, and each meter beside the slot before. Linear.
 */
export function* meteringEvidence(
  context: JudgeContext,
  slot: ShownSlot,
  cleared: ShownClearing | null,
): Generator<Evidence> {
  const { metering } = slot;
  if (metering === null) return;
  const header = readMeteringHeader(metering.header);
  yield* headerEvidence(context, slot, cleared, header);
  if (header === null) return;
  const { keccak } = context;
  const readings = new ShownTree(keccak, "reading", metering.readings, {
    root: header.readingRoot,
    count: header.meters,
  });
  const lines = new ShownTree(keccak, "line", metering.lines, {
    root: header.lineRoot,
    count: header.accounts,
  });
  const seenReadings = metering.readings.map((words, index) =>
    readReadingLeaf(words, header.slot, index),
  );
  const seenLines = metering.lines.map((words, index) => readLineLeaf(words, header.slot, index));
  yield* readingEvidence(context, metering.header, header, readings, seenReadings);
  yield* lineEvidence(context, slot, header, lines, seenLines);
  yield* orderEvidence(slot, cleared, lines, seenLines);
  for (const [line, reading] of readingLinks(seenLines, seenReadings)) {
    if (checkLineAndReading(line, reading) === null) continue;
    yield {
      judge: "judgeLineAndReading",
      header: metering.header,
      line: lines.leaf(line.index),
      reading: readings.leaf(reading.index),
    };
  }
  if (slot.before === undefined) return;
  yield* continuityEvidence(context, slot, header, readings, seenReadings);
}

function* headerEvidence(
  { keccak }: JudgeContext,
  { rule, terms, clearing, metering }: ShownSlot,
  cleared: ShownClearing | null,
  header: SeenMetering | null,
): Generator<Evidence> {
  const clearingWords = clearing?.header ?? new Uint8Array(0);
  const hash = hashOfClearing(keccak, clearingWords);
  const isRight =
    header !== null &&
    checkMeteringHeader(rule, terms, header, cleared?.header ?? null, hash) === null;
  if (isRight || metering === null) return;
  yield { judge: "judgeMetering", rule, header: metering.header, clearing: clearingWords, terms };
}

function* readingEvidence(
  context: JudgeContext,
  headerWords: Uint8Array,
  header: SeenMetering,
  tree: ShownTree,
  readings: readonly (SeenReading | null)[],
): Generator<Evidence> {
  const against = (...indexes: number[]): Evidence => ({
    judge: "judgeReadings",
    header: headerWords,
    readings: indexes.map((index) => tree.leaf(index)),
  });
  for (const [index, reading] of readings.entries()) {
    if (reading === null || checkReading(context, header, reading) !== null) yield against(index);
  }
  const seen = readings.filter((reading) => reading !== null);
  for (const [place, reading] of seen.entries()) {
    const before = seen[place - 1];
    if (before === undefined || before.index !== reading.index - 1) continue;
    if (checkReadingPair(before, reading) !== null) yield against(before.index, reading.index);
  }
  for (const [a, b] of chainPairs(seen, (reading) => reading)) {
    if (checkReadingPair(a, b) !== null) yield against(a.index, b.index);
  }
}

function* lineEvidence(
  { keccak }: JudgeContext,
  slot: ShownSlot,
  header: SeenMetering,
  tree: ShownTree,
  lines: readonly (SeenLine | null)[],
): Generator<Evidence> {
  const { rule, terms, metering } = slot;
  const judged = meteringCase(rule, terms, header);
  const against = (indexes: number[], keys: Leaf[]): Evidence => ({
    judge: "judgeLines",
    rule,
    header: metering?.header ?? new Uint8Array(0),
    terms,
    lines: indexes.map((index) => tree.leaf(index)),
    keys,
  });
  const shownKeys = rule === "StaticSharingRule" ? slot.keys : [];
  const keyTree =
    shownKeys.length === 0
      ? null
      : new ShownTree(keccak, "key", shownKeys, { root: terms.keysRoot, count: terms.keys });
  for (const [index, line] of lines.entries()) {
    const words = shownKeys[index];
    const key = words === undefined ? null : readKeyLeaf(words, index);
    const isKeyWrong = words !== undefined && key === null;
    if (line === null || isKeyWrong || checkLine(judged, line, key) !== null) {
      const keys = keyTree !== null && words !== undefined ? [keyTree.leaf(index)] : [];
      yield against([index], keys);
    }
    const before = lines[index - 1];
    if (!line || !before) continue;
    if (checkAdjacentLines(judged, before, line) !== null) yield against([index - 1, index], []);
  }
}

/** Each line with the order that it names as its last, with its account's true last, or with none where it names none that is. */
function* orderEvidence(
  { rule, terms, clearing, metering }: ShownSlot,
  cleared: ShownClearing | null,
  tree: ShownTree,
  lines: readonly (SeenLine | null)[],
): Generator<Evidence> {
  if (clearing === null || metering === null || cleared === null) return;
  const { header, positions, shown } = cleared;
  const byIndex = new Map(positions.map((position) => [position.index, position]));
  const lastOf = new Map(positions.map((position) => [position.order.account, position]));
  const against = (line: SeenLine, index: number | null): Evidence => ({
    judge: "judgeLineAndOrder",
    rule,
    header: metering.header,
    clearing: clearing.header,
    terms,
    line: tree.leaf(line.index),
    position: index === null ? { book: noLeaf(0), fill: noLeaf(0) } : shown(index),
  });
  for (const line of lines) {
    if (line === null) continue;
    if (line.lastOrder > header.orders) yield against(line, null);
    for (const position of [byIndex.get(line.lastOrder - 1), lastOf.get(line.index)]) {
      if (position !== undefined && checkLineAndOrder(rule, line, position) !== null) {
        yield against(line, position.index);
      }
    }
  }
}

/** Each line with the reading that it names as its last, and with its account's true last. */
function* readingLinks(
  lines: readonly (SeenLine | null)[],
  readings: readonly (SeenReading | null)[],
): Generator<[SeenLine, SeenReading]> {
  const lastOf = new Map<number, SeenReading>();
  for (const reading of readings) if (reading !== null) lastOf.set(reading.account, reading);
  for (const line of lines) {
    if (line === null) continue;
    for (const reading of [readings[line.lastReading - 1], lastOf.get(line.index)]) {
      if (reading) yield [line, reading];
    }
  }
}

/** Each meter beside its leaf of the slot before, those included that one of the two slots does not count. */
function* continuityEvidence(
  { keccak }: JudgeContext,
  { metering, before }: ShownSlot,
  header: SeenMetering,
  tree: ShownTree,
  readings: readonly (SeenReading | null)[],
): Generator<Evidence> {
  if (metering === null || before === undefined) return;
  const headerBefore = before === null ? null : readMeteringHeader(before.header);
  const treeBefore =
    before === null || headerBefore === null
      ? null
      : new ShownTree(keccak, "reading", before.readings, {
          root: headerBefore.readingRoot,
          count: headerBefore.meters,
        });
  const metersBefore = headerBefore?.meters ?? 0;
  for (let meter = 0; meter < Math.max(header.meters, metersBefore); meter++) {
    const words = before?.readings[meter];
    const seenBefore =
      words === undefined || headerBefore === null
        ? null
        : readReadingLeaf(words, headerBefore.slot, meter);
    if (checkContinuity(readings[meter] ?? null, seenBefore) === null) continue;
    yield {
      judge: "judgeContinuity",
      header: metering.header,
      reading: meter < header.meters ? tree.leaf(meter) : noLeaf(meter),
      headerBefore: before?.header ?? new Uint8Array(0),
      before: treeBefore !== null && meter < metersBefore ? treeBefore.leaf(meter) : noLeaf(meter),
    };
  }
}
