import { parseKwh, parsePrice } from "@pumasi/quantities";
import { z } from "zod";

const TEXT = "give a decimal number as a text";

const WRONG = {
  not_a_decimal: "is no decimal number",
  too_many_decimals: "has too many decimals",
  out_of_range: "is out of range",
} as const;

/** A text in kWh with at most six decimals, as 10^-6 kWh. */
const kwh = z.string({ error: TEXT }).transform((text, context) => {
  const parsed = parseKwh(text);
  if (parsed.ok) return parsed.value;
  context.addIssue(
    `${WRONG[parsed.reason]}: give kWh as a text with at most six decimals, like "0.25"`,
  );
  return z.NEVER;
});

const positiveKwh = kwh.refine((energyUkwh) => energyUkwh > 0, "must be above zero");
const someKwh = kwh.refine((energyUkwh) => energyUkwh >= 0, "must not be below zero");

/** A text in currency/kWh with at most six decimals, as 10^-6 currency/kWh. */
const price = z.string({ error: TEXT }).transform((text, context) => {
  const parsed = parsePrice(text);
  if (parsed.ok) return parsed.value;
  context.addIssue(
    `${WRONG[parsed.reason]}: give currency/kWh as a text with at most six decimals, like "0.215"`,
  );
  return z.NEVER;
});

const fee = price.refine((value) => value >= 0, "must not be below zero");

/** Ids and accounts are names; a whole number is one too. */
const named = z
  .union([z.string().min(1), z.int()], { error: "give a name: a text, or a whole number" })
  .transform(String);

/** An instant as ISO 8601 text with its offset, or any whole number that grows with time. */
const instant = z.union(
  [
    z.int().transform((value) => ({ isClock: false, value })),
    z
      .union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })])
      .transform((text) => ({ isClock: true, value: Date.parse(text) })),
  ],
  {
    error:
      'give an instant like "2026-06-01T12:00:00+02:00", or a whole number that grows with time',
  },
);

const source = z.enum(["solar", "wind", "storage", "any"]);

const prefers = z.union([
  named.transform((partner) => ({ partners: [partner], premium: 0 })),
  z.array(named).transform((partners) => ({ partners, premium: 0 })),
  z.strictObject({ partners: z.array(named).default([]), premium: fee.default(0) }),
]);

const order = z.strictObject({
  id: named,
  account: named,
  side: z.enum(["buy", "sell"]),
  energy: positiveKwh,
  price,
  at: instant.optional(),
  zone: named.optional(),
  source: source.optional(),
  prefers: prefers.optional(),
});

const line = z.strictObject({
  id: named,
  from: named,
  to: named,
  capacity: kwh,
  reverseCapacity: kwh.optional(),
  scheduled: kwh.default(0),
  fee: fee.default(0),
});

const feeder = z.strictObject({
  id: named,
  zone: named,
  importCapacity: someKwh,
  exportCapacity: someKwh,
});

const tariff = z.strictObject({
  retail: price,
  feedIn: price,
  buyerFee: fee.default(0),
  sellerFee: fee.default(0),
});

/** The file that `pumasi clear` reads, every quantity parsed; what is not named here is refused. */
export const bookSchema = z.strictObject({
  mechanism: z.enum([
    "uniform-price",
    "pay-as-bid",
    "continuous",
    "bilateral",
    "mid-market-rate",
    "truthful",
    "posted-price",
    "network",
  ]),
  pricing: z
    .enum(["midpoint", "marginal-bid", "marginal-ask", "k", "bid", "ask", "middle"])
    .optional(),
  k: z.string().optional(),
  ties: z.enum(["pro-rata", "time"]).default("pro-rata"),
  tariff: tariff.optional(),
  postedPrice: price.optional(),
  gateClosure: instant.optional(),
  cancels: z
    .array(z.strictObject({ order: named, at: instant.optional(), after: named.optional() }))
    .optional(),
  network: z
    .strictObject({ lines: z.array(line).default([]), feeders: z.array(feeder).default([]) })
    .optional(),
  orders: z.array(order),
});

export type BookFile = z.infer<typeof bookSchema>;
