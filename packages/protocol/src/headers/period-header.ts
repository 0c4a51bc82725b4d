import { toHex } from "../hex.js";
import type { Hex, Keccak256 } from "../keccak.js";
import { Words } from "../words.js";

/** What the ledger holds of a committed period, slots [fromSlot, untilSlot). */
export interface PeriodHeader {
  period: number;
  fromSlot: number;
  untilSlot: number;
  accounts: number;
  root: Hex;
}

/** keccak256(abi.encode(header)), as the Ledger contract keeps it. */
export function hashPeriodHeader(keccak: Keccak256, header: PeriodHeader): Hex {
  return toHex(
    keccak(
      new Words(5)
        .uint(header.period)
        .uint(header.fromSlot)
        .uint(header.untilSlot)
        .uint(header.accounts)
        .hex(header.root)
        .done(),
    ),
  );
}
