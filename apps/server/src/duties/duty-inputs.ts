import type { PlacedOrder, PostedReading } from "@pumasi/chain";
import type { Hex, OrderInput, ReadingInput } from "@pumasi/protocol";
import { printKwh, printPrice } from "@pumasi/quantities";

/** An order of the ledger's inbox as a gateway would have posted it. */
export function orderInputOf(order: Omit<PlacedOrder, "index" | "nonce"> & { nonce: number }) {
  const { slot, account, side, limitPrice, energyUkwh, nonce, device, signature } = order;
  return {
    ...{ slot, account, side, nonce },
    energy: printKwh(energyUkwh),
    limitPrice: printPrice(limitPrice),
    device: device as OrderInput["device"],
    signature: signatureText(signature),
  } satisfies OrderInput;
}

/** A reading that was posted on the ledger as a gateway would have posted it. */
export function readingInputOf(reading: PostedReading) {
  const { slot, meter, quality, importRegisterUkwh, exportRegisterUkwh } = reading;
  return {
    ...{ slot, meter, quality },
    importRegister: printKwh(importRegisterUkwh),
    exportRegister: printKwh(exportRegisterUkwh),
    device: reading.device as ReadingInput["device"],
    signature: signatureText(reading.signature),
  } satisfies ReadingInput;
}

/** On the ledger a P-256 signature is r and s; on the wire v = 0 follows. */
function signatureText(signature: Hex): OrderInput["signature"] {
  return (signature.length === 130 ? `${signature}00` : signature) as OrderInput["signature"];
}
