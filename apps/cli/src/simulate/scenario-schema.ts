import { isTimeZone } from "@pumasi/quantities";
import { z } from "zod";
import { marketSchema } from "./market-schema.js";
import {
  amount,
  degrees,
  fee,
  instant,
  kwh,
  nameText,
  part,
  peakKw,
  price,
  range,
  strict,
  text,
  timeOfDay,
  whole,
  word,
  yesOrNo,
} from "./scalar-schemas.js";

/** The longest period, days: ten years. */
const MOST_DAYS = 3660;
/** The largest group of homes. */
const MOST_HOMES = 200_000;
/** The most that one home's battery, charger or year may be, so that sums stay exact. */
const MOST_STORED_KWH = 9000;
const MOST_YEAR_KWH = 10_000_000;

const bands = z
  .array(strict({ from: timeOfDay, price, days: word(["all", "weekdays", "weekends"]).optional() }))
  .min(1, "needs a band")
  .transform((list, context) => {
    const sorted = list.map((band) => ({
      fromMinute: band.from,
      price: band.price,
      days: band.days ?? ("all" as const),
    }));
    for (const kind of ["weekdays", "weekends"] as const) {
      const other = kind === "weekdays" ? "weekends" : "weekdays";
      const first = sorted.find(({ days }) => days !== other);
      if (first?.fromMinute !== 0) {
        context.addIssue({ code: "custom", message: `has no price from 00:00 on ${kind}` });
      }
    }
    const isAscending = sorted.every(
      ({ fromMinute }, index) => fromMinute >= (sorted[index - 1]?.fromMinute ?? 0),
    );
    if (!isAscending) {
      context.addIssue({ code: "custom", message: "must list its bands by time, earliest first" });
    }
    return sorted;
  });

/** One price at all times, or bands by time of use. */
const priceOrBands = z.unknown().transform((input, context) => {
  if (Array.isArray(input)) return pass(bands, input, context) ?? [];
  const one = pass(price, input, context) ?? 0;
  return [{ fromMinute: 0, days: "all" as const, price: one }];
});

/** Parses with another schema and reports its issues as one's own. */
function pass<T>(
  schema: z.ZodType<T, unknown>,
  input: unknown,
  context: z.RefinementCtx,
): T | undefined {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  for (const { message, path } of result.error.issues) {
    context.addIssue({ code: "custom", message, path });
  }
  return undefined;
}

const tariffSchema = strict({
  name: nameText,
  retail: priceOrBands,
  "feed-in": priceOrBands,
  "buyer-fee": fee.optional(),
  "seller-fee": fee.optional(),
  "daily-charge": amount.optional(),
});

const batteryShape = {
  power: kwh(MOST_STORED_KWH, "kW"),
  "round-trip": part.refine((value) => value > 0, "must be above zero"),
  "at-start": part.optional(),
  strategy: word(["self-consumption"]),
};

const vehicleShape = {
  energy: range(kwh(MOST_STORED_KWH)),
  power: kwh(MOST_STORED_KWH, "kW"),
  leaves: range(timeOfDay),
  returns: range(timeOfDay),
  strategy: word(["on-arrival", "solar-first"]),
};

const recordedHome = strict({
  name: nameText,
  file: text,
  "pv-file": text.optional(),
  tariff: nameText.optional(),
  battery: strict({ capacity: kwh(MOST_STORED_KWH), ...batteryShape }).optional(),
  ev: strict(vehicleShape).optional(),
});

const homeGroup = strict({
  name: nameText,
  count: whole(1, MOST_HOMES),
  tariff: nameText.optional(),
  load: strict({
    annual: range(kwh(MOST_YEAR_KWH)),
    shape: word(["family", "workers", "retired", "shop"]),
  }),
  pv: strict({
    share: part,
    peak: range(peakKw),
    "minutes-east": range(whole(-300, 300)).optional(),
  }).optional(),
  battery: strict({
    share: part,
    "only-with-pv": yesOrNo.optional(),
    capacity: range(kwh(MOST_STORED_KWH)),
    ...batteryShape,
  }).optional(),
  ev: strict({ share: part, ...vehicleShape }).optional(),
});

const homeSchema = z.unknown().transform((input, context) => {
  const isGroup = typeof input === "object" && input !== null && "count" in input;
  if (isGroup) {
    const group = pass(homeGroup, input, context);
    return group === undefined ? z.NEVER : { kind: "group" as const, ...group };
  }
  const isFile = typeof input === "object" && input !== null && "file" in input;
  if (!isFile) {
    const message = "must have a file (a recorded home) or a count (homes that are generated)";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
  const home = pass(recordedHome, input, context);
  return home === undefined ? z.NEVER : { kind: "recorded" as const, ...home };
});

const SLOT_MINUTES = ["5", "15", "30", "60"] as const;

/** A scenario file, every scalar of it a text; gives whole numbers in the units of the engine. */
export const scenarioSchema = strict({
  name: nameText,
  description: text.optional(),
  seed: nameText,
  currency: nameText,
  "time-zone": nameText.refine(isTimeZone, "must be an IANA time zone such as Europe/Vienna"),
  site: strict({ latitude: degrees(66), longitude: degrees(180) }).optional(),
  period: strict({
    start: instant,
    days: whole(1, MOST_DAYS),
    "slot-minutes": word(SLOT_MINUTES).transform(Number),
  }),
  recordings: strict({
    "first-row": instant,
    "row-minutes": word(SLOT_MINUTES).transform(Number),
  }).optional(),
  tariffs: z.array(tariffSchema, "must be a list of tariffs").min(1, "needs a tariff"),
  homes: z.array(homeSchema, "must be a list of homes").min(1, "needs a home"),
  mechanisms: z.array(marketSchema, "must be a list of mechanisms").min(1, "needs a mechanism"),
});

export type ScenarioFile = z.output<typeof scenarioSchema>;
export type HomeEntry = ScenarioFile["homes"][number];
