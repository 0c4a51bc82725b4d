import { clearUniformPrice, netLimit, type Order, type Tariff } from "@pumasi/market";
import {
  encodeFillLeaf,
  fillLeaves,
  fromHex,
  type Hex,
  type Keccak256,
  MerkleTree,
  readBookLeaf,
  saltsOf,
} from "@pumasi/protocol";

/**
 * The fill leaves that follow from a book and its slot's secret, for whoever published other fills than were committed. Null
 * where they are not what stands under `fillRoot`: then only the one who committed them has them.
 */
export function fillsOfBook(
  keccak: Keccak256,
  book: { slot: number; secret: Hex; leaves: readonly Hex[]; tariff: Tariff },
  fillRoot: Hex,
): Uint8Array[] | null {
  const { slot, secret, leaves, tariff } = book;
  const orders: Order[] = [];
  for (const [sequence, words] of leaves.entries()) {
    const seen = readBookLeaf(fromHex(words), slot, sequence);
    if (seen === null || seen.side > 1) return null;
    const { account, side, limitPrice, energy } = seen;
    orders.push({
      ...{ sequence, account, side: side === 0 ? "buy" : "sell" },
      ...{ limitPrice: Number(limitPrice), energyUkwh: Number(energy) },
    });
  }
  const clearing = clearUniformPrice(orders, () => tariff);
  const limits = orders.map((order) => netLimit(order, tariff));
  const saltOf = saltsOf(keccak, secret, "fill");
  const fills = fillLeaves(slot, orders, clearing, limits).map((leaf) =>
    encodeFillLeaf(leaf, saltOf(leaf.sequence)),
  );
  return new MerkleTree(keccak, fills.map(keccak)).root === fillRoot ? fills : null;
}
