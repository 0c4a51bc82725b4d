import { type Database, tables } from "@pumasi/database";
import { AFTER_MEMBERSHIP } from "@pumasi/market";
import { type Keccak256, readRulesTerms, TypedData } from "@pumasi/protocol";
import { assert } from "@pumasi/quantities";
import { and, asc, desc, eq, gte, max, ne } from "drizzle-orm";
import { nextScheduledAt } from "../ledger/scheduled-actions.js";
import { CommunityState } from "./community-state.js";

/** Reads every community with its register and how far each stage has come. */
export async function loadCommunities(
  database: Database,
  keccak: Keccak256,
  chainId: number,
): Promise<CommunityState[]> {
  const rows = await database.select().from(tables.community).orderBy(asc(tables.community.id));
  const states: CommunityState[] = [];
  for (const row of rows) {
    const state = communityStateOf(row, keccak, chainId);
    await loadRegister(database, state);
    await loadProgress(database, state);
    states.push(state);
  }
  return states;
}

export function communityStateOf(
  row: typeof tables.community.$inferSelect,
  keccak: Keccak256,
  chainId: number,
): CommunityState {
  return new CommunityState(
    row.id,
    row.slug,
    row.name,
    row.currency,
    row.timeZone,
    row.slotSeconds,
    row.gateClosureSeconds,
    row.challengeWindowSeconds,
    row.settlementPeriod,
    row.firstSlot,
    row.untilSlot,
    row.openData,
    row.contracts,
    row.receiptSigner,
    new TypedData(keccak, { chainId, market: row.contracts.market }),
  );
}

async function loadRegister(database: Database, state: CommunityState): Promise<void> {
  const { account, device, meter, rules } = tables;
  for (const row of await database
    .select()
    .from(account)
    .where(eq(account.communityId, state.id))) {
    state.accounts.set(row.account, row);
  }
  const meters = await database
    .select()
    .from(meter)
    .where(eq(meter.communityId, state.id))
    .orderBy(asc(meter.meter));
  for (const row of meters) state.meters.set(row.meter, row);
  for (const row of await database.select().from(device).where(eq(device.communityId, state.id))) {
    state.devices.set(row.device, row);
  }
  await loadNewestReadings(database, state);
  const terms = await database
    .select()
    .from(rules)
    .where(eq(rules.communityId, state.id))
    .orderBy(asc(rules.version));
  for (const row of terms) {
    const read = readRulesTerms(row.version, row.fromSlot, row.terms);
    assert(read.ok, "rules were checked before they were written");
    state.rules.push(read.rules);
  }
}

async function loadNewestReadings(database: Database, state: CommunityState): Promise<void> {
  const { reading } = tables;
  for (const meter of state.meters.keys()) {
    const [row] = await database
      .select()
      .from(reading)
      .where(and(eq(reading.communityId, state.id), eq(reading.meter, meter)))
      .orderBy(desc(reading.slot))
      .limit(1);
    if (row !== undefined) state.newestReadings.set(meter, row);
  }
}

/** What others did on the ledger and is not done with. */
async function loadDuties(database: Database, state: CommunityState): Promise<void> {
  const { demand, setback } = tables;
  const [open] = await database
    .select({ id: demand.id })
    .from(demand)
    .where(and(eq(demand.communityId, state.id), eq(demand.status, "open")))
    .limit(1);
  const setbacks = await database
    .select()
    .from(setback)
    .where(and(eq(setback.communityId, state.id), ne(setback.outcome, "recommitted")))
    .orderBy(asc(setback.id));
  for (const row of setbacks) {
    if (row.slot !== null && row.state !== null) state.setBack.set(row.slot, row.state);
  }
  const isWaiting = setbacks.some(({ outcome }) => outcome === "waiting");
  state.hasDuties = open !== undefined || isWaiting;
}

async function loadProgress(database: Database, state: CommunityState): Promise<void> {
  const { slot, period } = tables;
  const newest = async (stages: readonly (typeof slot.$inferSelect)["stage"][]) => {
    let latest = state.firstSlot - 1;
    for (const stage of stages) {
      const [row] = await database
        .select({ slot: max(slot.slot) })
        .from(slot)
        .where(and(eq(slot.communityId, state.id), eq(slot.stage, stage)));
      if (row?.slot != null) latest = Math.max(latest, row.slot);
    }
    return latest + 1;
  };
  state.nextToFinish = await newest(["final", "paid"]);
  state.nextToMeter = Math.max(state.nextToFinish, await newest(["metered"]));
  state.nextToClose = Math.max(state.nextToMeter, await newest(["booked", "cleared"]));
  const periods = await database
    .select({ period: period.period, untilSlot: period.untilSlot })
    .from(period)
    .where(eq(period.communityId, state.id))
    .orderBy(asc(period.period));
  const last = periods.at(-1);
  if (last !== undefined) {
    state.nextPeriod = last.period + 1;
    state.periodFrom = last.untilSlot;
  }
  state.nextScheduledAt = await nextScheduledAt(database, state.id);
  await loadDuties(database, state);
  const unfinished = await database
    .select({ slot: slot.slot, meteredAt: slot.meteredAt })
    .from(slot)
    .where(and(eq(slot.communityId, state.id), eq(slot.stage, "metered")));
  for (const row of unfinished) {
    if (row.meteredAt !== null) state.meteredAt.set(row.slot, row.meteredAt);
  }
  // Whether a reading came in for a substituted slot before the restart is not asked: counting a slot
  // again that nothing has changed for changes nothing.
  const { metered } = tables;
  const substituted = await database
    .selectDistinct({ slot: metered.slot })
    .from(metered)
    .where(
      and(
        eq(metered.communityId, state.id),
        eq(metered.quality, "substituted"),
        ne(metered.rule, AFTER_MEMBERSHIP.rule),
        gte(metered.slot, state.nextToFinish),
      ),
    );
  for (const row of substituted) state.corrected.add(row.slot);
}
