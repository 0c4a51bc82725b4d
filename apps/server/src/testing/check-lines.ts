import { costWithoutCommunity, FIRST_MEMBER_ACCOUNT, type Tariff } from "@pumasi/market";
import type { PublishedLine } from "@pumasi/protocol";
import { type Amount, parseAmount, parseKwh } from "@pumasi/quantities";
import { expect } from "vitest";

/** A published amount of money, 10^-12 currency; throws where it is none. */
export function amount(text: string | undefined): Amount {
  const parsed = parseAmount(text ?? "");
  if (!parsed.ok) throw new Error(`${text} is no amount`);
  return parsed.value;
}

/** A published energy, 10^-6 kWh; throws where it is none. */
export function ukwh(text: string): number {
  const parsed = parseKwh(text);
  if (!parsed.ok) throw new Error(`${text} is no energy`);
  return parsed.value;
}

export const sumOf = <T>(items: readonly T[], of: (item: T) => bigint) =>
  items.reduce((sum, item) => sum + of(item), 0n);

export const energyOf = <T>(items: readonly T[], of: (item: T) => string) =>
  items.reduce((sum, item) => sum + ukwh(of(item)), 0);

/** As much is bought as sold, every meter's energy is somewhere, and nobody is worse off. */
export function checkLines(lines: readonly PublishedLine[], tariff: Tariff): void {
  const total = (column: keyof PublishedLine) => energyOf(lines, (line) => `${line[column]}`);
  expect(total("deliveredBuy")).toBe(total("deliveredSell"));
  expect(total("sharedBuy")).toBe(total("sharedSell"));
  expect(total("contractedBuy")).toBe(total("contractedSell"));
  for (const column of ["tradeAmount", "sharingAmount", "supplierAmount", "feeAmount"] as const) {
    expect(sumOf(lines, (line) => amount(line[column]))).toBe(0n);
  }
  for (const line of lines.filter(({ account }) => account >= FIRST_MEMBER_ACCOUNT)) {
    const parts = [line.deliveredBuy, line.sharedBuy, line.residualImport];
    expect(energyOf(parts, (part) => part)).toBe(ukwh(line.imported));
    const sold = [line.deliveredSell, line.sharedSell, line.residualExport];
    expect(energyOf(sold, (part) => part)).toBe(ukwh(line.exported));
    const metered = { importedUkwh: ukwh(line.imported), exportedUkwh: ukwh(line.exported) };
    expect(-amount(line.total) <= costWithoutCommunity(metered, tariff)).toBe(true);
  }
}
