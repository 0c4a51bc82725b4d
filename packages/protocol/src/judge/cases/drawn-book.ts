import { crossesOwn, type Side } from "@pumasi/market";
import type { BookLeaf } from "../../leaves/index.js";
import type { TypedData } from "../../typed-data.js";
import { type Draw, once, pick } from "./draw.js";
import type { DrawnTerms } from "./drawn-terms.js";
import type { TestKey } from "./test-keys.js";

/** What orders of a slot are drawn with. */
export interface BookSource {
  typedData: TypedData;
  terms: DrawnTerms;
  keys: readonly TestKey[];
}

/** Who wants what, before it is signed. */
export interface Wish {
  account: number;
  side: Side;
  limitPrice: number;
  energyUkwh: number;
}

/** Draws an admissible book: own orders do not cross, limits tie often, energies are small or vast. */
export function drawBook(source: BookSource, draw: Draw, slot: number, most: number): BookLeaf[] {
  const wishes: Wish[] = [];
  const vast = once(draw, 8) ? 1_000_000_007 : 1;
  const { tariff, terms } = source.terms;
  const unit = Math.abs(tariff.retailPrice) > 1_000_000 ? 1_000_003 : 1;
  const from = Math.max(tariff.feedInPrice - 2 * unit, Number(terms.priceFloor));
  const accounts = [...new Set(keysOf(source, slot).map(({ account }) => account))];
  for (let n = draw(most); n > 0 && accounts.length > 0; n--) {
    const wish: Wish = {
      account: pick(draw, accounts),
      side: draw(1) === 0 ? "buy" : "sell",
      limitPrice: Math.min(from + draw(9) * unit, Number(terms.priceCap)),
      energyUkwh: (1 + draw(4)) * vast + draw(1),
    };
    const own = wishes.filter(({ account }) => account === wish.account);
    if (!own.some((order) => crossesOwn(wish, order))) wishes.push(wish);
  }
  return signBook(source, draw, slot, wishes);
}

/** Signs wishes as orders, each by one of its account's keys of the slot. */
export function signBook(
  source: BookSource,
  draw: Draw,
  slot: number,
  wishes: readonly Wish[],
): BookLeaf[] {
  const { typedData } = source;
  const nonces = new Map<number, number>();
  return wishes.map((wish, sequence) => {
    const nonce = nonces.get(wish.account) ?? draw(2);
    nonces.set(wish.account, nonce + 1);
    const order = { ...wish, slot, nonce };
    const digest = typedData.orderDigest(order);
    const own = keysOf(source, slot).filter(({ account }) => account === wish.account);
    const key = pick(draw, own);
    const signature = key.sign(digest);
    return { ...order, sequence, device: key.device, digest, signature };
  });
}

function keysOf({ keys }: BookSource, slot: number): TestKey[] {
  return keys.filter(({ fromSlot, untilSlot }) => slot >= fromSlot && slot < untilSlot);
}
