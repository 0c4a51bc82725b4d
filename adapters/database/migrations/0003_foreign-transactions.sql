CREATE TABLE "foreign_transaction" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"raw" text NOT NULL,
	"sender" text NOT NULL,
	"received_at" bigint NOT NULL,
	"block" integer,
	"status" text NOT NULL,
	"reason" text,
	CONSTRAINT "foreign_transaction_hash_unique" UNIQUE("hash")
);
