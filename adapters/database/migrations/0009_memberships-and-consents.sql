CREATE TABLE "consent" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"community_id" integer NOT NULL,
	"account" integer NOT NULL,
	"kind" text NOT NULL,
	"is_given" boolean NOT NULL,
	"recorded_at" bigint NOT NULL,
	"recorded_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "erasure_request" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"community_id" integer NOT NULL,
	"account" integer NOT NULL,
	"requested_at" bigint NOT NULL,
	"requested_by" text NOT NULL,
	"status" text NOT NULL,
	"decided_at" bigint,
	"decided_by" text,
	"note" text
);
--> statement-breakpoint
ALTER TABLE "meter" DROP CONSTRAINT "meter_community_id_pod_unique";--> statement-breakpoint
ALTER TABLE "meter" ADD COLUMN "until_slot" bigint;--> statement-breakpoint
ALTER TABLE "wish" ADD COLUMN "is_away" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "consent_account" ON "consent" USING btree ("community_id","account");--> statement-breakpoint
CREATE INDEX "erasure_request_account" ON "erasure_request" USING btree ("community_id","account");--> statement-breakpoint
CREATE UNIQUE INDEX "meter_pod" ON "meter" USING btree ("community_id","pod") WHERE until_slot is null;--> statement-breakpoint
CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE ON consent
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
