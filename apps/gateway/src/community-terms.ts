import type { MarketRules, PriceWishes, SlotCalendar } from "@pumasi/market";
import type {
  Address,
  CommunityDescription,
  DeviceSettings,
  Domain,
  PublishedRules,
} from "@pumasi/protocol";
import { type Price, parsePrice, type Slot } from "@pumasi/quantities";
import { CommunityInvalidError } from "./gateway-errors.js";

/** What a gateway needs to know of its community, in exact whole numbers. */
export interface CommunityTerms {
  calendar: SlotCalendar;
  /** No slot from this one on is traded; null when no end is known. */
  untilSlot: Slot | null;
  rules: MarketRules[];
  /** The same rules as they are published, which is what the ledger holds the hash of. */
  publishedRules: PublishedRules[];
  domain: Domain;
  receiptSigner: Address;
  /** Where an order goes that got no receipt, and the contract that judges results by the rules. */
  inbox: Address;
  rule: Address;
}

/** What a gateway needs to know of itself; wishes are all-in, 10^-6 currency/kWh. */
export interface DeviceTerms {
  account: number;
  meter: number;
  fromSlot: Slot;
  untilSlot: Slot | null;
  wish: PriceWishes;
  /** On vacation nothing is ordered to buy; what the roof makes is sold. */
  isAway: boolean;
}

function priceOf(field: string, text: string): Price {
  const parsed = parsePrice(text);
  if (!parsed.ok) throw new CommunityInvalidError(field, text);
  return parsed.value;
}

/** Reads a community's description. Throws CommunityInvalidError for prices that are not exact. */
export function readCommunityTerms(description: CommunityDescription): CommunityTerms {
  const { slotSeconds, gateClosureSeconds, firstSlot } = description;
  return {
    calendar: { slotSeconds, gateClosureSeconds, firstSlot },
    untilSlot: description.untilSlot,
    rules: description.rules.map(({ version, fromSlot, terms }) => ({
      ...terms,
      version,
      fromSlot,
      priceFloor: priceOf("priceFloor", terms.priceFloor),
      priceCap: priceOf("priceCap", terms.priceCap),
      tariff: {
        retailPrice: priceOf("retailPrice", terms.tariff.retailPrice),
        feedInPrice: priceOf("feedInPrice", terms.tariff.feedInPrice),
        buyerFee: priceOf("buyerFee", terms.tariff.buyerFee),
        sellerFee: priceOf("sellerFee", terms.tariff.sellerFee),
      },
    })),
    publishedRules: description.rules,
    domain: { chainId: description.chainId, market: description.contracts.market },
    receiptSigner: description.receiptSigner,
    inbox: description.contracts.inbox,
    rule: description.contracts.uniformPriceRule,
  };
}

/** Reads a device's settings. Throws CommunityInvalidError for wishes that are not exact, or not told. */
export function readDeviceTerms(settings: DeviceSettings): DeviceTerms {
  const { account, meter, fromSlot, untilSlot, wish } = settings;
  if (wish === null) throw new CommunityInvalidError("wish", "null");
  return {
    account,
    meter,
    fromSlot,
    untilSlot,
    wish: {
      buyBelow: priceOf("buyBelow", wish.buyBelow),
      sellAbove: priceOf("sellAbove", wish.sellAbove),
    },
    isAway: wish.away,
  };
}
