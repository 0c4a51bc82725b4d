import {
  bigint,
  bigserial,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { hex, instant } from "./columns.js";

/** Market time, so that a simulated market goes on where it stopped. One row, id 1. */
export const marketClock = pgTable("market_clock", {
  id: integer("id").primaryKey(),
  now: instant("now").notNull(),
});

/**
 * The outbox: what the ledger is to be told, written in the same transaction as the work itself. The
 * nonce is given when the row is written, so contract addresses are known before they are deployed.
 */
export const ledgerAction = pgTable(
  "ledger_action",
  {
    nonce: integer("nonce").primaryKey(),
    communityId: integer("community_id"),
    key: text("key").notNull(),
    kind: text("kind").notNull(),
    to: hex("to_address"),
    data: hex("data").notNull(),
    gas: bigint("gas", { mode: "bigint" }).notNull(),
    /** The market instant (ms) from which on the action may be in a block. */
    at: instant("at").notNull(),
    block: integer("block"),
    hash: hex("hash"),
    status: text("status").$type<"waiting" | "mined" | "failed">().notNull(),
    gasUsed: bigint("gas_used", { mode: "bigint" }),
    reason: text("reason"),
  },
  (table) => [uniqueIndex("ledger_action_key").on(table.key)],
);

/** The block journal: a block is planned here before it is mined, and re-mined from here after a crash. */
export const ledgerBlock = pgTable("ledger_block", {
  number: integer("number").primaryKey(),
  timestamp: bigint("timestamp", { mode: "number" }).notNull(),
  rawTransactions: jsonb("raw_transactions").$type<`0x${string}`[]>().notNull(),
  hash: hex("hash"),
});

/** Live events with a resumable id. */
export const event = pgTable("event", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  communityId: integer("community_id").notNull(),
  at: instant("at").notNull(),
  type: text("type").notNull(),
  data: jsonb("data").$type<Record<string, unknown>>().notNull(),
});

/** Refusals, counted by code and market hour, with the newest detail. */
export const refusal = pgTable(
  "refusal",
  {
    communityId: integer("community_id").notNull(),
    code: text("code").notNull(),
    hour: instant("hour").notNull(),
    count: integer("count").notNull(),
    detail: text("detail").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.code, table.hour] })],
);

/** Answers to operator's writes by their client-chosen key, so that a repeated request changes nothing. */
export const idempotency = pgTable(
  "idempotency",
  {
    route: text("route").notNull(),
    key: text("key").notNull(),
    requestHash: hex("request_hash").notNull(),
    response: jsonb("response").$type<unknown>().notNull(),
    recordedAt: instant("recorded_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.route, table.key] })],
);
