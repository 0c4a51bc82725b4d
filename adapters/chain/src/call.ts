import type { Address, Hex } from "viem";

/** A transaction's content, still without nonce and signature. */
export interface Call {
  /** Null makes a contract. */
  to: Address | null;
  data: Hex;
  /** The most gas it may burn. */
  gas: bigint;
}

/** No transaction may burn more (EIP-7825, rounded down). */
export const highestGas = 16_700_000n;

/** What each call may burn whatever it carries, and for each item; measured worst cases with a margin. */
export const gasAllowances = {
  deploy: { base: 7_000_000n, perItem: 0n },
  setting: { base: 200_000n, perItem: 0n },
  challenge: { base: 12_000_000n, perItem: 0n },
  transfer: { base: 250_000n, perItem: 0n },
  /** Signature and terms are checked, and a deposit taken. */
  inbox: { base: 1_500_000n, perItem: 0n },
  /** A leaf with its proof, or a batch of the largest size. */
  demand: { base: 3_000_000n, perItem: 0n },
  registerAccounts: { base: 100_000n, perItem: 60_000n },
  registerMeters: { base: 120_000n, perItem: 15_000n },
  setCreditLimits: { base: 120_000n, perItem: 60_000n },
  closeBooks: { base: 120_000n, perItem: 45_000n },
  clear: { base: 120_000n, perItem: 45_000n },
  meter: { base: 120_000n, perItem: 45_000n },
  remeter: { base: 120_000n, perItem: 60_000n },
  finalize: { base: 120_000n, perItem: 6_000n },
  commitPeriod: { base: 250_000n, perItem: 32_000n },
  /** Per word of four accounts: never touched before, and all four beyond their limits. */
  settle: { base: 200_000n, perItem: 40_000n },
} as const;

export type GasKind = keyof typeof gasAllowances;

/** How many items fit into one transaction of this kind. */
export function itemsPerCall(kind: GasKind): number {
  const { base, perItem } = gasAllowances[kind];
  return perItem === 0n ? 1 : Number((highestGas - base) / perItem);
}

/** The gas for a call with so many items; throws `RangeError` beyond `itemsPerCall`. */
export function gasFor(kind: GasKind, items = 0): bigint {
  const { base, perItem } = gasAllowances[kind];
  const gas = base + perItem * BigInt(items);
  if (gas > highestGas) {
    throw new RangeError(
      `${items} items do not fit into one ${kind}; cut to ${itemsPerCall(kind)}.`,
    );
  }
  return gas;
}
