import type { SlotView } from "@pumasi/chain";
import {
  type Clearing,
  checkClearing,
  clearUniformPrice,
  type MarketRules,
  pairTrades,
} from "@pumasi/market";
import {
  type BookLeaf,
  type ClearingHeader,
  commitBook,
  commitClearing,
  fromHex,
  hashClearingHeader,
  type PublishedSlot,
  readClearingHeader,
} from "@pumasi/protocol";
import { printKwh, printPrice } from "@pumasi/quantities";
import type { Auditor } from "./auditor.js";
import { DifferenceFound, mustEqual } from "./difference.js";
import { priceOf, ukwhOf } from "./published-facts.js";

/** A slot's book and clearing, computed again. */
export interface VerifiedBook {
  orders: BookLeaf[];
  clearing: Clearing;
  header: ClearingHeader;
  clearingHash: `0x${string}`;
}

/**
 * Checks a slot's orders against the device keys on the ledger, its book against the root that was
 * there before clearing, and the clearing, computed again, against the ledger's header.
 */
export function verifyBook(
  auditor: Auditor,
  onLedger: SlotView,
  published: PublishedSlot,
  rules: MarketRules,
): VerifiedBook {
  const { slot } = published;
  const secret = published.secret;
  if (secret === null) {
    throw new DifferenceFound({
      slot,
      period: null,
      account: null,
      what: "the slot's secret, from which salts are made",
      expected: "published",
      found: "erased",
    });
  }
  const orders = published.orders.map((order) => {
    const { sequence, account, device, side, nonce, signature } = order;
    const energyUkwh = ukwhOf(order.energy, slot);
    const limitPrice = priceOf(order.limitPrice, slot);
    const message = { slot, account, side, limitPrice, energyUkwh, nonce };
    const digest = auditor.typedData.orderDigest(message);
    const place = { slot, account };
    auditor.mustBeSigned(place, device, { digest, signature }, `order ${sequence}`);
    auditor.mustHoldKey(place, device, account, `order ${sequence}`);
    return { ...message, sequence, device, digest, signature };
  });
  const book = commitBook(auditor.keccak, slot, secret, orders).header;
  mustEqual({ slot }, "number of orders", onLedger.book.orders, book.orders);
  mustEqual({ slot }, "root of the book", onLedger.book.root, book.bookRoot);
  const tariffOf = () => rules.tariff;
  const clearing = clearUniformPrice(orders, tariffOf);
  const checked = checkClearing(orders, tariffOf, clearing);
  if (!checked.ok) throw new Error(`bug: our own clearing breaks ${checked.reason}`);
  orders.forEach(({ account, sequence }) => {
    mustEqual(
      { slot, account },
      `fill of order ${sequence} (kWh)`,
      printKwh(clearing.fills[sequence] ?? 0),
      published.fills?.[sequence],
    );
  });
  mustEqualTrades(published, pairTrades(orders, clearing));
  const { header } = commitClearing(auditor.keccak, {
    book,
    secret,
    orders,
    clearing,
    rulesVersion: rules.version,
    tariffOf,
  });
  const clearingHash = hashClearingHeader(auditor.keccak, header);
  if (onLedger.clearing !== null) {
    const found = readClearingHeader(fromHex(onLedger.clearing.words));
    const energyUkwh = Number(found?.energy);
    mustEqual({ slot }, "clearing price", header.price, Number(found?.price));
    mustEqual({ slot }, "cleared energy (10^-6 kWh)", header.energyUkwh, energyUkwh);
    mustEqual({ slot }, "version of the rules", rules.version, found?.rulesVersion);
    mustEqual({ slot }, "header of the clearing", clearingHash, onLedger.clearing.hash);
  }
  return { orders, clearing, header, clearingHash };
}

function mustEqualTrades(published: PublishedSlot, trades: ReturnType<typeof pairTrades>): void {
  const { slot } = published;
  mustEqual({ slot }, "number of contracts", trades.length, published.trades?.length ?? 0);
  trades.forEach((trade, index) => {
    const found = published.trades?.[index];
    const place = { slot, account: trade.buyer };
    mustEqual(place, `energy of contract ${index}`, printKwh(trade.energyUkwh), found?.energy);
    mustEqual(place, `price of contract ${index}`, printPrice(trade.price), found?.price);
    mustEqual(place, `buyer of contract ${index}`, trade.buyer, found?.buyer);
    mustEqual(place, `seller of contract ${index}`, trade.seller, found?.seller);
  });
}
