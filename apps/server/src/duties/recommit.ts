import { clearCall } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import type { Hex, SlotFallback } from "@pumasi/protocol";
import { and, asc, between, eq, gte, isNotNull, ne } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import { clearBook } from "../process/close-and-clear.js";
import { meterSlot } from "../process/meter-slot.js";
import { fallBackTo } from "./fall-back.js";
import { giveUpLater, giveUpNoMore } from "./give-up.js";

/**
 * Counts again what was proven wrong on the ledger and went back there, and settles at the grid tariff what it has no market for any
 * more. Where the records give another result than the one that was voided, it is recorded; where they give the same, sending it again
 * would cost the next bond, so the slot is left, stays a warning, and is put to the grid tariff when its next stage is late. A voided
 * period is left, too.
 */
export async function recommit(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
): Promise<void> {
  const { setback } = tables;
  const waiting = await tx
    .select({ slot: setback.slot, id: setback.id })
    .from(setback)
    .where(
      and(
        eq(setback.communityId, state.id),
        eq(setback.outcome, "waiting"),
        isNotNull(setback.slot),
      ),
    )
    .orderBy(asc(setback.id));
  for (const slot of new Set(waiting.map((row) => row.slot as number))) {
    if (slot >= state.periodFrom) await recommitSlot(context, tx, state, slot);
    const outcome = state.setBack.has(slot) ? ("left" as const) : ("recommitted" as const);
    if (outcome === "left") {
      context.log.error({ slot }, "a slot that went back is left: the records give the same again");
      if (state.setBack.get(slot) !== "grid") await giveUpLater(context, tx, state, slot);
    }
    await settle(tx, state, slot, outcome);
  }
}

const FALLBACKS: Record<string, SlotFallback> = { grid: "grid-tariff", skipped: "skipped" };

async function recommitSlot(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<void> {
  await reopenFrom(tx, state, slot);
  const fallback = FALLBACKS[state.setBack.get(slot) ?? ""];
  if (fallback !== undefined) await fallBackTo(context, tx, state, slot, fallback);
  // Nothing of it will be recorded any more.
  if (fallback === "skipped") state.setBack.delete(slot);
  if (state.setBack.get(slot) === "booked") {
    if (!(await clearAgain(context, tx, state, slot))) return;
    // From here on the ledger has a clearing of the slot and no metering.
    state.setBack.set(slot, "cleared");
  }
  if (slot >= state.nextToMeter) {
    // Its metering is still to come; what it is metered by, the slot itself says.
    const wentBackTo = state.setBack.get(slot);
    if (wentBackTo === "cleared" || wentBackTo === "grid") state.setBack.delete(slot);
    return;
  }
  const outcome = await meterSlot(context, tx, state, slot);
  if (outcome !== "metered") return;
  state.meteredAt.set(slot, context.now());
  state.setBack.delete(slot);
}

/** Clears a book again; false when that gives the clearing that was voided. */
async function clearAgain(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<boolean> {
  const isOwn = and(eq(tables.slot.communityId, state.id), eq(tables.slot.slot, slot));
  const [row] = await tx.select().from(tables.slot).where(isOwn);
  if (row === undefined || row.secret === null) return false;
  const cleared = await clearBook(context, tx, state, { slot, secret: row.secret as Hex });
  const { clearing, trades, header, clearingHash } = cleared;
  if (clearingHash === row.clearingHash) return false;
  await tx
    .update(tables.slot)
    .set({
      price: clearing.price,
      contractedUkwh: clearing.energyUkwh,
      fills: clearing.fills,
      clearingHeader: header,
      clearingHash,
    })
    .where(isOwn);
  const { contract } = tables;
  await tx.delete(contract).where(and(eq(contract.communityId, state.id), eq(contract.slot, slot)));
  if (trades.length > 0) {
    await tx
      .insert(contract)
      .values(trades.map((trade) => ({ ...trade, communityId: state.id, slot })));
  }
  await enqueue(tx, {
    communityId: state.id,
    key: `${state.id}:clear:${slot}:${clearingHash}`,
    kind: "clear",
    call: clearCall(state.contracts.market, [header]),
    at: context.now(),
  });
  return true;
}

/** A slot that went back was recorded anew. */
export async function markRecommitted(
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<void> {
  if (!state.setBack.delete(slot)) return;
  await settle(tx, state, slot, "recommitted");
}

async function settle(
  tx: Database,
  state: CommunityState,
  slot: number,
  outcome: "recommitted" | "left",
): Promise<void> {
  const { setback } = tables;
  if (outcome === "recommitted") await giveUpNoMore(tx, state, slot);
  await tx
    .update(setback)
    .set({ outcome })
    .where(
      and(
        eq(setback.communityId, state.id),
        eq(setback.slot, slot),
        ne(setback.outcome, "recommitted"),
      ),
    );
}

/** Slots that are not paid and that a reading was posted for on the ledger, which nobody has answered yet. */
export async function postedFor(tx: Database, state: CommunityState): Promise<number[]> {
  const { demand } = tables;
  const rows = await tx
    .select({ slot: demand.slot })
    .from(demand)
    .where(
      and(
        eq(demand.communityId, state.id),
        eq(demand.status, "open"),
        eq(demand.kind, "posted-reading"),
        eq(demand.answers, 0),
        gte(demand.slot, state.periodFrom),
      ),
    );
  return rows.map(({ slot }) => slot);
}

/**
 * The server calls a slot final when its window is over, the ledger when it is told so with its period. What the ledger voids or
 * demands in between is not final, nor is what follows from it.
 */
export async function reopenFrom(tx: Database, state: CommunityState, slot: number): Promise<void> {
  if (slot >= state.nextToFinish || slot < state.periodFrom) return;
  const { slot: slots } = tables;
  const reopened = await tx
    .update(slots)
    .set({ stage: "metered" })
    .where(and(eq(slots.communityId, state.id), between(slots.slot, slot, state.nextToFinish - 1)))
    .returning({ slot: slots.slot, meteredAt: slots.meteredAt });
  for (const row of reopened) {
    if (row.meteredAt !== null) state.meteredAt.set(row.slot, row.meteredAt);
  }
  state.nextToFinish = slot;
}
