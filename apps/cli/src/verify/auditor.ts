import type { DeviceView, LedgerView } from "@pumasi/chain";
import type { Address, Hex, Keccak256, TypedData } from "@pumasi/protocol";
import { DifferenceFound } from "./difference.js";

/** An auditor's tools: hashing, recovering signers, and the keys that the ledger names. */
export class Auditor {
  private readonly keys: ReadonlyMap<string, DeviceView>;

  constructor(
    readonly keccak: Keccak256,
    readonly recover: (digest: Hex, signature: Hex) => Address | null,
    readonly typedData: TypedData,
    devices: LedgerView["devices"],
  ) {
    this.keys = new Map([...devices].map(([address, key]) => [address.toLowerCase(), key]));
  }

  /** What the ledger knows of a device's key; addresses in lower case. */
  keyOf(device: Address): DeviceView | undefined {
    return this.keys.get(device);
  }

  /** Stops unless the ledger says that the key speaks for the account in the slot. */
  mustHoldKey(
    place: { slot: number; account: number },
    device: Address,
    account: number,
    what: string,
  ): void {
    const key = this.keyOf(device);
    const isValid =
      key !== undefined &&
      key.account === account &&
      place.slot >= key.fromSlot &&
      place.slot < key.untilSlot;
    if (isValid) return;
    throw new DifferenceFound({
      ...place,
      period: null,
      what: `key of ${what}`,
      expected: `a key of account ${account} that is valid in this slot`,
      found:
        key === undefined
          ? `${device}, which the ledger does not know`
          : `${device} of account ${key.account}, valid in slots [${key.fromSlot}, ${key.untilSlot})`,
    });
  }
}
