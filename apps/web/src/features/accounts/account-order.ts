import type { AccountDescription } from "@pumasi/protocol";

const KINDS = [
  "supplier",
  "grid-operator",
  "guarantee",
  "rounding",
  "member",
] as const satisfies readonly AccountDescription["kind"][];

/** The community's own accounts first, then its members; by number within each kind. */
export function inReadingOrder(accounts: readonly AccountDescription[]): AccountDescription[] {
  return [...accounts].sort(
    (left, right) =>
      KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind) || left.account - right.account,
  );
}
