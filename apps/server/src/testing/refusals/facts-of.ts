import { tables } from "@pumasi/database";
import { eq } from "drizzle-orm";
import type { World } from "./refusal-case.js";

/** Everything that is kept of a community and that a refusal may not change. */
const KEPT = {
  account: tables.account,
  order: tables.order,
  reading: tables.reading,
  device: tables.device,
  meter: tables.meter,
  member: tables.member,
  rules: tables.rules,
  wish: tables.wish,
  enrolmentCode: tables.enrolmentCode,
  payment: tables.payment,
  slot: tables.slot,
  person: tables.person,
  invitation: tables.invitation,
  audit: tables.auditEntry,
  action: tables.ledgerAction,
};

/** The community's kept facts and what the server knows in memory, to compare before and after. */
export async function factsOf({ test, community }: World): Promise<Record<string, unknown>> {
  const { state } = community;
  const { database } = test.context.open;
  const facts: Record<string, unknown> = {};
  for (const [name, table] of Object.entries(KEPT)) {
    const rows = await database.select().from(table).where(eq(table.communityId, state.id));
    facts[name] = rows.map((row) => JSON.stringify(row, printBigint)).sort();
  }
  facts["memory"] = structuredClone({
    communities: [...test.context.communities.keys()],
    accounts: state.accounts,
    meters: state.meters,
    devices: state.devices,
    rules: state.rules,
    untilSlot: state.untilSlot,
    newestReadings: state.newestReadings,
    corrected: state.corrected,
  });
  return facts;
}

function printBigint(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
