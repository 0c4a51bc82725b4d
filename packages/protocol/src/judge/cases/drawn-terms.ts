import type { Tariff } from "@pumasi/market";
import { ZERO_HASH } from "../../hex.js";
import type { Keccak256 } from "../../keccak.js";
import { encodeKeyLeaf, saltsOf } from "../../leaves/index.js";
import { MerkleTree } from "../../merkle.js";
import type { RuleName, Terms } from "../evidence.js";
import { type Draw, once, pick } from "./draw.js";

export const RULES: readonly RuleName[] = [
  "UniformPriceRule",
  "PayAsBidRule",
  "ProportionalSharingRule",
  "StaticSharingRule",
  "AttestedRule",
];

/** Terms as the ledger has them, and as the market computes with them. */
export interface DrawnTerms {
  rule: RuleName;
  terms: Terms;
  tariff: Tariff;
  /** By account; empty but for static sharing. */
  keysPpm: readonly number[];
  keyWords: readonly Uint8Array[];
}

const SECRET = ZERO_HASH;

/** Terms of a rule with prices close together, so that limits meet, tie and are clipped; prices may be negative. */
export function drawTerms(
  keccak: Keccak256,
  draw: Draw,
  rule: RuleName,
  accounts: number,
): DrawnTerms {
  const base = draw(40) - 25;
  const unit = once(draw, 6) ? 1_000_003 : 1;
  const tariff: Tariff = {
    retailPrice: (base + 8 + draw(10)) * unit,
    feedInPrice: (base - draw(6)) * unit,
    buyerFee: draw(3) * unit,
    sellerFee: draw(3) * unit,
  };
  // An old feed-in tariff may be above the retail price: then nothing is shared. Keys share at any price.
  if (once(draw, 12)) tariff.feedInPrice = tariff.retailPrice + draw(3) * unit;
  const isUniform = rule === "UniformPriceRule";
  const isAuction = isUniform || rule === "PayAsBidRule";
  const pricing = isUniform ? draw(3) : rule === "PayAsBidRule" ? draw(2) : 0;
  const keysPpm = rule === "StaticSharingRule" ? drawKeys(draw, accounts) : [];
  const keyWords = wordsOfKeys(keccak, keysPpm);
  const terms: Terms = {
    rule: `0x${"22".repeat(20)}`,
    priceFloor: BigInt((base - 30) * unit),
    priceCap: BigInt((base + 60) * unit),
    retailPrice: BigInt(tariff.retailPrice),
    feedInPrice: BigInt(tariff.feedInPrice),
    buyerFee: BigInt(tariff.buyerFee),
    sellerFee: BigInt(tariff.sellerFee),
    pricing,
    kPpm: pricing === 3 ? draw(1_000_000) : 0,
    ties: isAuction ? draw(1) : 0,
    product: rule === "PayAsBidRule" ? 1 : rule === "UniformPriceRule" ? 0 : productOf(rule, draw),
    keys: keysPpm.length,
    keysTotalPpm: keysPpm.reduce((sum, key) => sum + key, 0),
    keysRoot: new MerkleTree(keccak, keyWords.map(keccak)).root,
    documentHash: ZERO_HASH,
  };
  return { rule, terms, tariff, keysPpm, keyWords };
}

function productOf(rule: RuleName, draw: Draw): number {
  return rule === "AttestedRule" ? draw(1) : 2;
}

/** Keys of the members' accounts; what they leave of a million is nobody's. */
function drawKeys(draw: Draw, accounts: number): number[] {
  const keys = new Array<number>(Math.max(4, accounts - draw(2))).fill(0);
  let left = 1_000_000;
  for (let account = 4; account < keys.length; account++) {
    const key = pick(draw, [0, 1, 333_333, 250_000, draw(1_000_000), left]);
    keys[account] = Math.min(left, key);
    left -= Math.min(left, key);
  }
  return keys;
}

function wordsOfKeys(keccak: Keccak256, keysPpm: readonly number[]): Uint8Array[] {
  const saltOf = saltsOf(keccak, SECRET, "key");
  let sumKeyPpm = 0;
  return keysPpm.map((keyPpm, account) => {
    sumKeyPpm += keyPpm;
    return encodeKeyLeaf({ account, keyPpm, sumKeyPpm }, saltOf(account));
  });
}
