import type { Address, ClockState } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { WaitingGateways } from "./waiting-gateways.js";

/** What the clock moves: every community's trading process together. */
export interface ClockWork {
  /** Does everything due now. */
  runDue(): Promise<void>;
  /** The next instant at which time alone makes something due, or null. */
  nextDue(): Instant | null;
  /** Gateways that are enrolled and not revoked. */
  activeDevices(): Address[];
  /** Trading has an end (the clock may run) and it has not been reached. */
  isUnderWay(): boolean;
  /** Keeps market time; a restart goes on from it or from the newest recorded fact, whichever is later. */
  persist(now: Instant): Promise<void>;
  /** A gateway has come to rest. */
  onRest(): void;
  onFailure(error: unknown): void;
}

export interface ClockSettings {
  start: Instant;
  /** Null: fast-forward, as quick as the gateways acknowledge. */
  speed: number | null;
  /** Wall time; injected so that tests need no real one. */
  wallNow(): number;
}

/** How long a poll is left unanswered at most, wall ms; the gateway then asks again. */
const PATIENCE_MS = 25_000;

/** Between two recorded facts, market time is kept this often (wall ms), and at every stop. */
const PERSIST_EVERY_MS = 5_000;

/** How long a paced market waits at its start for gateways that have not come back, wall ms. */
const START_GRACE_MS = 10_000;

/**
 * Simulated market time. In fast-forward it jumps to the next instant at which a gateway or the
 * trading process has something to do, once every active gateway has come to rest; it never gives up
 * on a gateway. Paced, it runs at `speed` times wall time and waits for nobody.
 */
export class MarketClock {
  readonly gateways: WaitingGateways;
  private market: Instant;
  private anchorWall: number | null = null;
  private isTurning = false;
  private isAsked = false;
  private isStopped = false;
  private timer: NodeJS.Timeout | null = null;
  private persistedAt = 0;
  private readonly startedAt: number;

  constructor(
    private readonly settings: ClockSettings,
    private readonly work: ClockWork,
  ) {
    this.market = settings.start;
    this.startedAt = settings.wallNow();
    this.gateways = new WaitingGateways(() => {
      this.work.onRest();
      this.turn();
    });
  }

  now(): Instant {
    const { speed, wallNow } = this.settings;
    if (speed === null || this.anchorWall === null) return this.market;
    return this.market + Math.floor((wallNow() - this.anchorWall) * speed);
  }

  get state(): ClockState {
    const { speed } = this.settings;
    return {
      now: new Date(this.now()).toISOString(),
      mode: speed === null ? "fast-forward" : "paced",
      speed,
      paused: !this.work.isUnderWay(),
    };
  }

  /** A gateway's long poll: settles when market time has reached `wake`, or when patience ends. */
  async rest(device: Address, wake: Instant): Promise<void> {
    if (this.isStopped) return;
    await this.gateways.wait(device, wake, PATIENCE_MS);
  }

  /** True while the gateway is expected to post before it rests; only fast-forward waits for that. */
  isAtWork(device: Address): boolean {
    return this.settings.speed === null && this.work.isUnderWay() && !this.gateways.has(device);
  }

  /** Looks whether there is something to do; safe to call at any moment. */
  turn(): void {
    this.isAsked = true;
    if (this.isTurning || this.isStopped) return;
    this.isTurning = true;
    void this.turnWhileAsked();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.gateways.releaseAll();
    while (this.isTurning) await new Promise((resolve) => setImmediate(resolve));
    await this.work.persist(this.now());
  }

  private async turnWhileAsked(): Promise<void> {
    try {
      while (this.isAsked && !this.isStopped) {
        this.isAsked = false;
        await (this.settings.speed === null ? this.fastForward() : this.pace());
      }
    } catch (error) {
      this.work.onFailure(error);
    } finally {
      this.isTurning = false;
    }
  }

  private everyoneRests(): boolean {
    return this.work.activeDevices().every((device) => this.gateways.has(device));
  }

  private async fastForward(): Promise<void> {
    while (!this.isStopped && this.work.isUnderWay() && this.everyoneRests()) {
      await this.work.runDue();
      const next = earliest(this.gateways.nextWake(), this.work.nextDue());
      if (next === null || !this.work.isUnderWay()) return;
      if (next > this.market) {
        this.market = next;
        await this.work.runDue();
      }
      this.gateways.release(this.market);
    }
  }

  private async pace(): Promise<void> {
    if (!this.work.isUnderWay()) {
      this.market = this.now();
      this.anchorWall = null;
      return;
    }
    const { wallNow, speed } = this.settings;
    const grace = this.startedAt + START_GRACE_MS - wallNow();
    if (this.anchorWall === null) {
      if (!this.everyoneRests() && grace > 0) {
        this.schedule(grace);
        return;
      }
      this.anchorWall = wallNow();
    }
    if (wallNow() - this.persistedAt >= PERSIST_EVERY_MS) {
      this.persistedAt = wallNow();
      await this.work.persist(this.now());
    }
    await this.work.runDue();
    this.gateways.release(this.now());
    const next = earliest(this.gateways.nextWake(), this.work.nextDue());
    if (next !== null) this.schedule(Math.max(1, (next - this.now()) / (speed as number)));
  }

  private schedule(wallMs: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.turn(), Math.min(wallMs, 60_000));
  }
}

function earliest(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null) return other;
  return other === null ? one : Math.min(one, other);
}
