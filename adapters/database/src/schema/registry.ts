import type { P256Point, RulesTerms } from "@pumasi/protocol";
import type { LocalPeriod } from "@pumasi/quantities";
import { sql } from "drizzle-orm";
import {
  boolean,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { hex, index, instant, ledgerUnits, price, slotNumber } from "./columns.js";

export interface CommunityContracts {
  coin: `0x${string}`;
  bondCoin: `0x${string}`;
  community: `0x${string}`;
  market: `0x${string}`;
  ledger: `0x${string}`;
  court: `0x${string}`;
  demands: `0x${string}`;
  inbox: `0x${string}`;
  factJudge: `0x${string}`;
  periodJudge: `0x${string}`;
  uniformPriceRule: `0x${string}`;
}

/** A community and the sizes that are fixed when its contracts are deployed. */
export const community = pgTable("community", {
  id: serial("id").primaryKey(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  currency: text("currency").notNull(),
  timeZone: text("time_zone").notNull(),
  slotSeconds: integer("slot_seconds").notNull(),
  gateClosureSeconds: integer("gate_closure_seconds").notNull(),
  challengeWindowSeconds: integer("challenge_window_seconds").notNull(),
  settlementPeriod: text("settlement_period").$type<LocalPeriod>().notNull(),
  firstSlot: slotNumber("first_slot").notNull(),
  untilSlot: slotNumber("until_slot"),
  openData: boolean("open_data").notNull(),
  contracts: jsonb("contracts").$type<CommunityContracts>().notNull(),
  receiptSigner: hex("receipt_signer").notNull(),
  recordedAt: instant("recorded_at").notNull(),
});

/** Market rules and tariff, effective from a slot on; only ever appended. */
export const rules = pgTable(
  "rules",
  {
    communityId: integer("community_id").notNull(),
    version: integer("version").notNull(),
    fromSlot: slotNumber("from_slot").notNull(),
    terms: jsonb("terms").$type<RulesTerms>().notNull(),
    hash: hex("hash").notNull(),
    recordedAt: instant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.version] })],
);

export type AccountKind = "supplier" | "grid-operator" | "guarantee" | "rounding" | "member";

/** An account at its dense index on the ledger. Balance and limit mirror the ledger's confirmed state. */
export const account = pgTable(
  "account",
  {
    communityId: integer("community_id").notNull(),
    account: index("account").notNull(),
    kind: text("kind").$type<AccountKind>().notNull(),
    pseudonym: hex("pseudonym").notNull(),
    creditLimit: ledgerUnits("credit_limit").notNull(),
    balance: ledgerUnits("balance").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.account] })],
);

/** Personal data stays here; nothing of it goes to the ledger. */
export const member = pgTable(
  "member",
  {
    id: serial("id").primaryKey(),
    communityId: integer("community_id").notNull(),
    name: text("name").notNull(),
    account: index("account").notNull(),
    recordedAt: instant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
  },
  (table) => [unique().on(table.communityId, table.account)],
);

/**
 * A meter at its dense index. It takes part from `fromSlot`, set when its first gateway enrols, and from `untilSlot` on its
 * household is no member any more. A point of delivery has one meter that has not ended; who moves in gets the next one.
 */
export const meter = pgTable(
  "meter",
  {
    communityId: integer("community_id").notNull(),
    meter: index("meter").notNull(),
    account: index("account").notNull(),
    pod: text("pod").notNull(),
    fromSlot: slotNumber("from_slot"),
    untilSlot: slotNumber("until_slot"),
  },
  (table) => [
    primaryKey({ columns: [table.communityId, table.meter] }),
    uniqueIndex("meter_pod").on(table.communityId, table.pod).where(sql`until_slot is null`),
  ],
);

/** A household's price limits, set once and only looked at; the newest holds. */
export const wish = pgTable("wish", {
  id: serial("id").primaryKey(),
  communityId: integer("community_id").notNull(),
  account: index("account").notNull(),
  buyBelow: price("buy_below").notNull(),
  sellAbove: price("sell_above").notNull(),
  /** On vacation nothing is ordered to buy. */
  isAway: boolean("is_away").notNull().default(false),
  recordedAt: instant("recorded_at").notNull(),
});

/** One-time codes, kept as hashes only. */
export const enrolmentCode = pgTable(
  "enrolment_code",
  {
    communityId: integer("community_id").notNull(),
    codeHash: hex("code_hash").notNull(),
    account: index("account").notNull(),
    meter: index("meter").notNull(),
    expiresAt: instant("expires_at").notNull(),
    usedBy: hex("used_by"),
    usedAt: instant("used_at"),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.codeHash] })],
);

/**
 * A gateway's public half: its key is valid for slots [fromSlot, untilSlot). `p256` is its point where it signs on P-256; null on
 * secp256k1.
 */
export const device = pgTable(
  "device",
  {
    communityId: integer("community_id").notNull(),
    device: hex("device").notNull(),
    p256: jsonb("p256").$type<P256Point>(),
    account: index("account").notNull(),
    meter: index("meter").notNull(),
    fromSlot: slotNumber("from_slot").notNull(),
    untilSlot: slotNumber("until_slot"),
    enrolledAt: instant("enrolled_at").notNull(),
    revokedAt: instant("revoked_at"),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.device] })],
);
