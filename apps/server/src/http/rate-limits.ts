import { InvalidArgumentError } from "commander";

/** What is limited: requests by what their route is for, and transactions that are sent to the ledger, one by one. */
export const LIMITED = [
  "reads",
  "writes",
  "sign-ins",
  "gateways",
  "ledger",
  "transactions",
] as const;
export type Limited = (typeof LIMITED)[number];

/** How many a minute (wall time) one client may ask for. */
export type RateLimits = Record<Limited, number>;

/**
 * Far above what a demo of 17 homes on one machine, several open pages and a verification need together, and far below what
 * keeps a server from its work.
 */
export const DEFAULT_RATE_LIMITS: Readonly<RateLimits> = {
  reads: 12_000,
  writes: 1_200,
  "sign-ins": 300,
  gateways: 6_000,
  ledger: 6_000,
  transactions: 1_200,
};

const isLimited = (name: string): name is Limited => LIMITED.some((known) => known === name);

/** Reads `reads=600,ledger=60`, where what is left out keeps its default, or `off`, which is null. Throws InvalidArgumentError. */
export function readRateLimits(text: string): RateLimits | null {
  if (text === "off") return null;
  const limits = { ...DEFAULT_RATE_LIMITS };
  for (const entry of text.split(",")) {
    const [name = "", number = ""] = entry.split("=");
    const most = Number(number);
    if (!isLimited(name) || !/^\d+$/.test(number) || !Number.isSafeInteger(most) || most < 1) {
      throw new InvalidArgumentError(
        `"off", or numbers from 1 on for ${LIMITED.join(", ")}, such as reads=600,ledger=60`,
      );
    }
    limits[name] = most;
  }
  return limits;
}

/** The limits of a server, or null: in fast-forward the market waits for its gateways, so that nobody may hold one up. */
export function rateLimitsOf(options: {
  speed: number | null;
  rateLimits?: RateLimits | null;
}): RateLimits | null {
  if (options.speed === null) return null;
  return options.rateLimits === undefined ? { ...DEFAULT_RATE_LIMITS } : options.rateLimits;
}
