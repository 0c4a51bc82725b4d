import { commitBook } from "../../commit-book.js";
import { encodeBookHeader } from "../../headers/index.js";
import type { BookLeaf } from "../../leaves/index.js";
import type { ShownSlot } from "../find/published.js";
import { FIRST_SLOT, secretOf } from "./drawn-community.js";
import { alterLeaf, type Fraud, type FraudScene } from "./fraud.js";

/** A slot that has nothing but a book of these orders. */
function bookOnly({ community, slot }: FraudScene, orders: readonly BookLeaf[]): ShownSlot {
  const { keccak } = community.context;
  const numbered = orders.map((order, sequence) => ({ ...order, sequence }));
  const { header, words } = commitBook(
    keccak,
    slot.parts.slot,
    secretOf(keccak, slot.parts.slot),
    numbered,
  );
  const book = { header: encodeBookHeader(header), orders: words };
  return { ...slot.shown, book, clearing: null, metering: null };
}

/** An order changed and signed anew by a key of its account, or by another. */
function signedAnew(
  { community }: FraudScene,
  order: BookLeaf,
  changes: Partial<BookLeaf>,
  isKey: (key: FraudScene["community"]["keys"][number]) => boolean = ({ device }) =>
    device === order.device,
): BookLeaf | null {
  const key = community.keys.find(isKey);
  if (key === undefined) return null;
  const changed = { ...order, ...changes };
  const digest = community.typedData.orderDigest(changed);
  return { ...changed, digest, device: key.device, signature: key.sign(digest) };
}

/** A book in which the first order is another, honestly signed otherwise. */
function firstChanged(
  scene: FraudScene,
  changes: (order: BookLeaf) => Partial<BookLeaf>,
  isKey?: (key: FraudScene["community"]["keys"][number], order: BookLeaf) => boolean,
): ShownSlot | null {
  const [first, ...rest] = scene.slot.parts.orders;
  if (first === undefined) return null;
  const choose = isKey && ((key: FraudScene["community"]["keys"][number]) => isKey(key, first));
  const changed = signedAnew(scene, first, changes(first), choose);
  return changed === null ? null : bookOnly(scene, [changed, ...rest]);
}

/** Frauds in a book. */
export const BOOK_FRAUDS: readonly Fraud[] = [
  {
    fault: "LeafMalformed",
    what: "something is written into an order's padding",
    forge: (scene) =>
      alterLeaf(
        scene,
        "orders",
        () => true,
        () => ({ padding: 1 }),
      ),
  },
  {
    fault: "LeafMalformed",
    what: "an order stands at another's place",
    forge: (scene) =>
      alterLeaf(
        scene,
        "orders",
        (_, index) => index > 0,
        () => ({ index: 0 }),
      ),
  },
  {
    fault: "OrderSideInvalid",
    what: "an order of side 2",
    forge: (scene) =>
      alterLeaf(
        scene,
        "orders",
        () => true,
        () => ({ side: 2 }),
      ),
  },
  {
    fault: "OrderSideInvalid",
    what: "an order of side 255",
    forge: (scene) =>
      alterLeaf(
        scene,
        "orders",
        () => true,
        () => ({ side: 255 }),
      ),
  },
  {
    fault: "OrderEnergyZero",
    what: "an order without energy",
    forge: (scene) => firstChanged(scene, () => ({ energyUkwh: 0 })),
  },
  {
    fault: "OrderEnergyZero",
    what: "the last order's energy taken away",
    forge: (scene) =>
      alterLeaf(
        scene,
        "orders",
        (_, index, raw) => index === raw.orders.length - 1,
        () => ({ energy: 0 }),
      ),
  },
  {
    fault: "OrderPriceOutsideCap",
    what: "a limit above the cap",
    forge: (scene) =>
      firstChanged(scene, () => ({
        limitPrice: Number(scene.community.drawn.terms.priceCap) + 1,
      })),
  },
  {
    fault: "OrderPriceOutsideCap",
    what: "a limit below the floor",
    forge: (scene) =>
      firstChanged(scene, () => ({
        limitPrice: Number(scene.community.drawn.terms.priceFloor) - 1,
      })),
  },
  {
    fault: "OrderKeyInvalid",
    what: "signed by another account's key",
    forge: (scene) =>
      firstChanged(
        scene,
        () => ({}),
        (key, order) => key.account !== order.account,
      ),
  },
  {
    fault: "OrderKeyInvalid",
    what: "signed by a key that was revoked, or is not valid yet",
    forge: (scene) =>
      firstChanged(
        scene,
        () => ({}),
        ({ account, fromSlot, untilSlot }, order) =>
          account === order.account && (order.slot < fromSlot || order.slot >= untilSlot),
      ),
  },
  {
    fault: "OrderSignatureInvalid",
    what: "an order with more energy than was signed",
    forge: (scene) =>
      alterLeaf(
        scene,
        "orders",
        () => true,
        (f) => ({ energy: f("energy") + 1n }),
      ),
  },
  {
    fault: "OrderSignatureInvalid",
    what: "an order with another signature",
    forge: (scene) =>
      alterLeaf(
        scene,
        "orders",
        () => true,
        (f) => ({ r: f("r") ^ 1n }),
      ),
  },
  {
    fault: "OrderSignatureInvalid",
    what: "the signature's twin with a high s",
    forge: (scene) =>
      alterLeaf(
        scene,
        "orders",
        (f) => f("v") > 0n,
        (f) => ({
          s: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n - f("s"),
          v: 55n - f("v"),
        }),
      ),
  },
  {
    fault: "OrderNonceTwice",
    what: "the same order twice",
    forge(scene) {
      const [first] = scene.slot.parts.orders;
      return first === undefined ? null : bookOnly(scene, [...scene.slot.parts.orders, first]);
    },
  },
  {
    fault: "OrderNonceTwice",
    what: "another order with a nonce that was used",
    forge(scene) {
      const [first] = scene.slot.parts.orders;
      const more = first && signedAnew(scene, first, { energyUkwh: first.energyUkwh + 1 });
      return more ? bookOnly(scene, [...scene.slot.parts.orders, more]) : null;
    },
  },
  ...(["buy", "sell"] as const).map(
    (side): Fraud => ({
      fault: "OrderCrossesOwn",
      what: `an own order to ${side} that the account's other one would meet`,
      forge(scene) {
        const first = scene.slot.parts.orders.find((order) => order.side !== side);
        const nonce = 1_000_000;
        const more = first && signedAnew(scene, first, { side, nonce });
        return more ? bookOnly(scene, [...scene.slot.parts.orders, more]) : null;
      },
    }),
  ),
  {
    fault: "ReceiptBroken",
    what: "the last order left out though it has a receipt",
    forge(scene) {
      const { orders } = scene.slot.parts;
      return orders.length === 0 ? null : bookOnly(scene, orders.slice(0, -1));
    },
  },
  {
    fault: "ReceiptBroken",
    what: "two orders change places",
    forge(scene) {
      const [first, second, ...rest] = scene.slot.parts.orders;
      return second === undefined || first === undefined
        ? null
        : bookOnly(scene, [second, first, ...rest]);
    },
  },
];

/** The slot that frauds are committed in: the second of all. */
export const FRAUD_SLOT = FIRST_SLOT + 1;
