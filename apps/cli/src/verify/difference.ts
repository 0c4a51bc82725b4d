/** The first thing that an auditor found not to be as the rules have it. */
export interface Difference {
  slot: number | null;
  period: number | null;
  /** The member's account, where the difference is one account's. */
  account: number | null;
  what: string;
  expected: string;
  found: string;
}

/** Thrown inside verification to stop at the first difference; never leaves `verifyCommunity`. */
export class DifferenceFound extends Error {
  constructor(readonly difference: Difference) {
    super(difference.what);
  }
}

type Place = Partial<Pick<Difference, "slot" | "period" | "account">>;

/** Stops verification unless both texts or numbers are equal. */
export function mustEqual(
  place: Place,
  what: string,
  expected: string | number | bigint | null,
  found: string | number | bigint | null | undefined,
): void {
  if (expected === found) return;
  throw new DifferenceFound({
    slot: place.slot ?? null,
    period: place.period ?? null,
    account: place.account ?? null,
    what,
    expected: String(expected),
    found: found === undefined ? "nothing" : String(found),
  });
}
