import { encodeAbiParameters, type Hex, keccak256 } from "viem";

/** A frozen order book. */
export interface BookHeader {
  slot: number;
  orders: number;
  bookRoot: Hex;
}

/** The last order filled on one side: price in 10⁻⁶ currency/kWh net of fees, fill in 10⁻⁶ kWh. */
export interface Marginal {
  index: number;
  price: bigint;
  fill: bigint;
}

/** A cleared book: price in 10⁻⁶ currency/kWh. */
export interface ClearingHeader {
  slot: number;
  orders: number;
  bookRoot: Hex;
  fillRoot: Hex;
  price: bigint;
  energyUkwh: bigint;
  bid: Marginal;
  ask: Marginal;
  rulesVersion: number;
  dataHash: Hex;
}

/** A metered slot: price in 10⁻⁶ currency/kWh. */
export interface MeteringHeader {
  slot: number;
  /** 1 for the first metering, one more for each correction; at most 255. */
  version: number;
  meters: number;
  accounts: number;
  clearingHash: Hex;
  readingRoot: Hex;
  lineRoot: Hex;
  sharingPrice: bigint;
  deliveredUkwh: bigint;
  sharedUkwh: bigint;
  rulesVersion: number;
  dataHash: Hex;
}

const bookParameters = [
  { name: "slot", type: "uint32" },
  { name: "orders", type: "uint32" },
  { name: "bookRoot", type: "bytes32" },
] as const;

const marginalComponents = [
  { name: "index", type: "uint32" },
  { name: "price", type: "int64" },
  { name: "fill", type: "uint64" },
] as const;

const clearingComponents = [
  ...bookParameters,
  { name: "fillRoot", type: "bytes32" },
  { name: "price", type: "int64" },
  { name: "energyUkwh", type: "uint64" },
  { name: "bid", type: "tuple", components: marginalComponents },
  { name: "ask", type: "tuple", components: marginalComponents },
  { name: "rulesVersion", type: "uint32" },
  { name: "dataHash", type: "bytes32" },
] as const;

const meteringComponents = [
  { name: "slot", type: "uint32" },
  { name: "version", type: "uint8" },
  { name: "meters", type: "uint32" },
  { name: "accounts", type: "uint32" },
  { name: "clearingHash", type: "bytes32" },
  { name: "readingRoot", type: "bytes32" },
  { name: "lineRoot", type: "bytes32" },
  { name: "sharingPrice", type: "int64" },
  { name: "deliveredUkwh", type: "uint64" },
  { name: "sharedUkwh", type: "uint64" },
  { name: "rulesVersion", type: "uint32" },
  { name: "dataHash", type: "bytes32" },
] as const;

/** keccak256(abi.encode(header)), as the market computes it; throws on values outside their types. */
export function hashBookHeader(header: BookHeader): Hex {
  return keccak256(encodeAbiParameters([{ type: "tuple", components: bookParameters }], [header]));
}

/** keccak256(abi.encode(header)), as the market computes it; throws on values outside their types. */
export function hashClearingHeader(header: ClearingHeader): Hex {
  return keccak256(
    encodeAbiParameters([{ type: "tuple", components: clearingComponents }], [header]),
  );
}

/** keccak256(abi.encode(header)), as the market computes it; throws on values outside their types. */
export function hashMeteringHeader(header: MeteringHeader): Hex {
  return keccak256(
    encodeAbiParameters([{ type: "tuple", components: meteringComponents }], [header]),
  );
}
