import type {
  ClearingHeader as ChainClearingHeader,
  MeteringHeader as ChainMeteringHeader,
} from "@pumasi/chain";
import type { ClearingHeader, MarginalOrder, MeteringHeader } from "@pumasi/protocol";

function marginal({ index, price, fill }: MarginalOrder) {
  return { index, price: BigInt(price), fill: BigInt(fill) };
}

/** A clearing's header with the integer widths that the ledger's calls take. */
export function toChainClearing(header: ClearingHeader): ChainClearingHeader {
  return {
    ...header,
    price: BigInt(header.price),
    energyUkwh: BigInt(header.energyUkwh),
    bid: marginal(header.bid),
    ask: marginal(header.ask),
  };
}

/** A metering's header with the integer widths that the ledger's calls take. */
export function toChainMetering(header: MeteringHeader): ChainMeteringHeader {
  return {
    ...header,
    sharingPrice: BigInt(header.sharingPrice),
    deliveredUkwh: BigInt(header.deliveredUkwh),
    sharedUkwh: BigInt(header.sharedUkwh),
  };
}
