import type { Fault } from "@pumasi/protocol";
import { bigint, bigserial, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { hex, index, price, slotNumber, ukwh } from "./columns.js";

/** How far a community's ledger has been read for what others did there. */
export const ledgerFollow = pgTable("ledger_follow", {
  communityId: integer("community_id").primaryKey(),
  block: integer("block").notNull(),
  /** Block time, in seconds since 1970. */
  time: bigint("time", { mode: "number" }).notNull(),
});

/** Orders in the ledger's inbox, which their slots' books must keep; append-only. */
export const inboxOrder = pgTable(
  "inbox_order",
  {
    communityId: integer("community_id").notNull(),
    slot: slotNumber().notNull(),
    /** Its number in the slot's inbox. */
    index: integer("inbox_index").notNull(),
    account: index("account").notNull(),
    device: hex("device").notNull(),
    side: text("side").$type<"buy" | "sell">().notNull(),
    limitPrice: price("limit_price").notNull(),
    energyUkwh: ukwh("energy_ukwh").notNull(),
    nonce: bigint("nonce", { mode: "number" }).notNull(),
    signature: hex("signature").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.slot, table.index] })],
);

/** Demands for data on the ledger. */
export const demand = pgTable(
  "demand",
  {
    communityId: integer("community_id").notNull(),
    id: integer("id").notNull(),
    kind: text("kind").notNull(),
    /** The period's number where a period or a batch is demanded. */
    slot: slotNumber().notNull(),
    index: bigint("demand_index", { mode: "number" }).notNull(),
    status: text("status").$type<"open" | "answered" | "expired" | "dismissed">().notNull(),
    /** How many answers were put into the outbox; the last one is the action with this number in its key. */
    answers: integer("answers").notNull().default(0),
    /** Why it cannot be answered now; null when it can be or was. */
    problem: text("problem"),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.id] })],
);

/** Slots that went back on the ledger, and periods that were voided, which have no slot. */
export const setback = pgTable("setback", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  communityId: integer("community_id").notNull(),
  slot: slotNumber(),
  period: integer("period"),
  /** Where the slot went back to. */
  state: text("state").$type<"booked" | "cleared" | "grid" | "skipped">(),
  /** Null where it was late. */
  fault: text("fault").$type<Fault>(),
  /** Whether it waits to be looked at, was recorded anew, or was left since the records give the same again. */
  outcome: text("outcome").$type<"waiting" | "recommitted" | "left">().notNull(),
});
