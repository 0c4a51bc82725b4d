import type { BalanceCode, MonthBalance } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { Notice } from "../../../components/notice.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import classes from "./month-end.module.css";

/** What is to be done when a balance is not zero, by what it is about. */
const ACTIONS: Record<BalanceCode, "lines" | "energy" | "periods" | "accounts" | "slots"> = {
  lines_total: "lines",
  lines_trade: "lines",
  lines_sharing: "lines",
  lines_supplier: "lines",
  lines_fee: "lines",
  line_parts: "lines",
  delivered: "energy",
  shared: "energy",
  imported_parts: "energy",
  exported_parts: "energy",
  imported_meters: "energy",
  exported_meters: "energy",
  period_delta: "periods",
  period_ledger: "periods",
  period_carry: "periods",
  period_rounding: "periods",
  period_lines: "periods",
  carry_chain: "periods",
  account_balances: "accounts",
  slots_in_periods: "slots",
};

/** Every sum that must be zero: green where it is, exactly, and else by how much it is off and what to do. */
export function Balances({ balances }: { balances: readonly MonthBalance[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const wrong = balances.filter(({ isZero }) => !isZero);
  const hasFigures = balances.every(({ value }) => value !== null);
  return (
    <SectionCard title={t("monthEnd.balancesTitle")}>
      {wrong.length > 0 ? (
        <Notice tone="bad">
          {t("monthEnd.wrong", { count: wrong.length, number: formats.count(wrong.length) })}
        </Notice>
      ) : (
        hasFigures && (
          <Notice tone="good">
            ✓ {t("monthEnd.allZero", { number: formats.count(balances.length) })}
          </Notice>
        )
      )}
      <p className={classes.note}>{t("monthEnd.balancesNote")}</p>
      <ul className={classes.balances}>
        {[...wrong, ...balances.filter(({ isZero }) => isZero)].map((balance) => (
          <Balance key={balance.code} balance={balance} />
        ))}
      </ul>
    </SectionCard>
  );
}

function Balance({ balance }: { balance: MonthBalance }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { code, value, isZero, counted, places } = balance;
  const tone = !isZero ? "bad" : value === null ? "none" : "good";
  const over = formats.count(counted);
  return (
    <li className={classes.balance} data-tone={tone} data-balance={code}>
      <div className={classes.balanceName}>
        {t(`monthEnd.balance.${code}`)}
        <span className={classes.balanceNote}>
          {isZero
            ? value !== null && t("monthEnd.counted", { count: counted, counted: over })
            : t("monthEnd.places", {
                count: places,
                places: formats.count(places),
                counted: over,
              })}
        </span>
      </div>
      <strong className={classes.balanceValue} data-value={value ?? ""}>
        <BalanceValue balance={balance} />
      </strong>
      {!isZero && <p className={classes.action}>{t(`monthEnd.action.${ACTIONS[code]}`)}</p>}
    </li>
  );
}

function BalanceValue({ balance: { value, unit, isZero } }: { balance: MonthBalance }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (value === null) return t("monthEnd.noFigure");
  if (isZero) return <>✓ {t("monthEnd.exactly")}</>;
  if (value === "0") return <>✗ {t("monthEnd.hidden")}</>;
  const shown = {
    money: () => formats.exactMoney(value),
    energy: () => `${formats.exactEnergyNumber(value)}\u00a0kWh`,
    slots: () => t("monthEnd.slots", { value: formats.count(value) }),
  }[unit]();
  return <>✗ {t("monthEnd.off", { value: shown })}</>;
}
