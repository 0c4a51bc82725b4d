import { ChainError } from "./errors.js";

/** The operator's key is not where it was said to be, or is no key. */
export class OperatorKeyInvalidError extends ChainError {
  constructor(facts: { source: string; problem: string; cause?: unknown }) {
    super({
      code: "operator_key_invalid",
      retryable: false,
      message:
        `${facts.source} does not give the operator's key: ${facts.problem}. ` +
        "It must hold one private key of 32 bytes in hexadecimal.",
      cause: facts.cause,
    });
  }
}

/** Others than its owner may read or change the file with the operator's key. */
export class OperatorKeyExposedError extends ChainError {
  constructor(facts: { file: string; mode: number }) {
    super({
      code: "operator_key_exposed",
      retryable: false,
      message:
        `Others may read or change the operator's key in ${facts.file} (mode ${facts.mode.toString(8).padStart(4, "0")}). ` +
        `Run "chmod 600 ${facts.file}", and if others were on this machine, use a new key.`,
    });
  }
}

/** The external signer cannot be reached or gives no transaction; it may do so later. */
export class SignerUnavailableError extends ChainError {
  constructor(facts: { url: string; problem: string; cause?: unknown }) {
    super({
      code: "signer_unavailable",
      retryable: true,
      message:
        `The signer at ${facts.url} did not sign: ${facts.problem}. ` +
        "Start it, unlock the operator's account in it and approve what it asks.",
      cause: facts.cause,
    });
  }
}

/** The external signer signed something else than it was asked to, or with another key. Nothing was sent. */
export class SignerUntrustedError extends ChainError {
  constructor(facts: { url: string; problem: string; cause?: unknown }) {
    super({
      code: "signer_untrusted",
      retryable: false,
      message:
        `The signer at ${facts.url} signed another transaction than was asked: ${facts.problem}. ` +
        "Nothing was sent. Check its chain id, its account and who runs it.",
      cause: facts.cause,
    });
  }
}
