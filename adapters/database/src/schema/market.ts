import type { ReadingQuality, Side } from "@pumasi/market";
import type { ClearingHeader, MeteringHeader, SlotFallback, SlotStage } from "@pumasi/protocol";
import {
  bigint,
  bigserial,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { amount, hex, index, instant, ledgerUnits, price, slotNumber, ukwh } from "./columns.js";

/** Accepted orders, in the order of their receipts; append-only. */
export const order = pgTable(
  "market_order",
  {
    communityId: integer("community_id").notNull(),
    slot: slotNumber().notNull(),
    sequence: integer("sequence").notNull(),
    account: index("account").notNull(),
    device: hex("device").notNull(),
    side: text("side").$type<Side>().notNull(),
    limitPrice: price("limit_price").notNull(),
    energyUkwh: ukwh("energy_ukwh").notNull(),
    nonce: bigint("nonce", { mode: "number" }).notNull(),
    digest: hex("digest").notNull(),
    signature: hex("signature").notNull(),
    logHead: hex("log_head").notNull(),
    receiptSignature: hex("receipt_signature").notNull(),
    /** The most this order may cost its account; credit is bound by it until the slot is metered. */
    exposure: amount("exposure").notNull(),
    recordedAt: instant("recorded_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.communityId, table.slot, table.sequence] }),
    // Gateways' nonces are never used twice; the ledger's inbox asks for that within a slot only.
    unique().on(table.communityId, table.account, table.slot, table.nonce),
  ],
);

/** Accepted readings; append-only. A substitute is never stored here: it is derived. */
export const reading = pgTable(
  "reading",
  {
    communityId: integer("community_id").notNull(),
    slot: slotNumber().notNull(),
    meter: index("meter").notNull(),
    importRegisterUkwh: ukwh("import_register_ukwh").notNull(),
    exportRegisterUkwh: ukwh("export_register_ukwh").notNull(),
    quality: text("quality").$type<"measured" | "estimated">().notNull(),
    device: hex("device").notNull(),
    digest: hex("digest").notNull(),
    signature: hex("signature").notNull(),
    recordedAt: instant("recorded_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.slot, table.meter] })],
);

/**
 * What homes said of themselves behind the meter: private to the household, never published and used in no settlement. Never changed;
 * an erasure deletes it.
 */
export const homeEnergy = pgTable(
  "home_energy",
  {
    communityId: integer("community_id").notNull(),
    slot: slotNumber().notNull(),
    meter: index("meter").notNull(),
    generatedUkwh: ukwh("generated_ukwh").notNull(),
    chargedUkwh: ukwh("charged_ukwh").notNull(),
    dischargedUkwh: ukwh("discharged_ukwh").notNull(),
    device: hex("device").notNull(),
    recordedAt: instant("recorded_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.slot, table.meter] })],
);

/** A slot from gate closure on, with the headers that were sent to the ledger. */
export const slot = pgTable(
  "slot",
  {
    communityId: integer("community_id").notNull(),
    slot: slotNumber().notNull(),
    stage: text("stage").$type<Exclude<SlotStage, "open">>().notNull(),
    secret: hex("secret"),
    orders: integer("orders").notNull(),
    bookRoot: hex("book_root").notNull(),
    bookedAt: instant("booked_at").notNull(),
    rulesVersion: integer("rules_version").notNull(),
    price: price("price"),
    contractedUkwh: ukwh("contracted_ukwh"),
    fills: jsonb("fills").$type<number[]>(),
    clearingHeader: jsonb("clearing_header").$type<ClearingHeader>(),
    /** Zero at the grid tariff. */
    clearingHash: hex("clearing_hash"),
    /** What became of the slot where the ledger has no market for it; null for every usual one. */
    fallback: text("fallback").$type<SlotFallback>(),
    version: integer("version").notNull().default(0),
    sharingPrice: price("sharing_price"),
    deliveredUkwh: ukwh("delivered_ukwh"),
    sharedUkwh: ukwh("shared_ukwh"),
    importedUkwh: ukwh("imported_ukwh"),
    exportedUkwh: ukwh("exported_ukwh"),
    substitutes: integer("substitutes"),
    meteringHeader: jsonb("metering_header").$type<MeteringHeader>(),
    meteredAt: instant("metered_at"),
    period: integer("period"),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.slot] })],
);

/** Trades that became contracts. */
export const contract = pgTable(
  "contract",
  {
    communityId: integer("community_id").notNull(),
    slot: slotNumber().notNull(),
    index: integer("trade_index").notNull(),
    buySequence: integer("buy_sequence").notNull(),
    sellSequence: integer("sell_sequence").notNull(),
    buyer: index("buyer").notNull(),
    seller: index("seller").notNull(),
    energyUkwh: ukwh("energy_ukwh").notNull(),
    price: price("price").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.slot, table.index] })],
);

/** Metered energy of a slot's newest version: real readings and substitutes, flagged. */
export const metered = pgTable(
  "metered",
  {
    communityId: integer("community_id").notNull(),
    slot: slotNumber().notNull(),
    meter: index("meter").notNull(),
    account: index("account").notNull(),
    importedUkwh: ukwh("imported_ukwh").notNull(),
    exportedUkwh: ukwh("exported_ukwh").notNull(),
    importRegisterUkwh: ukwh("import_register_ukwh").notNull(),
    exportRegisterUkwh: ukwh("export_register_ukwh").notNull(),
    quality: text("quality").$type<ReadingQuality>().notNull(),
    rule: text("rule").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.slot, table.meter] })],
);

/** An account's settlement in a slot's newest version; amounts: plus is what the account receives. */
export const line = pgTable(
  "line",
  {
    communityId: integer("community_id").notNull(),
    slot: slotNumber().notNull(),
    account: index("account").notNull(),
    importedUkwh: ukwh("imported_ukwh").notNull(),
    exportedUkwh: ukwh("exported_ukwh").notNull(),
    contractedBuyUkwh: ukwh("contracted_buy_ukwh").notNull(),
    contractedSellUkwh: ukwh("contracted_sell_ukwh").notNull(),
    deliveredBuyUkwh: ukwh("delivered_buy_ukwh").notNull(),
    deliveredSellUkwh: ukwh("delivered_sell_ukwh").notNull(),
    sharedBuyUkwh: ukwh("shared_buy_ukwh").notNull(),
    sharedSellUkwh: ukwh("shared_sell_ukwh").notNull(),
    residualImportUkwh: ukwh("residual_import_ukwh").notNull(),
    residualExportUkwh: ukwh("residual_export_ukwh").notNull(),
    tradeAmount: amount("trade_amount").notNull(),
    sharingAmount: amount("sharing_amount").notNull(),
    supplierAmount: amount("supplier_amount").notNull(),
    feeAmount: amount("fee_amount").notNull(),
    total: amount("total").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.slot, table.account] })],
);

/** A settlement period: one local day, slots [fromSlot, untilSlot). */
export const period = pgTable(
  "period",
  {
    communityId: integer("community_id").notNull(),
    period: integer("period").notNull(),
    day: text("day").notNull(),
    fromSlot: slotNumber("from_slot").notNull(),
    untilSlot: slotNumber("until_slot").notNull(),
    stage: text("stage").$type<"committed" | "settled">().notNull(),
    secret: hex("secret"),
    root: hex("root").notNull(),
    committedAt: instant("committed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.period] })],
);

/** An account's net of a period. */
export const periodLine = pgTable(
  "period_line",
  {
    communityId: integer("community_id").notNull(),
    period: integer("period").notNull(),
    account: index("account").notNull(),
    carryIn: amount("carry_in").notNull(),
    delta: amount("delta").notNull(),
    ledgerDelta: ledgerUnits("ledger_delta").notNull(),
    carryOut: amount("carry_out").notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityId, table.period, table.account] })],
);

/** Money in and out of the community. */
export const payment = pgTable("payment", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  communityId: integer("community_id").notNull(),
  account: index("account").notNull(),
  direction: text("direction").$type<"deposit" | "withdrawal">().notNull(),
  amount: ledgerUnits("amount").notNull(),
  recordedAt: instant("recorded_at").notNull(),
  recordedBy: text("recorded_by").notNull(),
});
