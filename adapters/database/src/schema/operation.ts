import {
  bigint,
  bigserial,
  index as indexOn,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { amount, hex, instant } from "./columns.js";

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

/**
 * What is to enter the outbox later, when a window is over: it gets its nonce then, so that nothing in between waits for
 * it. A row is deleted in the transaction that puts it into the outbox.
 */
export const scheduledAction = pgTable(
  "scheduled_action",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    communityId: integer("community_id").notNull(),
    key: text("key").notNull(),
    kind: text("kind").notNull(),
    to: hex("to_address"),
    data: hex("data").notNull(),
    gas: bigint("gas", { mode: "bigint" }).notNull(),
    /** The market instant (ms) from which on it may enter the outbox. */
    dueAt: instant("due_at").notNull(),
  },
  (table) => [uniqueIndex("scheduled_action_key").on(table.key)],
);

/** The block journal: a block is planned here before it is mined, and re-mined from here after a crash. */
export const ledgerBlock = pgTable("ledger_block", {
  number: integer("number").primaryKey(),
  timestamp: bigint("timestamp", { mode: "number" }).notNull(),
  rawTransactions: jsonb("raw_transactions").$type<`0x${string}`[]>().notNull(),
  hash: hex("hash"),
});

/**
 * The journal of an external ledger: every transaction that was signed for an action, kept before it is sent. A nonce
 * has several once it was re-priced; the one that was taken has its block when that is confirmed.
 */
export const ledgerTransaction = pgTable(
  "ledger_transaction",
  {
    hash: hex("hash").primaryKey(),
    nonce: integer("nonce").notNull(),
    raw: hex("raw").notNull(),
    /** In the ledger's smallest unit for each unit of gas; on a ledger without a fee market the price itself. */
    maxFeePerGas: amount("max_fee_per_gas").notNull(),
    /** Null on a ledger without a fee market. */
    maxPriorityFeePerGas: amount("max_priority_fee_per_gas"),
    /** Wall time, ms since 1970. */
    signedAt: instant("signed_at").notNull(),
    block: integer("block"),
    blockHash: hex("block_hash"),
    /** Seconds since 1970. */
    blockTime: bigint("block_time", { mode: "number" }),
  },
  (table) => [indexOn("ledger_transaction_nonce").on(table.nonce)],
);

/**
 * Signed transactions that others brought: an auditor's challenge, a gateway's order for the inbox. Each is mined in a block of
 * its own.
 */
export const foreignTransaction = pgTable("foreign_transaction", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  hash: hex("hash").notNull().unique(),
  raw: hex("raw").notNull(),
  sender: hex("sender").notNull(),
  receivedAt: instant("received_at").notNull(),
  block: integer("block"),
  status: text("status").$type<"waiting" | "mined" | "failed" | "refused">().notNull(),
  reason: text("reason"),
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
