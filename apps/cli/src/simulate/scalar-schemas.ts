import { checkTariff } from "@pumasi/market";
import { parseAmount, parseKwh, parsePrice } from "@pumasi/quantities";
import { z } from "zod";

/**
 * What a scenario's single values may be. YAML is read with every scalar as its text, so that "0.30"
 * is exact and never a floating-point number.
 */

/** An object that names what it allows when it is given anything else. */
export function strict<S extends z.ZodRawShape>(shape: S) {
  const allowed = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") {
        return `there is no ${(issue.keys ?? []).map((key) => `"${key}"`).join(", ")} here; allowed are ${allowed}`;
      }
      return issue.input === undefined ? "is missing" : `must be a mapping of ${allowed}`;
    },
  });
}

/** A text that is not empty and not endless. */
export const text = z
  .string({ error: (issue) => (issue.input === undefined ? "is missing" : "must be a text") })
  .trim()
  .min(1, "must not be empty")
  .max(4000, "must not be longer than 4,000 characters");

/** A name, short enough for a table. */
export const nameText = text.pipe(z.string().max(60, "must not be longer than 60 characters"));

/** One of a few words. */
export function word<const W extends readonly [string, ...string[]]>(words: W) {
  return z.enum(words, {
    error: (issue) => `${found(issue.input)}; allowed are ${words.join(", ")}`,
  });
}

function parsed<T>(parse: (text: string) => T | null, must: string) {
  return z
    .string({ error: (issue) => `${found(issue.input)}; it must be ${must}` })
    .transform((input, context): T => {
      const value = parse(input.trim());
      if (value !== null) return value;
      context.addIssue({ code: "custom", message: `is "${input}", but must be ${must}` });
      return z.NEVER;
    });
}

function found(input: unknown): string {
  if (input === undefined) return "is missing";
  return typeof input === "string" ? `is "${input}"` : "is not a single value";
}

const kwhWithin = (most: number) => (input: string) => {
  const result = parseKwh(input);
  return result.ok && result.value >= 0 && result.value <= most * 1e6 ? result.value : null;
};

/** kWh into 10^-6 kWh, or kW into 10^-6 kWh an hour. */
export const kwh = (most: number, unit: "kWh" | "kW" = "kWh") =>
  parsed(
    kwhWithin(most),
    `${unit} from 0 to ${most.toLocaleString("en")} with at most six decimals`,
  );

/** Installed kW into W. */
export const peakKw = parsed((input) => {
  const value = kwhWithin(100_000)(input);
  return value !== null && value % 1000 === 0 ? value / 1000 : null;
}, "kW from 0 to 100,000 with at most three decimals");

/** Currency per kWh into 10^-6. */
export const price = parsed((input) => {
  const result = parsePrice(input);
  const tariff = {
    retailPrice: result.ok ? result.value : 0,
    feedInPrice: 0,
    buyerFee: 0,
    sellerFee: 0,
  };
  return result.ok && checkTariff(tariff).ok ? result.value : null;
}, "a price in currency per kWh with at most six decimals, such as 0.30");

/** A fee: a price that is not below zero. */
export const fee = price.refine((value) => value >= 0, "must not be below zero");

/** Currency into 10^-12. */
export const amount = parsed((input) => {
  const result = parseAmount(input);
  return result.ok && result.value >= 0n ? result.value : null;
}, "an amount of money of at least 0 with at most twelve decimals");

/** A part from 0 to 1 into parts per million. */
export const part = parsed(kwhWithin(1), "a part from 0 to 1 with at most six decimals");

/** A whole number. */
export const whole = (least: number, most: number) =>
  parsed(
    (input) => {
      const value = /^-?\d{1,9}$/.test(input) ? Number(input) : Number.NaN;
      return value >= least && value <= most ? value : null;
    },
    `a whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`,
  );

/** Degrees. */
export const degrees = (most: number) =>
  parsed((input) => {
    const value = /^-?\d{1,3}(\.\d{1,6})?$/.test(input) ? Number(input) : Number.NaN;
    return Math.abs(value) <= most ? value : null;
  }, `degrees from -${most} to ${most}`);

/** "07:30" into minutes of the day. */
export const timeOfDay = parsed((input) => {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(input);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}, "a time of day from 00:00 to 23:59");

/** An instant with its offset from UTC into milliseconds. */
export const instant = parsed((input) => {
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(input);
  const value = isInstant ? Date.parse(input) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}, "an instant such as 2025-06-01T00:00:00+02:00");

/** "true" or "false". */
export const yesOrNo = word(["true", "false"]).transform((input) => input === "true");

/** One value, or the two between which every home draws its own. */
export function range(value: z.ZodType<number, string>) {
  return z
    .union([value.transform((one) => [one, one]), z.array(value).length(2)], {
      error: "must be one value or two as [lowest, highest], each within what is allowed here",
    })
    .transform((ends, context) => {
      const [low = 0, high = 0] = ends;
      if (low > high)
        context.addIssue({ code: "custom", message: "must have the lower value first" });
      return { low, high };
    });
}
