/** What a transaction pays for each unit of gas, in the chain's smallest unit. */
export type TransactionFees = FeeMarketFees | LegacyFees;

/** EIP-1559: at most `maxFeePerGas` in all, of which `maxPriorityFeePerGas` goes to whoever makes the block. */
export interface FeeMarketFees {
  type: "eip1559";
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

/** For a chain whose blocks have no base fee. */
export interface LegacyFees {
  type: "legacy";
  gasPrice: bigint;
}

/** Nodes take a replacement only when it pays a tenth more, some an eighth: an eighth satisfies all. */
const bumpNumerator = 9n;
const bumpDenominator = 8n;

/** The most that a unit of gas may cost with these fees. */
export function highestPrice(fees: TransactionFees): bigint {
  return fees.type === "legacy" ? fees.gasPrice : fees.maxFeePerGas;
}

/** True when nothing can be charged: a chain without fees. */
export function isFree(fees: TransactionFees): boolean {
  return highestPrice(fees) === 0n;
}

/** The same fees, none above `highest` per unit of gas. */
export function capFees(fees: TransactionFees, highest: bigint): TransactionFees {
  if (fees.type === "legacy") return { ...fees, gasPrice: lower(fees.gasPrice, highest) };
  return {
    ...fees,
    maxFeePerGas: lower(fees.maxFeePerGas, highest),
    maxPriorityFeePerGas: lower(fees.maxPriorityFeePerGas, highest),
  };
}

/**
 * The fees of a replacement: both at least 12.5 % and one unit above the last ones', and no less than what a new
 * transaction would pay now; where that is above `highest`, the least that nodes take if it is not.
 * Null when even that is above `highest`.
 */
export function raiseFees(
  last: TransactionFees,
  suggested: TransactionFees,
  highest: bigint,
): TransactionFees | null {
  if (last.type === "legacy") {
    const least = raise(last.gasPrice);
    if (least > highest) return null;
    return { type: "legacy", gasPrice: lower(higher(least, highestPrice(suggested)), highest) };
  }
  const leastPriority = raise(last.maxPriorityFeePerGas);
  const least = higher(raise(last.maxFeePerGas), leastPriority);
  if (least > highest) return null;
  const maxFeePerGas = lower(higher(least, highestPrice(suggested)), highest);
  const wanted = suggested.type === "legacy" ? suggested.gasPrice : suggested.maxPriorityFeePerGas;
  const maxPriorityFeePerGas = lower(higher(leastPriority, wanted), maxFeePerGas);
  return { type: "eip1559", maxFeePerGas, maxPriorityFeePerGas };
}

/** True when a new transaction would offer more than these fees, so that these alone may keep one waiting. */
export function areBelow(fees: TransactionFees, suggested: TransactionFees): boolean {
  if (highestPrice(fees) < highestPrice(suggested)) return true;
  return (
    fees.type === "eip1559" &&
    suggested.type === "eip1559" &&
    fees.maxPriorityFeePerGas < suggested.maxPriorityFeePerGas
  );
}

function raise(fee: bigint): bigint {
  const raised = (fee * bumpNumerator + bumpDenominator - 1n) / bumpDenominator;
  return higher(raised, fee + 1n);
}

function higher(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

function lower(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
