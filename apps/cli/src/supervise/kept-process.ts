import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

export interface KeptProcessSettings {
  name: string;
  program: string;
  args: readonly string[];
  logFile: string;
  onMessage?(message: unknown): void;
  onStart?(name: string, pid: number): void;
  onRestart?(name: string): void;
  /** Exit codes after which it is not started again. */
  finalCodes?: readonly number[];
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A process that ran this long was healthy; its next restart is immediate again. */
const HEALTHY_MS = 10_000;
const STOP_PATIENCE_MS = 15_000;

/**
 * One of our processes, started again whenever it ends unasked. It has its own process group, so that
 * a terminal's Ctrl-C reaches only the supervisor, and a channel whose end tells it that the
 * supervisor is gone.
 */
export class KeptProcess {
  private child: ChildProcess | null = null;
  private isStopping = false;
  private pause = FIRST_PAUSE_MS;
  private restart: NodeJS.Timeout | null = null;

  constructor(private readonly settings: KeptProcessSettings) {}

  start(): void {
    const { program, args, logFile, onMessage } = this.settings;
    const log = openSync(logFile, "a");
    const startedAt = performance.now();
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ["ignore", log, log, "ipc"],
      detached: true,
    });
    closeSync(log);
    this.child = child;
    if (child.pid !== undefined) this.settings.onStart?.(this.settings.name, child.pid);
    if (onMessage !== undefined) child.on("message", onMessage);
    child.on("exit", (code) => this.ended(code, performance.now() - startedAt));
  }

  /** Asks it to stop and waits; after a while it is killed. */
  async stop(): Promise<void> {
    this.isStopping = true;
    if (this.restart !== null) clearTimeout(this.restart);
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
      child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill("SIGTERM");
    });
  }

  private ended(code: number | null, ranMs: number): void {
    if (this.isStopping || this.settings.finalCodes?.includes(code ?? -1) === true) return;
    this.pause = ranMs > HEALTHY_MS ? FIRST_PAUSE_MS : Math.min(this.pause * 2, LONGEST_PAUSE_MS);
    this.settings.onRestart?.(this.settings.name);
    this.restart = setTimeout(() => this.start(), this.pause);
  }
}
