CREATE TABLE "scheduled_action" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"community_id" integer NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"to_address" text,
	"data" text NOT NULL,
	"gas" bigint NOT NULL,
	"due_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "scheduled_action_key" ON "scheduled_action" USING btree ("key");