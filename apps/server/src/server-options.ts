import type { Logger } from "pino";
import type { RateLimits } from "./http/rate-limits.js";
import type { ExternalLedgerOptions } from "./ledger/external-ledger-options.js";

export interface ServerOptions {
  /** Where everything is kept. */
  data: string;
  port: number;
  /** Null: fast-forward. */
  speed: number | null;
  /** First market instant, ms; only used at the first start. */
  start: number | null;
  /** Derives keys, codes and salts; simulations only. */
  seed: string | null;
  /** A PostgreSQL server instead of the embedded database. */
  databaseUrl: string | null;
  /** The built web page's folder. */
  web: string | null;
  /** Hold market time once so many settlement periods are paid; null: go on to the end. */
  periods: number | null;
  /** Only serve what is there: no orders, no clock, no new blocks. */
  isReadOnly: boolean;
  /** A ledger that others run instead of the embedded node; market time is then real time. */
  externalLedger: ExternalLedgerOptions | null;
  /** How often one client may ask; null: as often as it likes, absent: the defaults. In fast-forward nothing is limited. */
  rateLimits?: RateLimits | null;
  /** The address that people open; null: localhost at the server's port. */
  publicUrl?: string | null;
  /** Whether visitors may sign in as any household, an operator or an auditor, without a passkey. */
  hasDemoPeople?: boolean;
  /** Origins of ledger nodes that the page may ask besides this server's. */
  pageNodes?: readonly string[];
  log: Logger;
  onProgress(message: string): void;
  /** The trading process failed; the process must end, and its next start goes on from what is written. */
  onFatal(): void;
}
