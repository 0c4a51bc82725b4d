import { deepStrictEqual } from "node:assert";
import { loadKeccak } from "@pumasi/crypto";
import {
  DOMAIN_NAME,
  DOMAIN_VERSION,
  type Domain,
  type OrderMessage,
  SIDE_CODE,
  TYPED_DATA_TYPES,
  TypedData,
} from "@pumasi/protocol";
import { hashTypedData } from "viem";
import type { Benchmark } from "./benchmark.js";
import { generateBook } from "./generate-book.js";

const ORDERS = 200;
const DOMAIN: Domain = { chainId: 735_061, market: `0x${"5a".repeat(20)}` };

/** The typed-data digest that a gateway signs and the server checks for every order. */
export const orderDigest: Benchmark = {
  name: "protocol/order-digest",
  unit: "digests/s",
  amount: ORDERS,
  async prepare() {
    const typedData = new TypedData(await loadKeccak(), DOMAIN);
    const messages = generateBook(ORDERS).map(({ sequence, ...order }) => ({
      ...order,
      slot: 408_384,
      nonce: sequence,
    }));
    const own = () => messages.map((message) => typedData.orderDigest(message));
    const peer = () => messages.map(digestByViem);
    deepStrictEqual(own(), peer());
    return { run: own, against: { name: "viem's hashTypedData", run: peer } };
  },
};

function digestByViem(message: OrderMessage) {
  return hashTypedData({
    domain: {
      name: DOMAIN_NAME,
      version: DOMAIN_VERSION,
      chainId: DOMAIN.chainId,
      verifyingContract: DOMAIN.market,
    },
    types: { Order: TYPED_DATA_TYPES.Order },
    primaryType: "Order",
    message: {
      ...message,
      side: SIDE_CODE[message.side],
      limitPrice: BigInt(message.limitPrice),
      energyUkwh: BigInt(message.energyUkwh),
      nonce: BigInt(message.nonce),
    },
  });
}
