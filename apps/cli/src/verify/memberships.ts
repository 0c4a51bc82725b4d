import type { LedgerView } from "@pumasi/chain";
import type { AccountDescription } from "@pumasi/protocol";
import { DifferenceFound } from "./difference.js";

/** What a server says of an account's membership. */
export type Membership = Pick<AccountDescription, "account" | "untilSlot">;

/** Where memberships end as the server says, to be believed only as far as the ledger says so, too. */
export class Memberships {
  private readonly ends: ReadonlyMap<number, number>;
  /** The first slot in which no key of the account is valid any more. */
  private readonly lastKeys = new Map<number, number>();

  constructor(said: readonly Membership[], devices: LedgerView["devices"]) {
    this.ends = new Map(
      said.flatMap(({ account, untilSlot }) => (untilSlot === null ? [] : [[account, untilSlot]])),
    );
    for (const { account, untilSlot } of devices.values()) {
      this.lastKeys.set(account, Math.max(untilSlot, this.lastKeys.get(account) ?? 0));
    }
  }

  /** The first slot in which the account's household is no member any more; null without an end. */
  endOf(account: number): number | null {
    return this.ends.get(account) ?? null;
  }

  /**
   * Stops where the slot is after an end of the membership while a key of the account is valid beyond that end: whoever can still sign
   * for the account is a member, and its energy may not be taken for nothing.
   */
  mustBeOnLedger(slot: number, account: number): void {
    const end = this.endOf(account);
    const lastKey = this.lastKeys.get(account) ?? 0;
    if (end === null || slot < end || lastKey <= end) return;
    throw new DifferenceFound({
      slot,
      period: null,
      account,
      what: "end of the membership",
      expected: `every key of account ${account} ended by slot ${end}`,
      found: `one is valid until slot ${lastKey}`,
    });
  }
}
