CREATE TABLE "contract" (
	"community_id" integer NOT NULL,
	"slot" bigint NOT NULL,
	"trade_index" integer NOT NULL,
	"buy_sequence" integer NOT NULL,
	"sell_sequence" integer NOT NULL,
	"buyer" integer NOT NULL,
	"seller" integer NOT NULL,
	"energy_ukwh" bigint NOT NULL,
	"price" bigint NOT NULL,
	CONSTRAINT "contract_community_id_slot_trade_index_pk" PRIMARY KEY("community_id","slot","trade_index")
);
--> statement-breakpoint
CREATE TABLE "line" (
	"community_id" integer NOT NULL,
	"slot" bigint NOT NULL,
	"account" integer NOT NULL,
	"imported_ukwh" bigint NOT NULL,
	"exported_ukwh" bigint NOT NULL,
	"contracted_buy_ukwh" bigint NOT NULL,
	"contracted_sell_ukwh" bigint NOT NULL,
	"delivered_buy_ukwh" bigint NOT NULL,
	"delivered_sell_ukwh" bigint NOT NULL,
	"shared_buy_ukwh" bigint NOT NULL,
	"shared_sell_ukwh" bigint NOT NULL,
	"residual_import_ukwh" bigint NOT NULL,
	"residual_export_ukwh" bigint NOT NULL,
	"trade_amount" numeric(60, 0) NOT NULL,
	"sharing_amount" numeric(60, 0) NOT NULL,
	"supplier_amount" numeric(60, 0) NOT NULL,
	"fee_amount" numeric(60, 0) NOT NULL,
	"total" numeric(60, 0) NOT NULL,
	CONSTRAINT "line_community_id_slot_account_pk" PRIMARY KEY("community_id","slot","account")
);
--> statement-breakpoint
CREATE TABLE "metered" (
	"community_id" integer NOT NULL,
	"slot" bigint NOT NULL,
	"meter" integer NOT NULL,
	"account" integer NOT NULL,
	"imported_ukwh" bigint NOT NULL,
	"exported_ukwh" bigint NOT NULL,
	"import_register_ukwh" bigint NOT NULL,
	"export_register_ukwh" bigint NOT NULL,
	"quality" text NOT NULL,
	"rule" text NOT NULL,
	CONSTRAINT "metered_community_id_slot_meter_pk" PRIMARY KEY("community_id","slot","meter")
);
--> statement-breakpoint
CREATE TABLE "market_order" (
	"community_id" integer NOT NULL,
	"slot" bigint NOT NULL,
	"sequence" integer NOT NULL,
	"account" integer NOT NULL,
	"device" text NOT NULL,
	"side" text NOT NULL,
	"limit_price" bigint NOT NULL,
	"energy_ukwh" bigint NOT NULL,
	"nonce" bigint NOT NULL,
	"digest" text NOT NULL,
	"signature" text NOT NULL,
	"log_head" text NOT NULL,
	"receipt_signature" text NOT NULL,
	"exposure" numeric(60, 0) NOT NULL,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "market_order_community_id_slot_sequence_pk" PRIMARY KEY("community_id","slot","sequence"),
	CONSTRAINT "market_order_community_id_account_nonce_unique" UNIQUE("community_id","account","nonce")
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"community_id" integer NOT NULL,
	"account" integer NOT NULL,
	"direction" text NOT NULL,
	"amount" bigint NOT NULL,
	"recorded_at" bigint NOT NULL,
	"recorded_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "period" (
	"community_id" integer NOT NULL,
	"period" integer NOT NULL,
	"day" text NOT NULL,
	"from_slot" bigint NOT NULL,
	"until_slot" bigint NOT NULL,
	"stage" text NOT NULL,
	"secret" text,
	"root" text NOT NULL,
	"committed_at" bigint NOT NULL,
	CONSTRAINT "period_community_id_period_pk" PRIMARY KEY("community_id","period")
);
--> statement-breakpoint
CREATE TABLE "period_line" (
	"community_id" integer NOT NULL,
	"period" integer NOT NULL,
	"account" integer NOT NULL,
	"carry_in" numeric(60, 0) NOT NULL,
	"delta" numeric(60, 0) NOT NULL,
	"ledger_delta" bigint NOT NULL,
	"carry_out" numeric(60, 0) NOT NULL,
	CONSTRAINT "period_line_community_id_period_account_pk" PRIMARY KEY("community_id","period","account")
);
--> statement-breakpoint
CREATE TABLE "reading" (
	"community_id" integer NOT NULL,
	"slot" bigint NOT NULL,
	"meter" integer NOT NULL,
	"import_register_ukwh" bigint NOT NULL,
	"export_register_ukwh" bigint NOT NULL,
	"quality" text NOT NULL,
	"device" text NOT NULL,
	"digest" text NOT NULL,
	"signature" text NOT NULL,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "reading_community_id_slot_meter_pk" PRIMARY KEY("community_id","slot","meter")
);
--> statement-breakpoint
CREATE TABLE "slot" (
	"community_id" integer NOT NULL,
	"slot" bigint NOT NULL,
	"stage" text NOT NULL,
	"secret" text,
	"orders" integer NOT NULL,
	"book_root" text NOT NULL,
	"booked_at" bigint NOT NULL,
	"rules_version" integer NOT NULL,
	"price" bigint,
	"contracted_ukwh" bigint,
	"fills" jsonb,
	"clearing_header" jsonb,
	"clearing_hash" text,
	"version" integer DEFAULT 0 NOT NULL,
	"sharing_price" bigint,
	"delivered_ukwh" bigint,
	"shared_ukwh" bigint,
	"imported_ukwh" bigint,
	"exported_ukwh" bigint,
	"substitutes" integer,
	"metering_header" jsonb,
	"metered_at" bigint,
	"period" integer,
	CONSTRAINT "slot_community_id_slot_pk" PRIMARY KEY("community_id","slot")
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"community_id" integer NOT NULL,
	"at" bigint NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"route" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"response" jsonb NOT NULL,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "idempotency_route_key_pk" PRIMARY KEY("route","key")
);
--> statement-breakpoint
CREATE TABLE "ledger_action" (
	"nonce" integer PRIMARY KEY NOT NULL,
	"community_id" integer,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"to_address" text,
	"data" text NOT NULL,
	"gas" bigint NOT NULL,
	"at" bigint NOT NULL,
	"block" integer,
	"hash" text,
	"status" text NOT NULL,
	"gas_used" bigint,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "ledger_block" (
	"number" integer PRIMARY KEY NOT NULL,
	"timestamp" bigint NOT NULL,
	"raw_transactions" jsonb NOT NULL,
	"hash" text
);
--> statement-breakpoint
CREATE TABLE "market_clock" (
	"id" integer PRIMARY KEY NOT NULL,
	"now" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refusal" (
	"community_id" integer NOT NULL,
	"code" text NOT NULL,
	"hour" bigint NOT NULL,
	"count" integer NOT NULL,
	"detail" text NOT NULL,
	CONSTRAINT "refusal_community_id_code_hour_pk" PRIMARY KEY("community_id","code","hour")
);
--> statement-breakpoint
CREATE TABLE "account" (
	"community_id" integer NOT NULL,
	"account" integer NOT NULL,
	"kind" text NOT NULL,
	"pseudonym" text NOT NULL,
	"credit_limit" bigint NOT NULL,
	"balance" bigint NOT NULL,
	CONSTRAINT "account_community_id_account_pk" PRIMARY KEY("community_id","account")
);
--> statement-breakpoint
CREATE TABLE "community" (
	"id" serial PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"slot_seconds" integer NOT NULL,
	"gate_closure_seconds" integer NOT NULL,
	"challenge_window_seconds" integer NOT NULL,
	"settlement_period" text NOT NULL,
	"first_slot" bigint NOT NULL,
	"until_slot" bigint,
	"open_data" boolean NOT NULL,
	"contracts" jsonb NOT NULL,
	"receipt_signer" text NOT NULL,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "community_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "device" (
	"community_id" integer NOT NULL,
	"device" text NOT NULL,
	"account" integer NOT NULL,
	"meter" integer NOT NULL,
	"from_slot" bigint NOT NULL,
	"until_slot" bigint,
	"enrolled_at" bigint NOT NULL,
	"revoked_at" bigint,
	CONSTRAINT "device_community_id_device_pk" PRIMARY KEY("community_id","device")
);
--> statement-breakpoint
CREATE TABLE "enrolment_code" (
	"community_id" integer NOT NULL,
	"code_hash" text NOT NULL,
	"account" integer NOT NULL,
	"meter" integer NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_by" text,
	"used_at" bigint,
	CONSTRAINT "enrolment_code_community_id_code_hash_pk" PRIMARY KEY("community_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "member" (
	"id" serial PRIMARY KEY NOT NULL,
	"community_id" integer NOT NULL,
	"name" text NOT NULL,
	"account" integer NOT NULL,
	"recorded_at" bigint NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "member_community_id_account_unique" UNIQUE("community_id","account")
);
--> statement-breakpoint
CREATE TABLE "meter" (
	"community_id" integer NOT NULL,
	"meter" integer NOT NULL,
	"account" integer NOT NULL,
	"pod" text NOT NULL,
	"from_slot" bigint,
	CONSTRAINT "meter_community_id_meter_pk" PRIMARY KEY("community_id","meter"),
	CONSTRAINT "meter_community_id_pod_unique" UNIQUE("community_id","pod")
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"community_id" integer NOT NULL,
	"version" integer NOT NULL,
	"from_slot" bigint NOT NULL,
	"terms" jsonb NOT NULL,
	"hash" text NOT NULL,
	"recorded_at" bigint NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "rules_community_id_version_pk" PRIMARY KEY("community_id","version")
);
--> statement-breakpoint
CREATE TABLE "wish" (
	"id" serial PRIMARY KEY NOT NULL,
	"community_id" integer NOT NULL,
	"account" integer NOT NULL,
	"buy_below" bigint NOT NULL,
	"sell_above" bigint NOT NULL,
	"recorded_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_action_key" ON "ledger_action" USING btree ("key");