import {
  type Hex,
  judgedTerms,
  type LedgerTerms,
  type OrderMessage,
  type ReadingMessage,
} from "@pumasi/protocol";
import { type Address, encodeFunctionData } from "viem";
import { type Call, gasFor } from "./call.js";
import { inboxAbi as abi } from "./contracts.gen.js";

/** What a device signed, with its signature: r, s, v on secp256k1 (65 bytes), r and s on P-256 (64). */
export interface SignedBy {
  device: Address;
  signature: Hex;
}

const SIDE_CODE = { buy: 0, sell: 1 } as const;
const QUALITY_CODE = { measured: 0, estimated: 1 } as const;

/** Places an order that its slot's book must keep; anyone may until gate closure, with the terms in force in the slot. */
export function placeOrderCall(
  inbox: Address,
  order: OrderMessage & SignedBy,
  terms: LedgerTerms,
): Call {
  const { slot, account, side, limitPrice, energyUkwh, nonce, device, signature } = order;
  const signed = {
    ...{ slot, account, side: SIDE_CODE[side] },
    ...{ limitPrice: BigInt(limitPrice), energyUkwh: BigInt(energyUkwh), nonce: BigInt(nonce) },
  };
  const args = [signed, device, signature, judgedTerms(terms)] as const;
  const data = encodeFunctionData({ abi, functionName: "placeOrder", args });
  return { to: inbox, data, gas: gasFor("inbox") };
}

/**
 * Posts a reading that its slot's metering must keep, and opens the demand for it with the sender's deposit; `baseline` is the
 * reading of the slot before, where the meter was absent then.
 */
export function postReadingCall(
  inbox: Address,
  reading: ReadingMessage & SignedBy,
  baseline: (ReadingMessage & SignedBy) | null,
): Call {
  const { slot, meter } = reading;
  const baselines = baseline === null ? [] : [signedReading(baseline)];
  const args = [slot, meter, signedReading(reading), baselines] as const;
  const data = encodeFunctionData({ abi, functionName: "postReading", args });
  return { to: inbox, data, gas: gasFor("inbox") };
}

function signedReading(reading: ReadingMessage & SignedBy) {
  const { importRegisterUkwh, exportRegisterUkwh, quality, device, signature } = reading;
  return {
    importRegisterUkwh: BigInt(importRegisterUkwh),
    exportRegisterUkwh: BigInt(exportRegisterUkwh),
    ...{ quality: QUALITY_CODE[quality], device, signature },
  };
}
