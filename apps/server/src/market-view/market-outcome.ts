import {
  FIRST_MEMBER_ACCOUNT,
  GRID_OPERATOR_ACCOUNT,
  type SettlementLine,
  type Tariff,
} from "@pumasi/market";
import type { PreviewSums } from "@pumasi/protocol";
import { type Amount, amountOf, printAmount, printKwh } from "@pumasi/quantities";

const ENERGIES = [
  "importedUkwh",
  "exportedUkwh",
  "contractedBuyUkwh",
  "deliveredBuyUkwh",
  "sharedBuyUkwh",
  "residualImportUkwh",
  "residualExportUkwh",
] as const;
type Energy = (typeof ENERGIES)[number];

/** An account's energies (10^-6 kWh) and amounts (10^-12 currency; plus is what it receives), of one slot or of several. */
export type OutcomeLine = Pick<SettlementLine, "account" | "feeAmount" | "total"> &
  Record<Energy, number | bigint>;

/** What settled slots come to: members' energy and money, and every account's total. Exact. */
export class MarketOutcome {
  /** By account, plus is what it receives. */
  readonly totals = new Map<number, Amount>();
  private readonly energies = new Map<Energy, bigint>();
  private paid: Amount = 0n;
  private paidWithout: Amount = 0n;
  private fees: Amount = 0n;

  /** Adds a line of slots in which the tariff held. */
  add(line: OutcomeLine, tariff: Tariff): void {
    this.addTotal(line.account, line.total);
    if (line.account === GRID_OPERATOR_ACCOUNT) this.fees += line.feeAmount;
    if (line.account < FIRST_MEMBER_ACCOUNT) return;
    for (const key of ENERGIES) this.addEnergy(key, BigInt(line[key]));
    this.paid -= line.total;
    this.paidWithout +=
      BigInt(line.importedUkwh) * amountOf(1, tariff.retailPrice) -
      BigInt(line.exportedUkwh) * amountOf(1, tariff.feedInPrice);
  }

  /** All of several outcomes. */
  static of(parts: readonly MarketOutcome[]): MarketOutcome {
    const sum = new MarketOutcome();
    for (const part of parts) {
      for (const [account, total] of part.totals) sum.addTotal(account, total);
      for (const [key, energy] of part.energies) sum.addEnergy(key, energy);
      sum.paid += part.paid;
      sum.paidWithout += part.paidWithout;
      sum.fees += part.fees;
    }
    return sum;
  }

  describe(): PreviewSums {
    const kwh = (key: Energy) => printKwh(this.energies.get(key) ?? 0n);
    return {
      contracted: kwh("contractedBuyUkwh"),
      delivered: kwh("deliveredBuyUkwh"),
      shared: kwh("sharedBuyUkwh"),
      fromSupplier: kwh("residualImportUkwh"),
      toSupplier: kwh("residualExportUkwh"),
      paid: printAmount(this.paid),
      paidWithout: printAmount(this.paidWithout),
      saved: printAmount(this.paidWithout - this.paid),
      fees: printAmount(this.fees),
    };
  }

  private addTotal(account: number, total: Amount): void {
    this.totals.set(account, (this.totals.get(account) ?? 0n) + total);
  }

  private addEnergy(key: Energy, energy: bigint): void {
    this.energies.set(key, (this.energies.get(key) ?? 0n) + energy);
  }
}
