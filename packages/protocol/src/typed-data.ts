import type { Side } from "@pumasi/market";
import { fromHex, toHex } from "./hex.js";
import type { Address, Hex, Keccak256 } from "./keccak.js";
import { hashText } from "./text-bytes.js";
import { Words } from "./words.js";

/** The typed-data domain (EIP-712): one community's Market contract on one chain. */
export interface Domain {
  chainId: number;
  market: Address;
}

/** What a member's gateway signs to buy or sell. Units: 10^-6 kWh and 10^-6 currency/kWh, all-in. */
export interface OrderMessage {
  slot: number;
  account: number;
  side: Side;
  limitPrice: number;
  energyUkwh: number;
  nonce: number;
}

/** What a device says of its own reading. */
export type DeviceQuality = "measured" | "estimated";

/** Both registers of one meter at the end of a slot, in 10^-6 kWh since the meter was new. */
export interface ReadingMessage {
  slot: number;
  meter: number;
  importRegisterUkwh: number;
  exportRegisterUkwh: number;
  quality: DeviceQuality;
}

/**
 * What a device says of its own home in one slot, in 10^-6 kWh: what its roof made, what went into its battery and what came out of
 * it. Nobody can prove it, so that nothing is settled by it and it is never published.
 */
export interface HomeEnergyMessage {
  slot: number;
  meter: number;
  generatedUkwh: number;
  chargedUkwh: number;
  dischargedUkwh: number;
}

/** What the server signs for an accepted order: its place in the slot's log, which stands for time. */
export interface ReceiptMessage {
  slot: number;
  sequence: number;
  orderDigest: Hex;
  logHead: Hex;
}

/** What a new device signs, to prove that it holds its key, when it enrols with a one-time code. */
export interface EnrolmentMessage {
  codeHash: Hex;
  device: Address;
}

/** What a device signs to be told its own settings. It asks for nothing else, so that it may be sent again and again. */
export interface SettingsMessage {
  device: Address;
}

/** The types of the typed data, in the form that wallets and viem take. */
export const TYPED_DATA_TYPES = {
  Order: [
    { name: "slot", type: "uint32" },
    { name: "account", type: "uint32" },
    { name: "side", type: "uint8" },
    { name: "limitPrice", type: "int64" },
    { name: "energyUkwh", type: "uint64" },
    { name: "nonce", type: "uint64" },
  ],
  Reading: [
    { name: "slot", type: "uint32" },
    { name: "meter", type: "uint32" },
    { name: "importRegisterUkwh", type: "uint64" },
    { name: "exportRegisterUkwh", type: "uint64" },
    { name: "quality", type: "uint8" },
  ],
  HomeEnergy: [
    { name: "slot", type: "uint32" },
    { name: "meter", type: "uint32" },
    { name: "generated", type: "uint64" },
    { name: "charged", type: "uint64" },
    { name: "discharged", type: "uint64" },
  ],
  Receipt: [
    { name: "slot", type: "uint32" },
    { name: "sequence", type: "uint32" },
    { name: "orderDigest", type: "bytes32" },
    { name: "logHead", type: "bytes32" },
  ],
  Enrolment: [
    { name: "codeHash", type: "bytes32" },
    { name: "device", type: "address" },
  ],
  Settings: [{ name: "device", type: "address" }],
} as const;

export type TypedMessageName = keyof typeof TYPED_DATA_TYPES;

export const DOMAIN_NAME = "Pumasi";
export const DOMAIN_VERSION = "1";

/** Side and quality as the numbers that are signed. */
export const SIDE_CODE: Record<Side, number> = { buy: 0, sell: 1 };
export const QUALITY_CODE: Record<DeviceQuality | "substituted", number> = {
  measured: 0,
  estimated: 1,
  substituted: 2,
};

/** keccak256 of a struct's type text, as EIP-712 defines encodeType. */
export function typeHash(keccak: Keccak256, name: TypedMessageName): Hex {
  const fields = TYPED_DATA_TYPES[name].map((field) => `${field.type} ${field.name}`).join(",");
  return hashText(keccak, `${name}(${fields})`);
}

/** The digests of one domain; type hashes and the domain separator are computed once. */
export class TypedData {
  private readonly separator: Uint8Array;
  private readonly types: Record<TypedMessageName, Hex>;

  constructor(
    private readonly keccak: Keccak256,
    domain: Domain,
  ) {
    this.types = {
      Order: typeHash(keccak, "Order"),
      Reading: typeHash(keccak, "Reading"),
      HomeEnergy: typeHash(keccak, "HomeEnergy"),
      Receipt: typeHash(keccak, "Receipt"),
      Enrolment: typeHash(keccak, "Enrolment"),
      Settings: typeHash(keccak, "Settings"),
    };
    this.separator = keccak(
      new Words(5)
        .hex(
          hashText(
            keccak,
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
          ),
        )
        .hex(hashText(keccak, DOMAIN_NAME))
        .hex(hashText(keccak, DOMAIN_VERSION))
        .uint(domain.chainId)
        .hex(domain.market)
        .done(),
    );
  }

  orderDigest(order: OrderMessage): Hex {
    return this.digest(
      new Words(7)
        .hex(this.types.Order)
        .uint(order.slot)
        .uint(order.account)
        .uint(SIDE_CODE[order.side])
        .int(order.limitPrice)
        .uint(order.energyUkwh)
        .uint(order.nonce),
    );
  }

  readingDigest(reading: ReadingMessage): Hex {
    return this.digest(
      new Words(6)
        .hex(this.types.Reading)
        .uint(reading.slot)
        .uint(reading.meter)
        .uint(reading.importRegisterUkwh)
        .uint(reading.exportRegisterUkwh)
        .uint(QUALITY_CODE[reading.quality]),
    );
  }

  homeEnergyDigest(home: HomeEnergyMessage): Hex {
    return this.digest(
      new Words(6)
        .hex(this.types.HomeEnergy)
        .uint(home.slot)
        .uint(home.meter)
        .uint(home.generatedUkwh)
        .uint(home.chargedUkwh)
        .uint(home.dischargedUkwh),
    );
  }

  receiptDigest(receipt: ReceiptMessage): Hex {
    return this.digest(
      new Words(5)
        .hex(this.types.Receipt)
        .uint(receipt.slot)
        .uint(receipt.sequence)
        .hex(receipt.orderDigest)
        .hex(receipt.logHead),
    );
  }

  enrolmentDigest(enrolment: EnrolmentMessage): Hex {
    return this.digest(
      new Words(3).hex(this.types.Enrolment).hex(enrolment.codeHash).hex(enrolment.device),
    );
  }

  settingsDigest(settings: SettingsMessage): Hex {
    return this.digest(new Words(2).hex(this.types.Settings).hex(settings.device));
  }

  private digest(struct: Words): Hex {
    const bytes = new Uint8Array(66);
    bytes[0] = 0x19;
    bytes[1] = 0x01;
    bytes.set(this.separator, 2);
    bytes.set(this.keccak(struct.done()), 34);
    return toHex(this.keccak(bytes));
  }
}

/** The head of a slot's order log after one more order: keccak256(previous head, order digest). */
export function nextLogHead(keccak: Keccak256, head: Hex, orderDigest: Hex): Hex {
  const bytes = new Uint8Array(64);
  bytes.set(fromHex(head), 0);
  bytes.set(fromHex(orderDigest), 32);
  return toHex(keccak(bytes));
}
