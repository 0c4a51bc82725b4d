import type { MarketResult, MarketTrade } from "../mechanisms/market-result.js";

/** A path into a result and a change to what stands there. */
type Leaf = { path: (string | number)[]; value: unknown };

function leavesOf(value: unknown, path: (string | number)[] = []): Leaf[] {
  if (value === null || typeof value !== "object") return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function withValue(target: unknown, [key, ...rest]: (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy: Record<string, unknown> = Array.isArray(target)
    ? ([...target] as unknown as Record<string, unknown>)
    : { ...(target as Record<string, unknown>) };
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}

/** Other values of its type in the place of one: near ones, another sign, no price. */
function otherValues({ path, value }: Leaf): unknown[] {
  const isPrice = path.at(-1) === "price";
  if (typeof value === "bigint") return [value + 1n, value - 1n, -value, 0n];
  if (typeof value === "number") {
    const near = [value + 1, value - 1, -value, 0, value + 0.5];
    return isPrice && path.length === 1 ? [...near, null] : near;
  }
  if (typeof value === "boolean") return [!value];
  return isPrice ? [0, 1] : [value];
}

/**
 * A result changed in one of many ways, chosen by two numbers: any one figure in it, evidence
 * included, or its trades: one dropped, doubled, moved, split, with partners changed, or with energy
 * moved to another along with the fills and sums that belong to it. May, by chance, equal the original.
 */
export function tamper<E>(result: MarketResult<E>, how: number, where: number): MarketResult<E> {
  const kind = how % 10;
  if (kind > 7) return withOtherPart(result, how, where);
  if (kind < 4 || result.trades.length === 0) {
    const leaves = leavesOf(result);
    const leaf = leaves[where % leaves.length] as Leaf;
    const values = otherValues(leaf);
    return withValue(result, leaf.path, values[how % values.length]) as MarketResult<E>;
  }
  const trades = result.trades.map((trade) => ({ ...trade }));
  const at = where % trades.length;
  const one = trades[at] as MarketTrade;
  const other = trades[(at + 1 + (how % 3)) % trades.length] as MarketTrade;
  if (kind === 4) trades.splice(at, 1);
  else if (kind === 5) trades.splice(at, 0, { ...one, energyUkwh: 1 });
  else if (kind === 6) [one.buySequence, other.buySequence] = [other.buySequence, one.buySequence];
  else [trades[at], trades[(at + 1) % trades.length]] = [other, one];
  return rebalanced({ ...result, trades });
}

/** A result in which a whole part is gone, doubled, nothing, or another part of it. */
function withOtherPart<E>(result: MarketResult<E>, how: number, where: number): MarketResult<E> {
  const parts = partsOf(result);
  const { path, value } = parts[where % parts.length] as Leaf;
  const other = (parts[(where + how) % parts.length] as Leaf).value;
  const lists = Array.isArray(value) ? [value.slice(1), [...value, value[0] ?? 0]] : [];
  const changes = [null, {}, [], other, ...lists];
  return withValue(result, path, changes[how % changes.length]) as MarketResult<E>;
}

/** Every list and object in a value, with the way to it; the value itself is none of them. */
function partsOf(value: unknown, path: (string | number)[] = []): Leaf[] {
  if (value === null || typeof value !== "object") return [];
  const own = path.length === 0 ? [] : [{ path, value }];
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, inner]) => partsOf(inner, [...path, key])),
  ];
}

/** Fills and energy as the trades say, so that only a rule can tell that they are wrong. */
function rebalanced<E>(result: MarketResult<E>): MarketResult<E> {
  const fills = result.fills.map(() => 0);
  let energyUkwh = 0;
  for (const trade of result.trades) {
    fills[trade.buySequence] = (fills[trade.buySequence] ?? 0) + trade.energyUkwh;
    fills[trade.sellSequence] = (fills[trade.sellSequence] ?? 0) + trade.energyUkwh;
    energyUkwh += trade.energyUkwh;
  }
  return { ...result, fills, energyUkwh };
}

/** A text for comparing results: equal results give equal texts. */
export function textOf(result: unknown): string {
  return JSON.stringify(result, (_, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
}
