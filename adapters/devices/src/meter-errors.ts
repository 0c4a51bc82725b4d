/** A home's file cannot be read, or a row of it is not two non-negative decimals in kWh. */
export class MeterFileInvalidError extends Error {
  readonly code = "meter_file_invalid";
  readonly retryable = false;

  constructor(
    readonly file: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(
      `The home's file ${file} cannot be used: ${problem}. It needs the header load_kwh,pv_kwh and one row an hour.`,
      options,
    );
    this.name = "MeterFileInvalidError";
  }
}

/** The recorded meter was asked to work in slots that its rows cannot be cut into. */
export class MeterSlotLengthUnsupportedError extends Error {
  readonly code = "meter_slot_length_unsupported";
  readonly retryable = false;

  constructor(readonly slotSeconds: number) {
    super(
      `A recorded meter has hourly rows and cannot serve slots of ${slotSeconds} s: use a community with slots of 3600 s.`,
    );
    this.name = "MeterSlotLengthUnsupportedError";
  }
}

/** An instant after the last recorded row: the recording is over and nothing may be invented. */
export class MeterExhaustedError extends Error {
  readonly code = "meter_exhausted";
  readonly retryable = false;

  constructor(readonly lastInstant: number) {
    super(
      `The meter's recording ends at ${new Date(lastInstant).toISOString()}; there is no reading after it.`,
    );
    this.name = "MeterExhaustedError";
  }
}

/** An instant before the first recorded row, when this meter did not exist. */
export class MeterNotInstalledError extends Error {
  readonly code = "meter_not_installed";
  readonly retryable = false;

  constructor(readonly firstInstant: number) {
    super(
      `The meter's recording starts at ${new Date(firstInstant).toISOString()}; there is no reading before it. Check --first-row and the community's first slot.`,
    );
    this.name = "MeterNotInstalledError";
  }
}

/** An instant that market time has not reached: a meter cannot look into the future. */
export class MeterNotYetMeasuredError extends Error {
  readonly code = "meter_not_yet_measured";
  readonly retryable = true;

  constructor(
    readonly instant: number,
    readonly now: number,
  ) {
    super(
      `The meter was asked for ${new Date(instant).toISOString()} at ${new Date(now).toISOString()}: it has not measured that yet.`,
    );
    this.name = "MeterNotYetMeasuredError";
  }
}
