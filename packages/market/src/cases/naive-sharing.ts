import type { MeterShare, SharingReading } from "../sharing/share-slots.js";
import type { MatrixCell, MeterId, MeterPart, SharingRule } from "../sharing/sharing-rule.js";

/**
 * Sharing as one would do it on paper, for few meters: integers of any size, a table of who takes
 * what from whom, no shared code with the market's own. Input is taken to be valid.
 */
export function naiveShare(
  rule: SharingRule,
  slots: readonly (readonly SharingReading[])[],
  participation: readonly MeterPart[],
): MeterShare[][] {
  const papers = slots.map((readings) =>
    readings.map((reading) => writeDown(reading, participation)),
  );
  if (rule.rule === "hourly-minimum") shareHourOnPaper(papers);
  else for (const paper of papers) shareOnPaper(rule, inOrder(paper));
  return papers.map((paper) => paper.map(readOff));
}

interface Line {
  meter: MeterId;
  drawn: bigint;
  fed: bigint;
  takesDrawn: bigint;
  takesFed: bigint;
  share: bigint;
  allocated: bigint;
  sold: bigint;
}

function writeDown(reading: SharingReading, participation: readonly MeterPart[]): Line {
  const drawn = BigInt(reading.consumedUkwh) + BigInt(reading.chargedUkwh ?? 0);
  const fed = BigInt(reading.generatedUkwh) + BigInt(reading.dischargedUkwh ?? 0);
  const factor = BigInt(
    participation.find(({ meter }) => meter === reading.meter)?.ppm ?? 1_000_000,
  );
  return {
    meter: reading.meter,
    drawn,
    fed,
    takesDrawn: (drawn * factor) / 1_000_000n,
    takesFed: (fed * factor) / 1_000_000n,
    share: 0n,
    allocated: 0n,
    sold: 0n,
  };
}

function readOff(line: Line): MeterShare {
  return {
    meter: line.meter,
    shareUkwh: Number(line.share),
    allocatedUkwh: Number(line.allocated),
    residualUkwh: Number(line.drawn - line.allocated),
    soldUkwh: Number(line.sold),
    surplusUkwh: Number(line.fed - line.sold),
  };
}

function inOrder(paper: readonly Line[]): Line[] {
  return [...paper].sort((a, b) => (a.meter < b.meter ? -1 : 1));
}

function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Everybody's quota rounded down, then unit by unit to whoever is owed the largest fraction. */
function divide(whole: bigint, weights: readonly bigint[]): bigint[] {
  const sum = total(weights);
  if (sum === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (whole * weight) / sum);
  const owed = weights.map((weight) => (whole * weight) % sum);
  for (let left = whole - total(parts); left > 0n; left--) {
    const highest = owed.reduce((best, value) => (value > best ? value : best), -1n);
    const next = owed.indexOf(highest);
    parts[next] = (parts[next] as bigint) + 1n;
    owed[next] = -1n;
  }
  return parts;
}

function shareOnPaper(rule: SharingRule, lines: readonly Line[]): void {
  const generated = total(lines.map(({ takesFed }) => takesFed));
  const give = (shares: readonly bigint[]): void => {
    for (const [i, line] of lines.entries()) {
      line.share += shares[i] as bigint;
      line.allocated = least(line.share, line.takesDrawn);
    }
  };
  switch (rule.rule) {
    case "hourly-minimum":
    case "proportional":
      give(
        divide(
          generated,
          lines.map(({ takesDrawn }) => takesDrawn),
        ),
      );
      break;
    case "static":
      give(byKeys(generated, rule.keys, lines));
      break;
    case "hybrid": {
      give(byKeys(generated, rule.keys, lines));
      const left = generated - total(lines.map(({ allocated }) => allocated));
      const missing = lines.map(({ takesDrawn, allocated }) => takesDrawn - allocated);
      give(divide(least(left, total(missing)), missing));
      break;
    }
    case "priority": {
      let left = generated;
      for (const meter of rule.order) {
        const line = lines.find((own) => own.meter === meter) as Line;
        line.share = left;
        line.allocated = least(left, line.takesDrawn);
        left -= line.allocated;
      }
      break;
    }
    case "matrix":
      shareByCells(rule.cells, lines);
      return;
  }
  const sold = divide(
    total(lines.map(({ allocated }) => allocated)),
    lines.map(({ takesFed }) => takesFed),
  );
  for (const [i, line] of lines.entries()) line.sold = sold[i] as bigint;
}

function byKeys(
  generated: bigint,
  keys: readonly MeterPart[],
  lines: readonly Line[],
): readonly bigint[] {
  const own = lines.map((line) => BigInt(keys.find(({ meter }) => meter === line.meter)?.ppm ?? 0));
  return divide(generated, [...own, 1_000_000n - total(own)]).slice(0, -1);
}

/** A whole table, a row for each meter as producer and a column for each as consumer. */
function shareByCells(cells: readonly MatrixCell[], lines: readonly Line[]): void {
  const offers = lines.map((from) => {
    const row = lines.map((to) => {
      const cell = cells.find(
        ({ producer, consumer }) => producer === from.meter && consumer === to.meter,
      );
      return BigInt(cell?.ppm ?? 0);
    });
    return divide(from.takesFed, [...row, 1_000_000n - total(row)]);
  });
  for (const [column, to] of lines.entries()) {
    const own = offers.map((row) => row[column] as bigint);
    to.share = total(own);
    to.allocated = least(to.share, to.takesDrawn);
    const taken = divide(to.allocated, own);
    for (const [row, from] of lines.entries()) from.sold += taken[row] as bigint;
  }
}

/** The hour as one slot, and then each meter's hour over its slots. */
function shareHourOnPaper(papers: readonly (readonly Line[])[]): void {
  const meters = (papers[0] ?? []).map(({ meter }) => meter);
  const hour = meters.map((meter): { sum: Line; own: Line[] } => {
    const own = papers.map((paper) => paper.find((line) => line.meter === meter) as Line);
    const sum = { ...(own[0] as Line) };
    for (const name of ["drawn", "fed", "takesDrawn", "takesFed"] as const) {
      sum[name] = total(own.map((line) => line[name]));
    }
    return { sum, own };
  });
  shareOnPaper({ rule: "hourly-minimum" }, inOrder(hour.map(({ sum }) => sum)));
  for (const { sum, own } of hour) {
    const drawn = own.map(({ takesDrawn }) => takesDrawn);
    const [shares, allocated] = [divide(sum.share, drawn), divide(sum.allocated, drawn)];
    const sold = divide(
      sum.sold,
      own.map(({ takesFed }) => takesFed),
    );
    for (const [slot, line] of own.entries()) {
      line.share = shares[slot] as bigint;
      line.allocated = allocated[slot] as bigint;
      line.sold = sold[slot] as bigint;
    }
  }
}
