import { type MeterPart, type SharingRule, type SharingRuleName, WHOLE_PPM } from "@pumasi/market";
import { type Price, parseDecimal } from "@pumasi/quantities";
import { z } from "zod";
import { SharingFileInvalidError } from "./sharing-file-error.js";

const PRICE_DECIMALS = 6;
const PERCENT_DECIMALS = 4;

const PART = 'a part is "25%" (at most four decimals) or a whole number of parts per million';

/** A part of a whole: "12.5%", or 125000 parts per million. */
const part = z.union([z.number(), z.string()], { error: PART }).transform((given, context) => {
  const ppm = typeof given === "number" ? given : percentToPpm(given);
  if (ppm !== null && Number.isSafeInteger(ppm) && ppm >= 0 && ppm <= WHOLE_PPM) return ppm;
  context.addIssue({ code: "custom", message: `${PART}, from 0 to 100 %` });
  return z.NEVER;
});

function percentToPpm(text: string): number | null {
  const [, number] = /^(.+?) ?%$/.exec(text) ?? [];
  const parsed = number === undefined ? null : parseDecimal(number, PERCENT_DECIMALS);
  return parsed?.ok ? Number(parsed.value) : null;
}

const price = z.string().transform((text, context) => {
  const parsed = parseDecimal(text, PRICE_DECIMALS);
  if (parsed.ok && Number.isSafeInteger(Number(parsed.value))) return Number(parsed.value);
  context.addIssue({
    code: "custom",
    message: "a price is a decimal text of at most six decimals",
  });
  return z.NEVER;
});

const parts = z.record(z.string(), part);
const participation = parts.default({});

const SCHEMAS = {
  static: z.strictObject({ keys: parts, participation }),
  hybrid: z.strictObject({ keys: parts, participation }),
  proportional: z.strictObject({ participation }),
  priority: z.strictObject({ order: z.array(z.string()), participation }),
  matrix: z.strictObject({ matrix: z.record(z.string(), parts), participation }),
  "hourly-minimum": z.strictObject({
    participation,
    premium: z.strictObject({ price, keys: parts }).optional(),
  }),
};

/** What a keys file says: the rule, who takes part with how much, and a premium to divide. */
export interface NamedKeys {
  rule: SharingRule;
  participation: MeterPart[];
  premium: { price: Price; keys: MeterPart[] } | null;
}

/**
 * Reads a keys file for a rule; without one only the rules that need no keys can be used. Everything
 * wrong is named with its place in the file.
 */
export function readKeysFile(name: SharingRuleName, text: string | null): NamedKeys {
  if (text === null && name !== "proportional" && name !== "hourly-minimum") {
    throw new SharingFileInvalidError([`the rule ${name} needs keys: --keys keys.json`]);
  }
  const json = parseJson(text ?? "{}");
  switch (name) {
    case "static":
    case "hybrid": {
      const file = check(SCHEMAS[name], json);
      return keysFor({ rule: name, keys: toParts(file.keys) }, file.participation);
    }
    case "proportional":
      return keysFor({ rule: name }, check(SCHEMAS[name], json).participation);
    case "priority": {
      const file = check(SCHEMAS[name], json);
      return keysFor({ rule: name, order: file.order }, file.participation);
    }
    case "matrix": {
      const file = check(SCHEMAS[name], json);
      const cells = Object.entries(file.matrix).flatMap(([producer, row]) =>
        Object.entries(row).map(([consumer, ppm]) => ({ producer, consumer, ppm })),
      );
      return keysFor({ rule: name, cells }, file.participation);
    }
    case "hourly-minimum": {
      const file = check(SCHEMAS[name], json);
      const { premium } = file;
      return {
        ...keysFor({ rule: name }, file.participation),
        premium:
          premium === undefined ? null : { price: premium.price, keys: toParts(premium.keys) },
      };
    }
  }
}

function keysFor(rule: SharingRule, factors: Record<string, number>): NamedKeys {
  return { rule, participation: toParts(factors), premium: null };
}

function toParts(ppmOf: Record<string, number>): MeterPart[] {
  return Object.entries(ppmOf).map(([meter, ppm]) => ({ meter, ppm }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value) => {
      // An object cannot keep this name, and a key that vanishes would change who gets what.
      if (key === "__proto__") throw new Error('no meter can have the name "__proto__"');
      return value;
    });
  } catch (cause) {
    throw new SharingFileInvalidError([
      `the keys cannot be read as JSON: ${(cause as Error).message}`,
    ]);
  }
}

function check<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new SharingFileInvalidError(
    parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? `keys: ${message}` : `keys, ${path.join(" → ")}: ${message}`,
    ),
  );
}
