import type { SecretSource } from "@pumasi/crypto";
import type { OpenDatabase } from "@pumasi/database";
import type { Address, Hex, Keccak256, Signer } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import type { Logger } from "pino";
import type { CommunityState } from "./community/community-state.js";
import type { EventHub } from "./events.js";
import type { Writer } from "./writer.js";

/** What every part of the server works with. */
export interface ServerContext {
  readonly open: OpenDatabase;
  readonly writer: Writer;
  readonly keccak: Keccak256;
  readonly recover: (digest: Hex, signature: Hex) => Address | null;
  readonly secrets: SecretSource;
  /** Signs receipts; its address is on the ledger. */
  readonly receiptSigner: Signer;
  readonly chain: { readonly chainId: number; readonly operator: Address };
  readonly communities: Map<string, CommunityState>;
  readonly events: EventHub;
  readonly log: Logger;
  /** Market time in ms since 1970, UTC. */
  now(): Instant;
  /** Something was put into the ledger's outbox. */
  ledgerWork(): void;
}
