/** The device is not enrolled and there is no code to enrol it with. */
export class EnrolmentCodeMissingError extends Error {
  readonly code = "enrolment_code_missing";
  readonly retryable = false;

  constructor(file: string | undefined, options?: ErrorOptions) {
    super(
      file === undefined
        ? "This device is not enrolled yet: give the enrolment link of its member (--enrolment-link) or the file with the one-time code (--code-file)."
        : `This device is not enrolled yet and the file ${file} holds no enrolment code: ask the operator for a new one.`,
      options,
    );
    this.name = "EnrolmentCodeMissingError";
  }
}

/** DIR/device.key is not a private key; it is never replaced, because the old one is enrolled. */
export class DeviceKeyInvalidError extends Error {
  readonly code = "device_key_invalid";
  readonly retryable = false;

  constructor(file: string) {
    super(
      `${file} is not a device key. Restore it from a backup, or move it away and enrol again with a new code.`,
    );
    this.name = "DeviceKeyInvalidError";
  }
}

/** The key file for the ledger's transactions is not a private key that only its owner may read. */
export class LedgerKeyInvalidError extends Error {
  readonly code = "ledger_key_invalid";
  readonly retryable = false;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(
      `${file} does not give a key for the ledger's transactions: ${problem}. It must hold one private key, 0x and 64 hexadecimal digits, and be its owner's alone (chmod 600).`,
      options,
    );
    this.name = "LedgerKeyInvalidError";
  }
}

/** The device signs on P-256, and the ledger's transactions are signed on secp256k1. */
export class LedgerKeyMissingError extends Error {
  readonly code = "ledger_key_missing";
  readonly retryable = false;

  constructor() {
    super(
      "This device's key is on P-256 and cannot sign transactions of the ledger: name a file with another key (--ledger-key-file).",
    );
    this.name = "LedgerKeyMissingError";
  }
}

/** A line in the middle of a journal cannot be read: more than a half-written end is damaged. */
export class JournalCorruptError extends Error {
  readonly code = "journal_corrupt";
  readonly retryable = false;

  constructor(file: string, line: number, options?: ErrorOptions) {
    super(
      `${file} is damaged at line ${line}. Move it away: the server keeps every order it has given a receipt for.`,
      options,
    );
    this.name = "JournalCorruptError";
  }
}

/** The server describes the community with a value that cannot be read, such as seven decimals. */
export class CommunityInvalidError extends Error {
  readonly code = "community_invalid";
  readonly retryable = false;

  constructor(field: string, value: string) {
    super(`The server says ${field} is ${JSON.stringify(value)}, which this gateway cannot read.`);
    this.name = "CommunityInvalidError";
  }
}

/** The community's contract, receipt key, slot length or time zone is not the one this device enrolled in. */
export class CommunityChangedError extends Error {
  readonly code = "community_changed";
  readonly retryable = false;

  constructor(field: string, enrolled: string, now: string) {
    super(
      `The server now says that the community's ${field} is ${now}; this device enrolled with ${enrolled}. It signs nothing until the operator has explained that.`,
    );
    this.name = "CommunityChangedError";
  }
}

/** The server answered a batch with another number of outcomes than it was sent items. */
export class OutcomeCountMismatchError extends Error {
  readonly code = "outcome_count_mismatch";
  readonly retryable = true;

  constructor(sent: number, answered: number) {
    super(`The server answered ${answered} outcomes to ${sent} items; they will be sent again.`);
    this.name = "OutcomeCountMismatchError";
  }
}
