import { ChainError } from "./errors.js";

/** The node is of another chain than the one that everything was signed for. */
export class WrongChainError extends ChainError {
  constructor(facts: { url: string; expected: number; found: number }) {
    super({
      code: "wrong_chain",
      retryable: false,
      message:
        `The ledger node at ${facts.url} is of chain ${facts.found}, not ${facts.expected}. ` +
        "Give the address of a node of the right chain, or the right chain id.",
    });
  }
}

/** The operator's account has sent something that is not in the outbox; every later nonce would be wrong. */
export class ForeignTransactionError extends ChainError {
  readonly nonce: number;

  constructor(facts: { address: string; nonce: number; problem: string }) {
    super({
      code: "foreign_transaction",
      retryable: false,
      message:
        `Nonce ${facts.nonce} of the operator's account ${facts.address} was used outside this server: ${facts.problem}. ` +
        "Nothing more is sent. The key must be this server's alone: begin with a fresh account, or restore the database that sent it.",
    });
    this.nonce = facts.nonce;
  }
}

/** A block that was taken as confirmed is not on the chain any more. */
export class ConfirmedBlockGoneError extends ChainError {
  readonly blockNumber: number;

  constructor(facts: { number: number; journalled: string; found: string }) {
    super({
      code: "confirmed_block_gone",
      retryable: false,
      message:
        `Block ${facts.number} was confirmed as ${facts.journalled} and is now ${facts.found}: the chain was rewritten ` +
        "deeper than the confirmations that were asked, or it is another chain. Nothing more is sent. " +
        "Ask who runs the chain; require more confirmations.",
    });
    this.blockNumber = facts.number;
  }
}

/** The node has not yet got to where the journal is; it is still reading the chain. */
export class LedgerBehindError extends ChainError {
  constructor(facts: { url: string; head: number; problem: string }) {
    super({
      code: "ledger_behind",
      retryable: true,
      message: `The ledger node at ${facts.url} is behind, at block ${facts.head}: ${facts.problem}. Wait until it has caught up, or use another one.`,
    });
  }
}

/** The operator's account cannot pay for what is to be sent. */
export class InsufficientFundsError extends ChainError {
  constructor(facts: { address: string; nonce: number; reason: string }) {
    super({
      code: "insufficient_funds",
      retryable: true,
      message:
        `The operator's account ${facts.address} cannot pay for its transaction ${facts.nonce}: ${facts.reason}. ` +
        "Send it funds; what waits is sent by itself then.",
    });
  }
}

/** A transaction is not taken into a block at the highest price that may be paid. */
export class FeeCapReachedError extends ChainError {
  constructor(facts: { nonce: number; cap: bigint; wanted: bigint }) {
    super({
      code: "fee_cap_reached",
      retryable: true,
      message:
        `Transaction ${facts.nonce} waits: the ledger asks ${facts.wanted} per unit of gas, and at most ${facts.cap} may be paid. ` +
        "Raise --ledger-max-fee, or wait until the price falls.",
    });
  }
}

/** The node does not take a transaction, for a reason of its own. */
export class TransactionNotTakenError extends ChainError {
  readonly nonce: number;

  constructor(facts: { nonce: number; reason: string }) {
    super({
      code: "transaction_not_taken",
      retryable: true,
      message:
        `The ledger node does not take transaction ${facts.nonce}: ${facts.reason}. ` +
        "It is sent again; look into the node's settings if that goes on.",
    });
    this.nonce = facts.nonce;
  }
}
