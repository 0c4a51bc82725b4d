import type { MarketRules } from "@pumasi/market";
import { toHex, ZERO_HASH } from "./hex.js";
import type { Terms } from "./judge/evidence.js";
import type { Address, Hex, Keccak256 } from "./keccak.js";
import { Words } from "./words.js";

/** Numbers of the Terms struct (docs/COMMITMENTS.md, "Terms"). */
export const PRICING_CODE = { midpoint: 0 } as const;
export const TIES_CODE = { "pro-rata": 0, time: 1 } as const;
export const PRODUCT_CODE = { "forward-capped": 0, firm: 1, sharing: 2 } as const;

/** What the ledger knows of a rules version; prices in 10^-6 currency/kWh. The fields stand in the struct's order. */
export interface LedgerTerms {
  /** The contract that judges results by this rule. */
  rule: Address;
  priceFloor: number;
  priceCap: number;
  retailPrice: number;
  feedInPrice: number;
  buyerFee: number;
  sellerFee: number;
  pricing: number;
  kPpm: number;
  ties: number;
  product: number;
  /** Of static sharing: how many accounts have a leaf under `keysRoot`, and what their keys add up to. */
  keys: number;
  keysTotalPpm: number;
  keysRoot: Hex;
  /** Hash of the published terms with their version and first slot. */
  documentHash: Hex;
}

/** A community's rules as the ledger is told them. */
export function ledgerTerms(
  rules: Omit<MarketRules, "version" | "fromSlot">,
  rule: Address,
  documentHash: Hex,
): LedgerTerms {
  const { retailPrice, feedInPrice, buyerFee, sellerFee } = rules.tariff;
  return {
    rule,
    priceFloor: rules.priceFloor,
    priceCap: rules.priceCap,
    retailPrice,
    feedInPrice,
    buyerFee,
    sellerFee,
    pricing: PRICING_CODE[rules.pricing],
    kPpm: 0,
    ties: TIES_CODE[rules.ties],
    product: PRODUCT_CODE[rules.product],
    keys: 0,
    keysTotalPpm: 0,
    keysRoot: ZERO_HASH,
    documentHash,
  };
}

/** keccak256(abi.encode(terms)), as the Community contract keeps it. */
export function hashLedgerTerms(keccak: Keccak256, terms: LedgerTerms): Hex {
  return toHex(
    keccak(
      new Words(15)
        .hex(terms.rule)
        .int(terms.priceFloor)
        .int(terms.priceCap)
        .int(terms.retailPrice)
        .int(terms.feedInPrice)
        .int(terms.buyerFee)
        .int(terms.sellerFee)
        .uint(terms.pricing)
        .uint(terms.kPpm)
        .uint(terms.ties)
        .uint(terms.product)
        .uint(terms.keys)
        .uint(terms.keysTotalPpm)
        .hex(terms.keysRoot)
        .hex(terms.documentHash)
        .done(),
    ),
  );
}

/** Terms as the judges compute with them. */
export function judgedTerms(terms: LedgerTerms): Terms {
  const { priceFloor, priceCap, retailPrice, feedInPrice, buyerFee, sellerFee } = terms;
  return {
    ...terms,
    priceFloor: BigInt(priceFloor),
    priceCap: BigInt(priceCap),
    retailPrice: BigInt(retailPrice),
    feedInPrice: BigInt(feedInPrice),
    buyerFee: BigInt(buyerFee),
    sellerFee: BigInt(sellerFee),
  };
}
