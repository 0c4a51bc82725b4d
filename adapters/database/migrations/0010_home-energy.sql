CREATE TABLE "home_energy" (
	"community_id" integer NOT NULL,
	"slot" bigint NOT NULL,
	"meter" integer NOT NULL,
	"generated_ukwh" bigint NOT NULL,
	"charged_ukwh" bigint NOT NULL,
	"discharged_ukwh" bigint NOT NULL,
	"device" text NOT NULL,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "home_energy_community_id_slot_meter_pk" PRIMARY KEY("community_id","slot","meter")
);
--> statement-breakpoint
-- What a home said of itself is never changed. An erasure may delete it, since no bill and no ledger rests on it.
CREATE TRIGGER home_energy_unchanged BEFORE UPDATE ON home_energy
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
