import type { Call } from "@pumasi/chain";
import { createSigner } from "@pumasi/crypto";
import {
  type Address,
  fromHex,
  type Hex,
  type Keccak256,
  type Signer,
  toHex,
} from "@pumasi/protocol";
import { type Signature, serializeTransaction } from "viem";

/** Signs one sender's transactions in turn with the native library: thousands of senders are signed for in a second. */
export class FastSigner {
  #nonce = 0;

  readonly #signer: Signer;

  /** A sender that has sent nothing yet. */
  constructor(
    private readonly keccak: Keccak256,
    privateKey: Hex,
    private readonly chainId: number,
  ) {
    this.#signer = createSigner(keccak, fromHex(privateKey));
  }

  get address(): Address {
    return this.#signer.address;
  }

  /** The call as the sender's next transaction, which costs nothing but gas. */
  sign({ to, data, gas }: Call): Hex {
    const transaction = {
      ...{ type: "eip1559" as const, chainId: this.chainId, nonce: this.#nonce++ },
      ...{ to, data, gas, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n },
    };
    const digest = toHex(this.keccak(fromHex(serializeTransaction(transaction))));
    return serializeTransaction(transaction, signatureOf(this.#signer.sign(digest)));
  }
}

function signatureOf(signed: Hex): Signature {
  const v = Number.parseInt(signed.slice(130), 16);
  return { r: `0x${signed.slice(2, 66)}`, s: `0x${signed.slice(66, 130)}`, yParity: v - 27 };
}
