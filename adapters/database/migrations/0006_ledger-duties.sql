CREATE TABLE "demand" (
	"community_id" integer NOT NULL,
	"id" integer NOT NULL,
	"kind" text NOT NULL,
	"slot" bigint NOT NULL,
	"demand_index" bigint NOT NULL,
	"status" text NOT NULL,
	"answers" integer DEFAULT 0 NOT NULL,
	"problem" text,
	CONSTRAINT "demand_community_id_id_pk" PRIMARY KEY("community_id","id")
);
--> statement-breakpoint
CREATE TABLE "inbox_order" (
	"community_id" integer NOT NULL,
	"slot" bigint NOT NULL,
	"inbox_index" integer NOT NULL,
	"account" integer NOT NULL,
	"device" text NOT NULL,
	"side" text NOT NULL,
	"limit_price" bigint NOT NULL,
	"energy_ukwh" bigint NOT NULL,
	"nonce" bigint NOT NULL,
	"signature" text NOT NULL,
	CONSTRAINT "inbox_order_community_id_slot_inbox_index_pk" PRIMARY KEY("community_id","slot","inbox_index")
);
--> statement-breakpoint
CREATE TABLE "ledger_follow" (
	"community_id" integer PRIMARY KEY NOT NULL,
	"block" integer NOT NULL,
	"time" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setback" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"community_id" integer NOT NULL,
	"slot" bigint,
	"period" integer,
	"state" text,
	"fault" text,
	"outcome" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "market_order" DROP CONSTRAINT "market_order_community_id_account_nonce_unique";--> statement-breakpoint
ALTER TABLE "market_order" ADD CONSTRAINT "market_order_community_id_account_slot_nonce_unique" UNIQUE("community_id","account","slot","nonce");--> statement-breakpoint
CREATE TRIGGER inbox_order_append_only BEFORE UPDATE OR DELETE ON inbox_order
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
