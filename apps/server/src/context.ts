import type { SecretSource } from "@pumasi/crypto";
import type { OpenDatabase } from "@pumasi/database";
import type { Address, Keccak256, RecoverSigner, Signer, VerifyP256 } from "@pumasi/protocol";
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
  readonly recover: RecoverSigner;
  readonly verifyP256: VerifyP256;
  readonly secrets: SecretSource;
  /** Signs receipts; its address is on the ledger. */
  readonly receiptSigner: Signer;
  readonly chain: {
    readonly chainId: number;
    readonly operator: Address;
    /** True for the node in this machine, whose blocks are made from the journal. */
    readonly isEmbedded: boolean;
  };
  readonly communities: Map<string, CommunityState>;
  readonly events: EventHub;
  readonly log: Logger;
  /** Market time in ms since 1970, UTC. */
  now(): Instant;
  /** Something was put into the ledger's outbox. */
  ledgerWork(): void;
}
