/** What every failure of the ledger's adapter says: a stable code and whether trying again can help. */
interface ChainFailure {
  readonly code: string;
  readonly retryable: boolean;
  readonly message: string;
  readonly cause?: unknown;
}

/** A failure outside this process that has to do with the ledger; `retryable` is decided where it is made. */
export class ChainError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(failure: ChainFailure) {
    super(failure.message, failure.cause === undefined ? {} : { cause: failure.cause });
    this.name = new.target.name;
    this.code = failure.code;
    this.retryable = failure.retryable;
  }
}

/** There is no anvil to start: neither npm's, nor a named one, nor one on the PATH. */
export class AnvilMissingError extends ChainError {
  constructor(facts: { platform: string; named: string | null }) {
    const what =
      facts.named === null
        ? `There is no anvil for ${facts.platform}: npm has none and none is on the PATH.`
        : `PUMASI_ANVIL names "${facts.named}", which is not there.`;
    super({
      code: "anvil_missing",
      retryable: false,
      message: `${what} Install Foundry (https://getfoundry.sh) or set PUMASI_ANVIL to anvil's path.`,
    });
  }
}

/** The embedded node's process is not running or does not answer; starting it again restores it. */
export class EmbeddedNodeDownError extends ChainError {
  constructor(facts: { reason: string; retryable?: boolean; cause?: unknown }) {
    super({
      code: "embedded_node_down",
      retryable: facts.retryable ?? true,
      message: `The embedded ledger node is down: ${facts.reason}. Start it again from its journal.`,
      cause: facts.cause,
    });
  }
}

/** A block mined anew has another hash than the journal says; the journal or the snapshot was altered. */
export class BlockHashMismatchError extends ChainError {
  readonly blockNumber: number;

  constructor(facts: { number: number; journalled: string; mined: string }) {
    super({
      code: "block_hash_mismatch",
      retryable: false,
      message:
        `Block ${facts.number} came out as ${facts.mined}, but the journal says ${facts.journalled}. ` +
        "Restore the database and the node's folder from one backup.",
    });
    this.blockNumber = facts.number;
  }
}

/** A block does not hold exactly the transactions it was journalled with, or not at its place. */
export class BlockContentError extends ChainError {
  readonly blockNumber: number;

  constructor(facts: { number: number; problem: string }) {
    super({
      code: "block_content_mismatch",
      retryable: false,
      message: `Block ${facts.number} is not what was journalled: ${facts.problem}.`,
    });
    this.blockNumber = facts.number;
  }
}

/** A transaction cannot go into the block, and nothing was mined; the planned block must be dropped. */
export class TransactionRefusedError extends ChainError {
  readonly position: number;
  readonly reason: string;

  constructor(facts: { number: number; position: number; reason: string }) {
    super({
      code: "transaction_refused",
      retryable: false,
      message:
        `Transaction ${facts.position} of planned block ${facts.number} was refused: ${facts.reason}. ` +
        "Nothing was mined.",
    });
    this.position = facts.position;
    this.reason = facts.reason;
  }
}

/** The node answered a call with an error of its own. */
export class RpcRefusedError extends ChainError {
  readonly rpcCode: number;
  /** What the node added; for a revert the contract's answer. */
  readonly data: unknown;

  constructor(facts: { method: string; rpcCode: number; rpcMessage: string; data?: unknown }) {
    super({
      code: "rpc_refused",
      retryable: false,
      message: `The ledger node refused ${facts.method}: ${facts.rpcMessage} (${facts.rpcCode}).`,
    });
    this.rpcCode = facts.rpcCode;
    this.data = facts.data;
  }
}

/** The node cannot be reached or does not speak JSON-RPC. */
export class RpcUnreachableError extends ChainError {
  constructor(facts: { url: string; problem: string; cause?: unknown }) {
    super({
      code: "rpc_unreachable",
      retryable: true,
      message: `The ledger node at ${facts.url} does not answer: ${facts.problem}.`,
      cause: facts.cause,
    });
  }
}

/** What the ledger's events say and what its storage says differ, or the wrong ledger was asked. */
export class LedgerInconsistentError extends ChainError {
  constructor(facts: { problem: string }) {
    super({
      code: "ledger_inconsistent",
      retryable: false,
      message: `The ledger contradicts itself: ${facts.problem}.`,
    });
  }
}

/** The ledger moved on at every attempt to read it at one moment; trying again may help. */
export class LedgerMovingError extends ChainError {
  constructor(facts: { attempts: number }) {
    super({
      code: "ledger_moving",
      retryable: true,
      message: `The ledger got new blocks during each of ${facts.attempts} readings. Read it again.`,
    });
  }
}

/** A challenge was not taken; nothing was undone. */
export class ChallengeFailedError extends ChainError {
  constructor(facts: { problem: string }) {
    super({
      code: "challenge_failed",
      retryable: true,
      message: `The challenge was not made: ${facts.problem}. Run \`pumasi verify\` again; the slot may be final, or changed meanwhile.`,
    });
  }
}
