CREATE TABLE "ledger_transaction" (
	"hash" text PRIMARY KEY NOT NULL,
	"nonce" integer NOT NULL,
	"raw" text NOT NULL,
	"max_fee_per_gas" numeric(60, 0) NOT NULL,
	"max_priority_fee_per_gas" numeric(60, 0),
	"signed_at" bigint NOT NULL,
	"block" integer,
	"block_hash" text,
	"block_time" bigint
);
--> statement-breakpoint
CREATE INDEX "ledger_transaction_nonce" ON "ledger_transaction" USING btree ("nonce");