import type { DeviceView, LedgerView } from "@pumasi/chain";
import {
  type Address,
  type Hex,
  isSignedByDevice,
  type Keccak256,
  type SignatureTools,
  type TypedData,
} from "@pumasi/protocol";
import { DifferenceFound } from "./difference.js";

/** An auditor's tools: hashing, checking signatures, and the keys that the ledger names. */
export class Auditor {
  private readonly keys: ReadonlyMap<string, DeviceView>;

  constructor(
    readonly keccak: Keccak256,
    private readonly signatures: SignatureTools,
    readonly typedData: TypedData,
    devices: LedgerView["devices"],
  ) {
    this.keys = new Map([...devices].map(([address, key]) => [address.toLowerCase(), key]));
  }

  /** What the ledger knows of a device's key; addresses in lower case. */
  keyOf(device: Address): DeviceView | undefined {
    return this.keys.get(device);
  }

  /** Stops unless the device signed the digest, on the curve that the ledger has its key on. */
  mustBeSigned(
    place: { slot: number; account: number },
    device: Address,
    { digest, signature }: { digest: Hex; signature: Hex },
    what: string,
  ): void {
    const p256 = this.keyOf(device)?.p256 ?? null;
    if (isSignedByDevice(this.signatures, { device, p256 }, digest, signature)) return;
    throw new DifferenceFound({
      ...place,
      period: null,
      what: `signer of ${what}`,
      expected: device,
      found: this.signatures.recover(digest, signature) ?? "no signature of this device",
    });
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
