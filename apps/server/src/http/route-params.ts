import { slotNumber } from "@pumasi/protocol";
import { z } from "zod";

/** The database keeps accounts and periods in 32 bits with a sign; nobody has a higher one. */
const HIGHEST_INDEX = 0x7fff_ffff;

const indexParam = z.coerce.number().int().min(0).max(HIGHEST_INDEX);

/** An account in an address or a query. */
export const accountParam = indexParam;

/** A settlement period in an address. */
export const periodParam = indexParam;

/** The ledger nonce that a page of actions goes on from. */
export const nonceParam = indexParam;

/** A slot in an address or a query. */
export const slotParam = z.coerce.number().pipe(slotNumber);
