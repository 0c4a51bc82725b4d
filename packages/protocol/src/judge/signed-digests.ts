import { toHex } from "../hex.js";
import type { Hex, Keccak256 } from "../keccak.js";
import { hashText } from "../text-bytes.js";
import {
  DOMAIN_NAME,
  DOMAIN_VERSION,
  type Domain,
  type TypedMessageName,
  typeHash,
} from "../typed-data.js";
import { Words } from "../words.js";

const separators = new WeakMap<Domain, { keccak: Keccak256; bytes: Uint8Array }>();
const typeHashes = new WeakMap<Keccak256, Map<TypedMessageName, Hex>>();

/** The EIP-712 digest of an order as a leaf says it; numbers may be any that fit the leaf. */
export function orderDigestOf(
  keccak: Keccak256,
  domain: Domain,
  order: {
    slot: number;
    account: number;
    side: number;
    limitPrice: bigint;
    energy: bigint;
    nonce: bigint;
  },
): Hex {
  return digest(
    keccak,
    domain,
    new Words(7)
      .hex(typeHashOf(keccak, "Order"))
      .uint(order.slot)
      .uint(order.account)
      .uint(order.side)
      .int(order.limitPrice)
      .uint(order.energy)
      .uint(order.nonce),
  );
}

/** The EIP-712 digest of a reading: both registers (10^-6 kWh) at the end of the slot. */
export function readingDigestOf(
  keccak: Keccak256,
  domain: Domain,
  reading: {
    slot: number;
    meter: number;
    importRegister: bigint;
    exportRegister: bigint;
    quality: number;
  },
): Hex {
  return digest(
    keccak,
    domain,
    new Words(6)
      .hex(typeHashOf(keccak, "Reading"))
      .uint(reading.slot)
      .uint(reading.meter)
      .uint(reading.importRegister)
      .uint(reading.exportRegister)
      .uint(reading.quality),
  );
}

/** The EIP-712 digest of a receipt. */
export function receiptDigestOf(
  keccak: Keccak256,
  domain: Domain,
  receipt: { slot: number; sequence: number; orderDigest: Hex; logHead: Hex },
): Hex {
  return digest(
    keccak,
    domain,
    new Words(5)
      .hex(typeHashOf(keccak, "Receipt"))
      .uint(receipt.slot)
      .uint(receipt.sequence)
      .hex(receipt.orderDigest)
      .hex(receipt.logHead),
  );
}

function digest(keccak: Keccak256, domain: Domain, struct: Words): Hex {
  const bytes = new Uint8Array(66);
  bytes[0] = 0x19;
  bytes[1] = 0x01;
  bytes.set(separatorOf(keccak, domain), 2);
  bytes.set(keccak(struct.done()), 34);
  return toHex(keccak(bytes));
}

/** A domain's separator, kept because every signature needs it. */
function separatorOf(keccak: Keccak256, domain: Domain): Uint8Array {
  const known = separators.get(domain);
  if (known?.keccak === keccak) return known.bytes;
  const domainType =
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
  const words = new Words(5)
    .hex(hashText(keccak, domainType))
    .hex(hashText(keccak, DOMAIN_NAME))
    .hex(hashText(keccak, DOMAIN_VERSION))
    .uint(domain.chainId)
    .hex(domain.market);
  const bytes = keccak(words.done());
  separators.set(domain, { keccak, bytes });
  return bytes;
}

function typeHashOf(keccak: Keccak256, name: TypedMessageName): Hex {
  const known = typeHashes.get(keccak) ?? new Map<TypedMessageName, Hex>();
  typeHashes.set(keccak, known);
  const hash = known.get(name) ?? typeHash(keccak, name);
  known.set(name, hash);
  return hash;
}
