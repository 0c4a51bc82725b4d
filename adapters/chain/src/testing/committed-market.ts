import {
  type BookHeader,
  type BookLeaf,
  type ClearingHeader,
  commitBook,
  commitClearing,
  commitLeaves,
  commitMetering,
  encodeBookHeader,
  encodeClearingHeader,
  encodeFillLeaf,
  encodeLineLeaf,
  encodeMeteringHeader,
  encodeReadingLeaf,
  type FillLeaf,
  hashClearingHeader,
  type LineLeaf,
  type MeteringHeader,
  type ReadingLeaf,
  type ShownSlot,
  saltsOf,
  settleMeteredAtGridTariff,
  settleMeteredSlot,
  ZERO_HASH,
} from "@pumasi/protocol";
import { numberToHex } from "viem";
import {
  accountsByMeter,
  buyerFee,
  feedInPrice,
  keccak,
  retailPrice,
  sellerFee,
  signOrder,
  termsInForce,
} from "./market-members.js";
import { type Metered, meteredIn, publishedIn } from "./signed-readings.js";
import { settings } from "./test-community.js";

type Forge<T> = (committed: T) => void | Promise<void>;

/** What to forge before it is committed; everything that follows from it is computed truly. */
export interface Forgery {
  orders?: Forge<BookLeaf[]>;
  fills?: Forge<FillLeaf[]>;
  clearing?: Forge<ClearingHeader>;
  /** The meters' energies; signed registers stay as they are. */
  metered?: Forge<Metered[]>;
  /** The fills that lines are settled from, by sequence. */
  contracts?: Forge<number[]>;
  /** The meters' energies that lines are settled from. */
  settled?: Forge<Metered[]>;
  readings?: Forge<ReadingLeaf[]>;
  lines?: Forge<LineLeaf[]>;
  metering?: Forge<MeteringHeader>;
}

/** A slot as it is committed and published. */
export interface MarketSlot {
  slot: number;
  book: BookHeader;
  /** Not recorded at the grid tariff. */
  clearing: ClearingHeader;
  metering: MeteringHeader;
  lines: readonly LineLeaf[];
  /** Everything that is published, without receipts and the slot before. */
  shown: ShownSlot & {
    clearing: NonNullable<ShownSlot["clearing"]>;
    metering: NonNullable<ShownSlot["metering"]>;
  };
}

type Clearing = Parameters<typeof commitClearing>[1]["clearing"];

/** Account, side, limit (10^-6 currency/kWh) and energy (10^-6 kWh), by sequence. */
const orderTerms: readonly [number, BookLeaf["side"], number, number][] = [
  [4, "buy", 200_000, 500_000],
  [5, "sell", 100_000, 700_000],
  [6, "buy", 160_000, 300_000],
  [7, "sell", 150_000, 400_000],
  [4, "buy", 160_000, 300_001],
];

/**
 * How that book clears. Net of fees the bids are 180,000 and twice 140,000, the asks 110,000 and 160,000: 700,000 units
 * trade, of which the two equal bids share 200,000 by largest remainder, at the midpoint of 140,000 and 110,000.
 */
const cleared: Clearing = {
  price: 125_000,
  energyUkwh: 700_000,
  bid: {
    sequence: 4,
    price: 140_000,
    fillUkwh: 100_000,
    levelFilledUkwh: 200_000,
    levelOfferedUkwh: 600_001,
  },
  ask: {
    sequence: 1,
    price: 110_000,
    fillUkwh: 700_000,
    levelFilledUkwh: 700_000,
    levelOfferedUkwh: 700_000,
  },
  fills: [500_000, 700_000, 100_000, 0, 100_000],
};

const tariffOf = () => ({ retailPrice, feedInPrice, buyerFee, sellerFee });

/** The slot's orders with their signatures; each account counts its own nonces. */
export function signedOrders(slot: number): Promise<BookLeaf[]> {
  return Promise.all(
    orderTerms.map(([account, side, limitPrice, energyUkwh], nonce) =>
      signOrder(nonce, { slot, account, side, limitPrice, energyUkwh, nonce }),
    ),
  );
}

export interface SlotOptions {
  /** The metering's, 1 unless given. */
  version?: number;
  isAtGrid?: boolean;
  /** Whether no meter took part in the slot before; so it is in the market's first slot unless given. */
  begins?: boolean;
}

/** A slot of the small market, true but for what is forged; at the grid tariff its clearing is not recorded. */
export async function makeSlot(
  slot: number,
  forgery: Forgery = {},
  options: SlotOptions = {},
): Promise<MarketSlot> {
  const { version = 1, isAtGrid = false, begins = slot === settings.firstSlot } = options;
  const secret = numberToHex(slot, { size: 32 });
  const orders = await signedOrders(slot);
  await forgery.orders?.(orders);
  const book = commitBook(keccak, slot, secret, orders);
  const clearing = await commitForgedClearing(secret, book.header, orders, forgery);
  const clearingHash = isAtGrid ? ZERO_HASH : hashClearingHeader(keccak, clearing.header);
  const metering = await commitForgedMetering(
    secret,
    { slot, version, clearingHash, orders, begins },
    forgery,
  );
  return {
    slot,
    book: book.header,
    clearing: clearing.header,
    metering: metering.header,
    lines: metering.lines,
    shown: {
      rule: "UniformPriceRule",
      terms: termsInForce,
      keys: [],
      book: { header: encodeBookHeader(book.header), orders: book.words },
      receipts: [],
      clearing: { header: encodeClearingHeader(clearing.header), fills: clearing.words },
      metering: metering.shown,
    },
  };
}

type Secret = Parameters<typeof saltsOf>[1];

async function commitForgedClearing(
  secret: Secret,
  book: BookHeader,
  orders: readonly BookLeaf[],
  forgery: Forgery,
) {
  const input = { book, secret, orders, clearing: cleared, rulesVersion: 1, tariffOf };
  const honest = commitClearing(keccak, input);
  const leaves = structuredClone(honest.leaves);
  await forgery.fills?.(leaves);
  const saltOf = saltsOf(keccak, secret, "fill");
  const words = leaves.map((leaf, index) => encodeFillLeaf(leaf, saltOf(index)));
  const header = {
    ...structuredClone(honest.header),
    fillRoot: commitLeaves(keccak, words).tree.root,
  };
  await forgery.clearing?.(header);
  return { header, words };
}

async function commitForgedMetering(
  secret: Secret,
  place: {
    slot: number;
    version: number;
    clearingHash: Secret;
    orders: readonly BookLeaf[];
    begins: boolean;
  },
  forgery: Forgery,
) {
  const { slot, clearingHash } = place;
  const metered = meteredIn(slot);
  await forgery.metered?.(metered);
  const { readings, baselines } = await publishedIn(slot, metered, place.begins);
  const energies = structuredClone(metered);
  await forgery.settled?.(energies);
  const settled = await settle(place, energies, forgery);
  const honest = commitMetering(keccak, {
    ...{ ...place, secret, clearingHash, readings, baselines, rulesVersion: 1 },
    accountOfMeter: (meter) => accountsByMeter[meter] ?? 0,
    ...settled,
  });
  const readingLeaves = structuredClone(honest.readings.leaves);
  await forgery.readings?.(readingLeaves);
  const lines = structuredClone(honest.lines.leaves);
  await forgery.lines?.(lines);
  const [readingSalt, lineSalt] = [
    saltsOf(keccak, secret, "reading"),
    saltsOf(keccak, secret, "line"),
  ];
  const words = {
    readings: readingLeaves.map((leaf, index) => encodeReadingLeaf(leaf, readingSalt(index))),
    lines: lines.map((leaf, index) => encodeLineLeaf(leaf, lineSalt(index))),
  };
  const header: MeteringHeader = {
    ...structuredClone(honest.header),
    readingRoot: commitLeaves(keccak, words.readings).tree.root,
    lineRoot: commitLeaves(keccak, words.lines).tree.root,
  };
  await forgery.metering?.(header);
  return { header, lines, shown: { header: encodeMeteringHeader(header), ...words } };
}

async function settle(
  { clearingHash, orders }: { clearingHash: Secret; orders: readonly BookLeaf[] },
  metered: readonly Metered[],
  forgery: Forgery,
) {
  if (clearingHash === ZERO_HASH) {
    return settleMeteredAtGridTariff({ metered, tariffOf });
  }
  const fills = [...cleared.fills];
  await forgery.contracts?.(fills);
  const clearing = { price: cleared.price, fills };
  return settleMeteredSlot({ orders, clearing, metered, tariffOf });
}
