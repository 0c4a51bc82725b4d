import type { AccountKind, CommunityContracts, tables } from "@pumasi/database";
import type { MarketRules, SlotCalendar, Tariff } from "@pumasi/market";
import { isValidIn, rulesAt } from "@pumasi/market";
import type { Address, Hex, P256Point, TypedData } from "@pumasi/protocol";
import { assert, type Instant, type LedgerUnits, type LocalPeriod } from "@pumasi/quantities";

export interface AccountState {
  account: number;
  kind: AccountKind;
  pseudonym: Hex;
  creditLimit: LedgerUnits;
  /** Booked by settlements and payments; the ledger follows. Plus: the community owes the account. */
  balance: LedgerUnits;
}

export interface MeterState {
  meter: number;
  account: number;
  pod: string;
  /** The first slot it is metered in; null until its first gateway enrols. */
  fromSlot: number | null;
  /** The first slot in which its household is no member any more; null without an end. */
  untilSlot: number | null;
}

export interface DeviceState {
  device: Address;
  /** Its public key where it signs on P-256; null on secp256k1. */
  p256: P256Point | null;
  account: number;
  meter: number;
  fromSlot: number;
  untilSlot: number | null;
  /** When its key was taken away; null also where it only ends with its membership, until when it orders on. */
  revokedAt: Instant | null;
}

/** What the server knows of one community between requests; the database holds all of it. */
export class CommunityState implements SlotCalendar {
  readonly accounts = new Map<number, AccountState>();
  readonly meters = new Map<number, MeterState>();
  readonly devices = new Map<Address, DeviceState>();
  readonly rules: MarketRules[] = [];
  /** Each meter's newest accepted reading. */
  readonly newestReadings = new Map<number, typeof tables.reading.$inferSelect>();
  untilSlot: number | null;
  /** The next slot whose book will close. */
  nextToClose: number;
  /** The next slot that will be metered. */
  nextToMeter: number;
  /** The next slot that will be final. */
  nextToFinish: number;
  /** The next settlement period and its first slot. */
  nextPeriod = 0;
  periodFrom: number;
  /** When slots that are metered and not final yet were metered last, market ms. */
  readonly meteredAt = new Map<number, number>();
  /** When the next action that waits for a window may enter the outbox, market ms; null when none waits. */
  nextScheduledAt: number | null = null;
  /** Slots that went back on the ledger and were not recorded anew, with the stage that they went back to. */
  readonly setBack = new Map<number, "booked" | "cleared" | "grid" | "skipped">();
  /** Whether demands are open, or a setback waits to be looked at. */
  hasDuties = false;
  /** Metered slots that a late reading has changed. */
  readonly corrected = new Set<number>();

  constructor(
    readonly id: number,
    readonly slug: string,
    readonly name: string,
    readonly currency: string,
    readonly timeZone: string,
    readonly slotSeconds: number,
    readonly gateClosureSeconds: number,
    readonly challengeWindowSeconds: number,
    readonly settlementPeriod: LocalPeriod,
    readonly firstSlot: number,
    untilSlot: number | null,
    readonly openData: boolean,
    readonly contracts: CommunityContracts,
    readonly receiptSigner: Address,
    readonly typedData: TypedData,
  ) {
    this.untilSlot = untilSlot;
    this.nextToClose = firstSlot;
    this.nextToMeter = firstSlot;
    this.nextToFinish = firstSlot;
    this.periodFrom = firstSlot;
  }

  /** The rules of a slot; every slot that is traded has some. */
  rulesOf(slot: number): MarketRules {
    const rules = rulesAt(this.rules, slot);
    assert(rules !== null, "rules hold from the first slot on");
    return rules;
  }

  tariffOf(slot: number): (account: number) => Tariff {
    const { tariff } = this.rulesOf(slot);
    return () => tariff;
  }

  /** The slot after the last one that is traded; no end is as far as a slot number goes. */
  get end(): number {
    return this.untilSlot ?? 0xffff_ffff;
  }

  /** Takes note of an action that was scheduled, after its transaction was committed. */
  expectScheduled(dueAt: number): void {
    this.nextScheduledAt = Math.min(this.nextScheduledAt ?? dueAt, dueAt);
  }

  /** Meters that have begun by the slot, ascending; those whose membership has ended are metered, as nothing, ever after. */
  metersIn(slot: number): MeterState[] {
    return [...this.meters.values()].filter(
      ({ fromSlot }) => fromSlot !== null && fromSlot <= slot,
    );
  }

  /** Meters whose households are members in the slot: whose readings are waited for. */
  metersReadIn(slot: number): MeterState[] {
    return [...this.meters.values()].filter(
      ({ fromSlot, untilSlot }) => fromSlot !== null && isValidIn(slot, { fromSlot, untilSlot }),
    );
  }

  /** The meter of a member's account; none of a system account. */
  meterOf(account: number): MeterState | undefined {
    return [...this.meters.values()].find((meter) => meter.account === account);
  }

  /** The key that a device signs with, by which its signatures are checked. */
  keyOf(device: Address): Pick<DeviceState, "device" | "p256"> {
    return { device, p256: this.devices.get(device)?.p256 ?? null };
  }

  /** Devices that are enrolled, not revoked, and have a book to order in before their membership ends. */
  activeDevices(): DeviceState[] {
    return [...this.devices.values()].filter(
      ({ untilSlot, revokedAt }) =>
        untilSlot === null || (revokedAt === null && untilSlot > this.nextToClose),
    );
  }
}
