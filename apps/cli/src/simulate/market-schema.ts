import type { MarketPlan, PlanRule } from "@pumasi/scenario";
import { z } from "zod";
import { nameText, part, price, strict, word } from "./scalar-schemas.js";

const flat = strict({
  name: nameText,
  product: word(["ex-post", "forward", "firm", "sharing"]),
  mechanism: word([
    "uniform-price",
    "pay-as-bid",
    "continuous",
    "mid-market-rate",
    "truthful",
    "posted-price",
  ]).optional(),
  pricing: word([
    "midpoint",
    "marginal-bid",
    "marginal-ask",
    "k",
    "bid",
    "ask",
    "middle",
  ]).optional(),
  k: part.optional(),
  ties: word(["pro-rata", "time"]).optional(),
  price: price.optional(),
  limits: word(["grid", "drawn"]).optional(),
  forecast: word(["perfect", "persistence-day", "persistence-week", "same-hour-mean"]).optional(),
  rule: word(["proportional", "static", "hybrid", "priority"]).optional(),
});

type Flat = z.output<typeof flat>;
type Field = keyof Flat;

/** What a product says beside its name. */
const PRODUCT_FIELDS: Record<Flat["product"], readonly Field[]> = {
  "ex-post": ["mechanism", "limits"],
  forward: ["mechanism", "limits", "forecast"],
  firm: ["mechanism", "limits", "forecast"],
  sharing: ["rule"],
};

/** What a mechanism says beside its name. */
const MECHANISM_FIELDS: Record<PlanRule["mechanism"], readonly Field[]> = {
  "uniform-price": ["pricing", "k", "ties"],
  "pay-as-bid": ["pricing", "ties"],
  continuous: [],
  "mid-market-rate": ["ties"],
  truthful: [],
  "posted-price": ["price", "ties"],
};

const UNIFORM_PRICING = ["midpoint", "marginal-bid", "marginal-ask", "k"] as const;
const PAIR_PRICING = ["bid", "ask", "middle"] as const;

type Refuse = (field: Field, message: string) => void;

/** One market to compare: refuses what does not go together and says what does. */
export const marketSchema = flat.transform((given, context): MarketPlan => {
  let isRefused = false;
  const refuse: Refuse = (field, message) => {
    isRefused = true;
    context.addIssue({ code: "custom", message, path: [field] });
  };
  const plan = planFrom(given, refuse);
  return isRefused || plan === null ? z.NEVER : plan;
});

function planFrom(given: Flat, refuse: Refuse): MarketPlan | null {
  const { name, product, mechanism = "uniform-price", limits = "grid" } = given;
  const isSharing = product === "sharing";
  const allowed: Field[] = [...PRODUCT_FIELDS[product]];
  if (!isSharing) allowed.push(...MECHANISM_FIELDS[mechanism]);
  const what = isSharing ? "product sharing" : `product ${product} with mechanism ${mechanism}`;
  for (const field of Object.keys(given) as Field[]) {
    if (field === "name" || field === "product" || given[field] === undefined) continue;
    if (!allowed.includes(field)) {
      refuse(field, `does not go with ${what}; allowed are ${allowed.join(", ") || "no settings"}`);
    }
  }
  if (isSharing) {
    if (given.rule === undefined) refuse("rule", "is missing; a product sharing needs one");
    return { name, product, sharing: given.rule ?? "proportional" };
  }
  const rule = ruleFrom(given, mechanism, refuse);
  if (rule === null) return null;
  if (product === "ex-post") return { name, product, rule, limits };
  if (given.forecast === undefined) {
    refuse("forecast", `is missing; a product ${product} needs one`);
    return null;
  }
  return { name, product, rule, limits, forecast: given.forecast };
}

function ruleFrom(given: Flat, mechanism: PlanRule["mechanism"], refuse: Refuse): PlanRule | null {
  const { ties = "pro-rata" } = given;
  switch (mechanism) {
    case "uniform-price": {
      const pricing = oneOf(given.pricing ?? "midpoint", UNIFORM_PRICING, refuse);
      if (pricing === null) return null;
      if ((pricing === "k") !== (given.k !== undefined)) {
        refuse("k", "goes with pricing k, and pricing k with it");
        return null;
      }
      const kPpm = given.k === undefined ? {} : { kPpm: given.k };
      return { mechanism, pricing, ties, ...kPpm };
    }
    case "pay-as-bid": {
      const pricing = oneOf(given.pricing ?? "middle", PAIR_PRICING, refuse);
      return pricing === null ? null : { mechanism, pricing, ties };
    }
    case "posted-price":
      if (given.price === undefined) refuse("price", "is missing; a posted price needs one");
      return { mechanism, price: given.price ?? 0, ties };
    case "mid-market-rate":
      return { mechanism, ties };
    default:
      return { mechanism };
  }
}

function oneOf<W extends string>(value: string, words: readonly W[], refuse: Refuse): W | null {
  const known = words.find((candidate) => candidate === value);
  if (known === undefined) {
    refuse(
      "pricing",
      `is "${value}", which is no pricing of this mechanism; allowed are ${words.join(", ")}`,
    );
  }
  return known ?? null;
}
