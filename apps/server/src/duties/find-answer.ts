import {
  answerBatchCall,
  answerCall,
  answerPeriodCall,
  dismissCall,
  settlementBatches,
} from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { crossesOwn } from "@pumasi/market";
import { type CommittedSlot, fromHex, type Hex, type Leaf, MerkleTree } from "@pumasi/protocol";
import { and, asc, desc, eq, lte } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import type { LedgerCall } from "../ledger/outbox.js";
import {
  publishAccountSlots,
  publishLeaves,
  publishPeriodLeaves,
} from "../publish/publish-leaves.js";

export type DemandRow = typeof tables.demand.$inferSelect;

/** The call that shows what is demanded, or why there is none. */
export type Answer = { ok: true; call: LedgerCall } | { ok: false; problem: string };

/** Finds what is demanded in what was committed, as the ledger will hold it when the outbox is worked off. */
export async function findAnswer(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  demand: DemandRow,
): Promise<Answer> {
  switch (demand.kind) {
    case "period":
    case "period-slot":
      return answerPeriod(context, tx, state, demand);
    case "batch":
      return answerBatch(tx, state, demand);
    default:
      return answerSlot(context, tx, state, demand);
  }
}

const none = (problem: string): Answer => ({ ok: false, problem });

async function answerSlot(
  { keccak }: ServerContext,
  tx: Database,
  state: CommunityState,
  demand: DemandRow,
): Promise<Answer> {
  const { id, slot, index, kind } = demand;
  if (slot < state.firstSlot || slot >= state.nextToClose) return none("its book is not closed");
  if (await isMoot(tx, state, demand)) {
    return { ok: true, call: dismissCall(state.contracts.demands, id) };
  }
  const committed = await publishLeaves(keccak, tx, state, slot);
  const headers = recordedHeaders(committed, state.setBack.get(slot) ?? null);
  const layer = layerOf(kind);
  const [own, ...since] = headers.slice(layer);
  if (own === undefined || own === null) return none("the slot has no such stage now");
  const shown = [own, ...since.filter((header) => header !== null)];
  const leaves = leavesOf(kind, committed);
  const place = await placeIn(tx, state, demand);
  if (typeof place === "string") return none(place);
  const leaf = place < leaves.length ? [leafAt(keccak, leaves, place)] : [];
  if (kind === "inbox-order" && leaf.length === 0) return none(`order ${index} is not in the book`);
  return { ok: true, call: answerCall(state.contracts.demands, id, shown, leaf) };
}

/** What asks for a book or a clearing that is undone holds the slot back until somebody dismisses it; so does all of a skipped slot. */
async function isMoot(
  tx: Database,
  state: CommunityState,
  { slot: number, kind }: DemandRow,
): Promise<boolean> {
  const { slot } = tables;
  const [row] = await tx
    .select({ fallback: slot.fallback })
    .from(slot)
    .where(and(eq(slot.communityId, state.id), eq(slot.slot, number)));
  return row?.fallback === "skipped" || (row?.fallback === "grid-tariff" && layerOf(kind) < 2);
}

/** Book, clearing and metering, null where the ledger has them no more. */
function recordedHeaders(
  { book, clearing, metering }: CommittedSlot,
  wentBackTo: string | null,
): (Hex | null)[] {
  if (wentBackTo === "grid" || wentBackTo === "skipped") return [null, null, null];
  return [
    book.header,
    wentBackTo === "booked" ? null : (clearing?.header ?? null),
    wentBackTo === null ? (metering?.header ?? null) : null,
  ];
}

function layerOf(kind: string): 0 | 1 | 2 {
  if (kind === "fill") return 1;
  return kind === "book" || kind === "inbox-order" ? 0 : 2;
}

function leavesOf(kind: string, { book, clearing, metering }: CommittedSlot): readonly Hex[] {
  if (kind === "book" || kind === "inbox-order") return book.leaves;
  if (kind === "fill") return clearing?.leaves ?? [];
  return (kind === "line" ? metering?.lines : metering?.readings) ?? [];
}

/** Where the leaf stands that meets the demand, or why none does. */
async function placeIn(
  tx: Database,
  state: CommunityState,
  { kind, slot, index }: DemandRow,
): Promise<number | string> {
  if (kind === "inbox-order") return keptAt(tx, state, slot, index);
  if (kind === "posted-reading") {
    const { metered } = tables;
    const [row] = await tx
      .select({ quality: metered.quality })
      .from(metered)
      .where(
        and(eq(metered.communityId, state.id), eq(metered.slot, slot), eq(metered.meter, index)),
      );
    if (row?.quality === "substituted") return `meter ${index} is still substituted`;
  }
  return index;
}

/** The leaf that keeps an order of the inbox: its own nonce, or an order of the account that it crosses. */
async function keptAt(tx: Database, state: CommunityState, slot: number, index: number) {
  const { inboxOrder, order } = tables;
  const [placed] = await tx
    .select()
    .from(inboxOrder)
    .where(
      and(
        eq(inboxOrder.communityId, state.id),
        eq(inboxOrder.slot, slot),
        eq(inboxOrder.index, index),
      ),
    );
  if (placed === undefined) return `order ${index} of the inbox could not be read`;
  const own = await tx
    .select()
    .from(order)
    .where(
      and(eq(order.communityId, state.id), eq(order.slot, slot), eq(order.account, placed.account)),
    )
    .orderBy(asc(order.sequence));
  const kept =
    own.find(({ nonce }) => nonce === placed.nonce) ?? own.find((one) => crossesOwn(placed, one));
  return kept?.sequence ?? `order ${index} of the inbox is not in the book`;
}

async function answerPeriod(
  { keccak }: ServerContext,
  tx: Database,
  state: CommunityState,
  { id, kind, slot, index: account }: DemandRow,
): Promise<Answer> {
  const period = kind === "period" ? slot : await periodOf(tx, state, slot);
  if (period === null || period >= state.nextPeriod) return none("the period is not committed");
  const { header, leaves } = await publishPeriodLeaves(keccak, tx, state, period);
  const { demands } = state.contracts;
  if (account >= leaves.length) {
    return { ok: true, call: answerPeriodCall(demands, id, header, []) };
  }
  const shown = [leafAt(keccak, leaves, account)];
  if (kind === "period-slot") {
    const { leaves: slots } = await publishAccountSlots(keccak, tx, state, { period, account });
    shown.push(leafAt(keccak, slots, slot - header.fromSlot));
  }
  return { ok: true, call: answerPeriodCall(demands, id, header, shown) };
}

async function periodOf(tx: Database, state: CommunityState, slot: number) {
  const { period } = tables;
  const [row] = await tx
    .select({ period: period.period })
    .from(period)
    .where(and(eq(period.communityId, state.id), lte(period.fromSlot, slot)))
    .orderBy(desc(period.fromSlot))
    .limit(1);
  return row?.period ?? null;
}

async function answerBatch(
  tx: Database,
  state: CommunityState,
  { id, slot: period, index }: DemandRow,
): Promise<Answer> {
  const { periodLine } = tables;
  const lines = await tx
    .select()
    .from(periodLine)
    .where(and(eq(periodLine.communityId, state.id), eq(periodLine.period, period)))
    .orderBy(asc(periodLine.account));
  const batches = settlementBatches(period, lines);
  // Beyond the last batch the ledger looks at none.
  const batch = batches[index] ?? { period, batch: index, firstWord: 0, deltas: [] };
  return { ok: true, call: answerBatchCall(state.contracts.demands, id, batch) };
}

function leafAt(keccak: ServerContext["keccak"], leaves: readonly Hex[], index: number): Leaf {
  const tree = new MerkleTree(
    keccak,
    leaves.map((words) => keccak(fromHex(words))),
  );
  return { words: fromHex(leaves[index] as Hex), index, proof: tree.proof(index) };
}
