import type { Database, tables } from "@pumasi/database";
import type { MemberDescription } from "@pumasi/protocol";
import { printLedgerUnits } from "@pumasi/quantities";
import type { CommunityState } from "../community/community-state.js";
import { describeWish, newestWish } from "../community/newest-wish.js";
import { RequestRefusedError } from "../refusals.js";

/** What the operator keeps of a household: for the operator and for that household only. */
export async function describeMember(
  database: Database,
  state: CommunityState,
  row: typeof tables.member.$inferSelect,
): Promise<MemberDescription> {
  const account = state.accounts.get(row.account);
  const meter = state.meterOf(row.account);
  if (account === undefined || meter === undefined) throw new RequestRefusedError("unknown_member");
  const limits = await newestWish(database, state, row.account);
  return {
    member: row.id,
    name: row.name,
    pod: meter.pod,
    account: row.account,
    meter: meter.meter,
    fromSlot: meter.fromSlot,
    untilSlot: meter.untilSlot,
    pseudonym: account.pseudonym,
    creditLimit: printLedgerUnits(account.creditLimit),
    wish: describeWish(limits),
    devices: [...state.devices.values()]
      .filter((device) => device.account === row.account)
      .map(({ device, fromSlot, untilSlot }) => ({ device, fromSlot, untilSlot })),
  };
}
