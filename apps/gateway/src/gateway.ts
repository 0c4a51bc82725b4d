import { firstOpenSlot } from "@pumasi/market";
import type { ClockState, CommunityDescription, DeviceSettings } from "@pumasi/protocol";
import { type Instant, type Slot, slotAt } from "@pumasi/quantities";
import {
  type CommunityTerms,
  type DeviceTerms,
  readCommunityTerms,
  readDeviceTerms,
} from "./community-terms.js";
import { askSettings } from "./enrol-device.js";
import type { GatewayParts } from "./gateway-parts.js";
import { checkSameCommunity } from "./pin-community.js";
import { journalNewOrders, placeOrders } from "./place-orders.js";
import { isInboxTime, isRevoked, nextWake, type Situation } from "./plan.js";
import { reportReadings } from "./report-readings.js";

/** What to do after a tick: sleep until the market instant `wake` (ms), or stop for good. */
export type TickResult =
  | { state: "running"; wake: Instant }
  | { state: "revoked"; untilSlot: Slot };

/** In fast-forward settings are asked for again, and state is saved, once in so many slots. */
const SLOTS_BETWEEN_ROUNDS = 24;

/** Refused readings older than this many days are of no use to a forecast. */
const FORGET_AFTER_DAYS = 9;

/**
 * One household's controller. It knows what it has done; when it acts is the loop's business. A tick
 * may fail at any point and be repeated: nothing is lost and nothing counts twice.
 */
export class Gateway {
  private community: CommunityTerms;
  private device: DeviceTerms;
  private refreshedIn: Slot;
  private savedIn: Slot;
  private hasOldSettings = false;

  constructor(
    private readonly parts: GatewayParts,
    private readonly description: CommunityDescription,
    settings: DeviceSettings,
    now: Instant,
  ) {
    this.community = readCommunityTerms(description);
    this.device = readDeviceTerms(settings);
    this.refreshedIn = slotAt(now, description.slotSeconds);
    this.savedIn = this.refreshedIn;
  }

  /** Does everything that is due at the clock's instant. Throws what the API and the meter throw. */
  async tick(clock: Pick<ClockState, "now" | "mode">): Promise<TickResult> {
    const now = Date.parse(clock.now);
    const slot = slotAt(now, this.description.slotSeconds);
    if (this.isRefreshDue(slot, clock.mode)) await this.refresh(slot);
    const readingsTaken = await reportReadings(this.parts, this.situation(now));
    if (isRevoked(this.situation(now)) && this.device.untilSlot !== null) {
      return { state: "revoked", untilSlot: this.device.untilSlot };
    }
    const ordersTaken = await placeOrders(this.parts, this.situation(now));
    // A refusal may mean that the device was revoked or the rules were changed.
    if (!readingsTaken || !ordersTaken) this.hasOldSettings = true;
    if (slot - this.savedIn >= SLOTS_BETWEEN_ROUNDS) this.save(now, slot);
    const visit = (await this.parts.inbox?.placeDue(now, this.community)) ?? null;
    const wake = nextWake(now, this.community);
    return { state: "running", wake: visit === null ? wake : Math.min(wake, visit) };
  }

  /**
   * What is left to do when a tick failed, or the server does not even tell the time: orders without a receipt whose gate
   * closes soon go into the ledger's inbox. In a paced market those are signed first that the tick did not come to; in
   * fast-forward the market waits for this gateway. Throws only bugs.
   */
  async placeWithoutServer(clock: Pick<ClockState, "now" | "mode">): Promise<void> {
    const { inbox } = this.parts;
    if (inbox === null) return;
    const now = Date.parse(clock.now);
    const { community } = this;
    if (clock.mode === "paced") {
      const isDue = (slot: Slot) => isInboxTime(slot, now, community);
      journalNewOrders(this.parts, this.situation(now), isDue);
    }
    await inbox.placeDue(now, community);
  }

  /** Saves what is known and closes the files. */
  close(): void {
    const { progress, journal, complaints, inbox } = this.parts;
    progress.save(this.forgetBefore(this.savedIn));
    journal.close();
    inbox?.close();
    complaints.close();
  }

  private situation(now: Instant): Situation {
    const { community, device } = this;
    return { now, community, device, acknowledgedThrough: this.parts.progress.acknowledgedThrough };
  }

  /** A paced market leaves time to ask in every slot; fast-forward only now and then. */
  private isRefreshDue(slot: Slot, mode: ClockState["mode"]): boolean {
    const age = slot - this.refreshedIn;
    return this.hasOldSettings || age >= (mode === "paced" ? 1 : SLOTS_BETWEEN_ROUNDS);
  }

  private async refresh(slot: Slot): Promise<void> {
    const { api, community } = this.parts;
    const description = await api.community(community);
    checkSameCommunity(this.description, description);
    this.device = readDeviceTerms(await askSettings(this.parts));
    this.community = readCommunityTerms(description);
    this.refreshedIn = slot;
    this.hasOldSettings = false;
  }

  private save(now: Instant, slot: Slot): void {
    this.parts.progress.save(this.forgetBefore(slot));
    this.parts.journal.archiveBefore(firstOpenSlot(now, this.community.calendar));
    this.savedIn = slot;
  }

  private forgetBefore(slot: Slot): Slot {
    return slot - (FORGET_AFTER_DAYS * 86_400) / this.description.slotSeconds;
  }
}
