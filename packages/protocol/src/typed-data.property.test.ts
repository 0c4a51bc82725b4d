import fc from "fast-check";
import { concat, hashTypedData, keccak256, toBytes } from "viem";
import { describe, expect, it } from "vitest";
import { address, energy, hash, keccak, price, uint32 } from "./cases/hashing.js";
import { ZERO_HASH } from "./hex.js";
import {
  DOMAIN_NAME,
  DOMAIN_VERSION,
  nextLogHead,
  QUALITY_CODE,
  SIDE_CODE,
  TYPED_DATA_TYPES,
  TypedData,
  typeHash,
} from "./typed-data.js";

const domains = fc.record({ chainId: fc.integer({ min: 1, max: 2 ** 48 }), market: address });

/** viem's digest of the same message, which is what wallets and the contracts compute. */
function digestOf(
  { chainId, market }: { chainId: number; market: `0x${string}` },
  primaryType: keyof typeof TYPED_DATA_TYPES,
  message: Record<string, unknown>,
) {
  const domain = {
    name: DOMAIN_NAME,
    version: DOMAIN_VERSION,
    chainId,
    verifyingContract: market,
  };
  return hashTypedData({ domain, types: TYPED_DATA_TYPES, primaryType, message } as Parameters<
    typeof hashTypedData
  >[0]);
}

describe("digests of typed data are those of EIP-712", () => {
  it("of orders", () => {
    const orders = fc.record({
      slot: uint32,
      account: uint32,
      side: fc.constantFrom("buy" as const, "sell" as const),
      limitPrice: price,
      energyUkwh: energy,
      nonce: energy,
    });
    fc.assert(
      fc.property(domains, orders, (domain, order) => {
        const message = {
          ...order,
          side: SIDE_CODE[order.side],
          limitPrice: BigInt(order.limitPrice),
          energyUkwh: BigInt(order.energyUkwh),
          nonce: BigInt(order.nonce),
        };
        expect(new TypedData(keccak, domain).orderDigest(order)).toBe(
          digestOf(domain, "Order", message),
        );
      }),
    );
  });

  it("of readings", () => {
    const readings = fc.record({
      slot: uint32,
      meter: uint32,
      importRegisterUkwh: energy,
      exportRegisterUkwh: energy,
      quality: fc.constantFrom("measured" as const, "estimated" as const),
    });
    fc.assert(
      fc.property(domains, readings, (domain, reading) => {
        const message = {
          ...reading,
          importRegisterUkwh: BigInt(reading.importRegisterUkwh),
          exportRegisterUkwh: BigInt(reading.exportRegisterUkwh),
          quality: QUALITY_CODE[reading.quality],
        };
        expect(new TypedData(keccak, domain).readingDigest(reading)).toBe(
          digestOf(domain, "Reading", message),
        );
      }),
    );
  });

  it("of a home's own energy", () => {
    const homes = fc.record({
      slot: uint32,
      meter: uint32,
      generatedUkwh: energy,
      chargedUkwh: energy,
      dischargedUkwh: energy,
    });
    fc.assert(
      fc.property(domains, homes, (domain, home) => {
        const message = {
          slot: home.slot,
          meter: home.meter,
          generated: BigInt(home.generatedUkwh),
          charged: BigInt(home.chargedUkwh),
          discharged: BigInt(home.dischargedUkwh),
        };
        expect(new TypedData(keccak, domain).homeEnergyDigest(home)).toBe(
          digestOf(domain, "HomeEnergy", message),
        );
      }),
    );
  });

  it("of receipts", () => {
    const receipts = fc.record({
      slot: uint32,
      sequence: uint32,
      orderDigest: hash,
      logHead: hash,
    });
    fc.assert(
      fc.property(domains, receipts, (domain, receipt) => {
        expect(new TypedData(keccak, domain).receiptDigest(receipt)).toBe(
          digestOf(domain, "Receipt", receipt),
        );
      }),
    );
  });

  it("of enrolments", () => {
    fc.assert(
      fc.property(domains, fc.record({ codeHash: hash, device: address }), (domain, enrolment) => {
        expect(new TypedData(keccak, domain).enrolmentDigest(enrolment)).toBe(
          digestOf(domain, "Enrolment", enrolment),
        );
      }),
    );
  });

  it("of requests for one's settings", () => {
    fc.assert(
      fc.property(domains, fc.record({ device: address }), (domain, settings) => {
        expect(new TypedData(keccak, domain).settingsDigest(settings)).toBe(
          digestOf(domain, "Settings", settings),
        );
      }),
    );
  });
});

describe("typed data", () => {
  it("writes its types the way EIP-712 does", () => {
    const text =
      "Order(uint32 slot,uint32 account,uint8 side,int64 limitPrice,uint64 energyUkwh,uint64 nonce)";
    expect(typeHash(keccak, "Order")).toBe(keccak256(toBytes(text)));
  });

  it("chains the order log from an empty head", () => {
    fc.assert(
      fc.property(hash, hash, (first, second) => {
        const head = nextLogHead(keccak, ZERO_HASH, first);
        expect(head).toBe(keccak256(concat([ZERO_HASH, first])));
        expect(nextLogHead(keccak, head, second)).toBe(keccak256(concat([head, second])));
      }),
    );
  });
});
