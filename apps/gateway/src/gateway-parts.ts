import type { DeviceClient } from "@pumasi/client";
import type { HomeEnergy, MeterRegisters, ProfileEntry } from "@pumasi/devices";
import type { RecoverSigner, Signer, TypedData } from "@pumasi/protocol";
import type { Instant, Slot } from "@pumasi/quantities";
import type { Logger } from "pino";
import type { Complaints } from "./complaints.js";
import type { InboxPlacer } from "./inbox-placer.js";
import type { OrderJournal } from "./order-journal.js";
import type { ReadingProgress } from "./reading-progress.js";
import type { HomeEnergyReporter } from "./report-home-energy.js";
import type { LocalHour } from "./same-hour-slots.js";

/** The part of the server's API that a gateway uses. */
export type GatewayApi = Pick<
  DeviceClient,
  "clock" | "community" | "device" | "enrol" | "postHomeEnergy" | "postOrders" | "postReadings"
>;

/** A meter as a gateway sees it: what it has measured up to `now`, and nothing later. */
export interface Meter {
  registersAt(instant: Instant, now: Instant): MeterRegisters;
  homeEnergyIn(slot: Slot, now: Instant): HomeEnergy;
  profile(fromSlot: Slot, untilSlot: Slot, now: Instant): ProfileEntry[];
}

/** What a running gateway is made of; tests put their own in. */
export interface GatewayParts {
  api: GatewayApi;
  /** The community's short name. */
  community: string;
  signer: Signer;
  typed: TypedData;
  recover: RecoverSigner;
  meter: Meter;
  localHour: LocalHour;
  journal: OrderJournal;
  /** Null where the gateway was given no ledger to turn to. */
  inbox: InboxPlacer | null;
  homeEnergy: HomeEnergyReporter;
  progress: ReadingProgress;
  complaints: Complaints;
  log: Logger;
}

/** Orders or readings in one request; the server takes at most 1000. */
export const BATCH_SIZE = 500;
