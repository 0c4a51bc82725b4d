import type {
  BilateralEvidence,
  MechanismName,
  NetworkEvidence,
  PriceEvidence,
  TradeReduction,
} from "@pumasi/market";
import { printKwh, printPrice } from "@pumasi/quantities";
import { explainMargin } from "./explain-auction-rest.js";
import { explainNobody } from "./explain-nobody.js";
import type { ExplainRest } from "./explain-orders.js";

const ownOnly = "its account may not trade with itself, and the others took no more";

const atGivenPrice: ExplainRest = (cleared, { sequence, side, account }) => {
  const { offeredPrice, whole, split } = cleared.result.evidence as PriceEvidence;
  const limit = cleared.limits[sequence] as number;
  if (offeredPrice === null)
    return "what the grid pays, with the seller's fee, is above what it takes less the buyer's, so there is no middle";
  const accepts = side === "buy" ? limit >= offeredPrice : limit <= offeredPrice;
  const price = printPrice(offeredPrice);
  if (!accepts) return `its limit of ${printPrice(limit)} does not accept the price of ${price}`;
  if (split?.account === account) return ownOnly;
  const [own, other] = side === "buy" ? ["wanted", "offered"] : ["offered", "wanted"];
  const [much, little] = [whole.demandUkwh, whole.supplyUkwh].sort((a, b) => b - a);
  return `at ${price} more was ${own} than ${other}: ${printKwh(little ?? 0)} kWh for ${printKwh(much ?? 0)} kWh`;
};

const reduced: ExplainRest = (cleared, order) => {
  const nobody = explainNobody(cleared, order);
  if (nobody !== null) return nobody;
  const { lastBid, lastAsk, burdenedSide, burdenUkwh } = cleared.result.evidence as TradeReduction;
  const { sequence, side } = order;
  const last = side === "buy" ? lastBid : lastAsk;
  if (sequence === last) {
    return "it is the last order that would trade; it sets the others' price and gives up its own trade, so that nobody gains by saying another limit";
  }
  if (cleared.result.trades.length === 0)
    return "the only pair that would trade sets the prices and gives up its trade";
  if (side === burdenedSide && (cleared.result.fills[sequence] ?? 0) > 0) {
    return `its side had more than the other took, so each of its orders gave up ${printKwh(burdenUkwh)} kWh`;
  }
  return `better limits came first; the last that counted was "${cleared.ids[last ?? 0]}"`;
};

const asItCame: ExplainRest = (cleared, order) => {
  const { rule } = cleared.book;
  const cancelled =
    rule.mechanism === "continuous" &&
    rule.cancellations.find(({ sequence }) => sequence === order.sequence);
  if (cancelled) return `it was cancelled after "${cleared.ids[cancelled.afterSequence]}" came`;
  const nobody = explainNobody(cleared, order);
  if (nobody !== null) return `${nobody}; it expired at gate closure`;
  return "who came within its limit was gone already or went to better or earlier orders; it expired at gate closure";
};

const afterPreferred: ExplainRest = (cleared, order) => {
  const nobody = explainNobody(cleared, order);
  if (nobody !== null) return nobody;
  const { preferredTrades, rest } = cleared.result.evidence as BilateralEvidence;
  const first = preferredTrades === 0 ? "" : "after preferred pairs had traded, ";
  const { whole, split } = rest.evidence;
  return `${first}${split === null ? explainMargin(cleared, order, whole) : ownOnly}`;
};

const acrossZones: ExplainRest = (cleared, order) => {
  const { zones, groups } = cleared.result.evidence as NetworkEvidence;
  const zone = order.zone ?? zones[0]?.zone ?? "";
  const price = zones.find((each) => each.zone === zone)?.price;
  const limit = cleared.limits[order.sequence] as number;
  if (price === undefined) return explainNobody(cleared, order) ?? ownOnly;
  const isWithin = order.side === "buy" ? limit > price : limit < price;
  if (isWithin || groups.some(({ account }) => account === order.account)) return ownOnly;
  const where = zone === "" ? "the price is" : `zone "${zone}" has a price of`;
  const said = `its limit is ${printPrice(limit)} and ${where} ${printPrice(price)}, with fees and full lines counted`;
  return limit === price ? `${said}; what was left at that price was shared by energy` : said;
};

/** How each mechanism explains what it left of an order; call auctions explain themselves alike. */
export const EXPLAIN_REST: Partial<Record<MechanismName, ExplainRest>> = {
  "posted-price": atGivenPrice,
  "mid-market-rate": atGivenPrice,
  truthful: reduced,
  continuous: asItCame,
  bilateral: afterPreferred,
  network: acrossZones,
};
