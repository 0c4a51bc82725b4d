import type { Cancellation, MarketRule, PairPricing, UniformPricing } from "@pumasi/market";
import { parseDecimal } from "@pumasi/quantities";
import { BookFileInvalidError } from "./book-file-error.js";
import type { BookFile } from "./book-schema.js";

const UNIFORM: readonly UniformPricing[] = ["midpoint", "marginal-bid", "marginal-ask", "k"];
const PAIRS: readonly PairPricing[] = ["bid", "ask", "middle"];

/** Which fields belong to which mechanism; another's is refused, because it would be ignored. */
const FIELDS: Record<MarketRule["mechanism"], readonly (keyof BookFile)[]> = {
  "uniform-price": ["pricing", "k"],
  "pay-as-bid": ["pricing"],
  continuous: ["gateClosure", "cancels"],
  bilateral: [],
  "mid-market-rate": [],
  truthful: [],
  "posted-price": ["postedPrice"],
  network: ["network"],
};

const OPTIONAL = ["pricing", "k", "postedPrice", "gateClosure", "cancels", "network"] as const;

/** The rule that a book file asks for. Refuses a field that its mechanism has no use for or lacks. */
export function readRule(file: BookFile, cancellations: readonly Cancellation[]): MarketRule {
  const { mechanism, ties } = file;
  const strange = OPTIONAL.filter(
    (field) => file[field] !== undefined && !FIELDS[mechanism].includes(field),
  );
  if (strange.length > 0) {
    throw new BookFileInvalidError(
      strange.map((field) => `${field}: ${mechanism} has no use for it; leave it out`),
    );
  }
  switch (mechanism) {
    case "uniform-price": {
      const pricing = chosen(file.pricing, UNIFORM, "midpoint");
      if (pricing !== "k" && file.k !== undefined) {
        throw new BookFileInvalidError([`k: pricing ${pricing} has no use for it; leave it out`]);
      }
      return pricing === "k"
        ? { mechanism, pricing, kPpm: readK(file.k), ties }
        : { mechanism, pricing, ties };
    }
    case "pay-as-bid":
      return { mechanism, pricing: chosen(file.pricing, PAIRS, "bid"), ties };
    case "continuous":
      return { mechanism, cancellations };
    case "bilateral":
      return { mechanism, ties };
    case "mid-market-rate":
      return { mechanism, ...gridPrices(file), ties };
    case "truthful":
      return { mechanism };
    case "posted-price":
      if (file.postedPrice === undefined) {
        throw new BookFileInvalidError(['postedPrice: say at what price, like "0.20"']);
      }
      return { mechanism, price: file.postedPrice, ties };
    case "network":
      return { mechanism, network: readNetwork(file) };
  }
}

function chosen<P extends string>(pricing: string | undefined, allowed: readonly P[], usual: P): P {
  if (pricing === undefined) return usual;
  const known = allowed.find((each) => each === pricing);
  if (known !== undefined) return known;
  throw new BookFileInvalidError([`pricing: is "${pricing}"; give one of ${allowed.join(", ")}`]);
}

function readK(text: string | undefined): number {
  const parsed = parseDecimal(text ?? "", 6);
  if (parsed.ok && parsed.value >= 0n && parsed.value <= 1_000_000n) return Number(parsed.value);
  throw new BookFileInvalidError([
    'k: give the way from marginal ask to marginal bid, "0" to "1" with at most six decimals',
  ]);
}

function gridPrices({ tariff }: BookFile) {
  if (tariff === undefined) {
    throw new BookFileInvalidError([
      'tariff: the middle of what? Give { "retail": "0.30", "feedIn": "0.08" }, with "buyerFee" and "sellerFee" where there are any',
    ]);
  }
  const { retail, feedIn, buyerFee, sellerFee } = tariff;
  return { retailPrice: retail, feedInPrice: feedIn, buyerFee, sellerFee };
}

function readNetwork({ network }: BookFile) {
  if (network === undefined) {
    throw new BookFileInvalidError(["network: give its lines and feeders"]);
  }
  return {
    lines: network.lines.map((line) => ({
      id: line.id,
      from: line.from,
      to: line.to,
      capacityUkwh: line.capacity,
      reverseCapacityUkwh: line.reverseCapacity ?? line.capacity,
      scheduledUkwh: line.scheduled,
      feePrice: line.fee,
    })),
    feeders: network.feeders.map((feeder) => ({
      id: feeder.id,
      zone: feeder.zone,
      importCapacityUkwh: feeder.importCapacity,
      exportCapacityUkwh: feeder.exportCapacity,
    })),
  };
}
