import { bigint, customType, integer, numeric } from "drizzle-orm/pg-core";

/** 10^-6 kWh; one slot's energy and a register fit a safe integer. */
export const ukwh = (name: string) => bigint(name, { mode: "number" });

/** 10^-6 currency units per kWh. */
export const price = (name: string) => bigint(name, { mode: "number" });

/** 10^-6 currency units, the ledger's. */
export const ledgerUnits = (name: string) => bigint(name, { mode: "bigint" });

/** 10^-12 currency units, exact. */
export const amount = (name: string) => numeric(name, { precision: 60, scale: 0, mode: "bigint" });

/** A market instant in milliseconds since 1970, UTC. */
export const instant = (name: string) => bigint(name, { mode: "number" });

export const slotNumber = (name = "slot") => bigint(name, { mode: "number" });

export const index = (name: string) => integer(name);

/** 0x-prefixed hexadecimal text. */
export const hex = customType<{ data: `0x${string}`; driverData: string }>({
  dataType: () => "text",
});
