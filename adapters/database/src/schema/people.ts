import type { ConsentKind, PersonRole } from "@pumasi/protocol";
import {
  bigint,
  bigserial,
  boolean,
  index as indexOn,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { index } from "./columns.js";

/** Wall time in milliseconds since 1970, UTC: people sign in by their own clocks, whatever market time it is. */
const wallInstant = (name: string) => bigint(name, { mode: "number" });

/** Someone who may sign in to a community. Personal data, like `member`; nothing of it goes to the ledger. */
export const person = pgTable(
  "person",
  {
    /** Random; passkeys carry it as their user handle. */
    id: text("id").primaryKey(),
    communityId: integer("community_id").notNull(),
    role: text("role").$type<PersonRole>().notNull(),
    /** A household's account; null for the others. */
    account: index("account"),
    name: text("name").notNull(),
    /** Made by signing in as a demo person; nobody on a server without demo people. */
    isDemo: boolean("is_demo").notNull().default(false),
    recordedAt: wallInstant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
    /** From this instant on the person may not sign in; null while it may. */
    endedAt: wallInstant("ended_at"),
  },
  (table) => [indexOn("person_community").on(table.communityId)],
);

/** A person's passkeys: the public half only. */
export const passkey = pgTable(
  "passkey",
  {
    /** Chosen by the authenticator, base64url. */
    credentialId: text("credential_id").primaryKey(),
    personId: text("person_id").notNull(),
    /** COSE key, base64url. */
    publicKey: text("public_key").notNull(),
    /** The authenticator's count of signatures; one that goes backwards is a copy. Synced passkeys stay at 0. */
    counter: bigint("counter", { mode: "number" }).notNull(),
    transports: jsonb("transports").$type<string[]>().notNull(),
    recordedAt: wallInstant("recorded_at").notNull(),
    lastUsedAt: wallInstant("last_used_at"),
  },
  (table) => [indexOn("passkey_person").on(table.personId)],
);

/** Codes that let a person in who lost its passkeys, each once; kept as hashes only. */
export const recoveryCode = pgTable(
  "recovery_code",
  {
    hash: text("hash").primaryKey(),
    personId: text("person_id").notNull(),
    usedAt: wallInstant("used_at"),
  },
  (table) => [indexOn("recovery_code_person").on(table.personId)],
);

/** One-time codes with which a person signs up; kept as hashes only. */
export const invitation = pgTable(
  "invitation",
  {
    communityId: integer("community_id").notNull(),
    codeHash: text("code_hash").notNull(),
    role: text("role").$type<PersonRole>().notNull(),
    account: index("account"),
    name: text("name").notNull(),
    recordedAt: wallInstant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
    expiresAt: wallInstant("expires_at").notNull(),
    usedAt: wallInstant("used_at"),
  },
  (table) => [primaryKey({ columns: [table.codeHash] })],
);

/** Who is signed in. The cookie's value is not kept, only its hash. */
export const session = pgTable(
  "session",
  {
    idHash: text("id_hash").primaryKey(),
    personId: text("person_id").notNull(),
    signedInBy: text("signed_in_by").$type<"passkey" | "recovery" | "demo">().notNull(),
    createdAt: wallInstant("created_at").notNull(),
    expiresAt: wallInstant("expires_at").notNull(),
    lastSeenAt: wallInstant("last_seen_at").notNull(),
  },
  (table) => [indexOn("session_person").on(table.personId)],
);

/** Who did what, written in the transaction of the work itself; append-only. No names, no points of delivery. */
export const auditEntry = pgTable(
  "audit_entry",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    communityId: integer("community_id").notNull(),
    at: wallInstant("at").notNull(),
    /** A person's id, "operator token" or "device". */
    who: text("who").notNull(),
    action: text("action").notNull(),
    /** What it was done to, such as "account 4"; null where that is the community. */
    subject: text("subject"),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
  },
  (table) => [indexOn("audit_entry_community").on(table.communityId, table.id)],
);

/** What a household agreed to or took back; append-only, the newest of a kind holds. */
export const consent = pgTable(
  "consent",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    communityId: integer("community_id").notNull(),
    account: index("account").notNull(),
    kind: text("kind").$type<ConsentKind>().notNull(),
    isGiven: boolean("is_given").notNull(),
    recordedAt: wallInstant("recorded_at").notNull(),
    recordedBy: text("recorded_by").notNull(),
  },
  (table) => [indexOn("consent_account").on(table.communityId, table.account)],
);

/** A household's request that its personal data be erased, and what became of it. */
export const erasureRequest = pgTable(
  "erasure_request",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    communityId: integer("community_id").notNull(),
    account: index("account").notNull(),
    requestedAt: wallInstant("requested_at").notNull(),
    requestedBy: text("requested_by").notNull(),
    status: text("status").$type<"open" | "withdrawn" | "done" | "refused">().notNull(),
    decidedAt: wallInstant("decided_at"),
    decidedBy: text("decided_by"),
    /** What the operator tells the household about its decision. */
    note: text("note"),
  },
  (table) => [indexOn("erasure_request_account").on(table.communityId, table.account)],
);
