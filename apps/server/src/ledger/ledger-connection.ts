import type { BlockPlace } from "@pumasi/chain";
import type { FollowSource } from "../duties/ledger-follower.js";

/** What the rest of the server needs of a ledger, whoever runs it. */
export interface LedgerConnection {
  /** True for the node in this machine, whose blocks are made from the journal; false for a ledger that others run. */
  readonly isEmbedded: boolean;
  /** Where it answers JSON-RPC; null while it is down. May hold secrets of an external ledger: never publish it. */
  readonly rpcUrl: string | null;
  /** Follows what others do there; called when blocks have come that will stay. Set it before any work is asked for. */
  onBlocks: ((source: FollowSource) => Promise<void>) | null;
  /** What keeps the ledger from taking work, in words for people; null when nothing does. */
  readonly problem: string | null;
  /** An external ledger's newest block as last seen; null for the embedded one, whose blocks are in the database. */
  readonly head: BlockPlace | null;
  /** Gets it ready; `onProgress` tells which block has been mined again. Throws what no waiting would help. */
  start(onProgress?: (block: number) => void): Promise<void>;
  /** Asks it to look into the outbox. */
  wake(): void;
  /** Settles when the outbox has been worked off, or something stands in the way. */
  drained(): Promise<void>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}
