import { isDecimalText } from "./exact-decimal.js";

/** What stands where a value is missing. Missing is never zero. */
export const MISSING = "–";

/** Energy is shown to the watt-hour everywhere, so that no two places show two numbers. */
const ENERGY_DIGITS = 3;

/** Meters and orders have six decimals of a kWh. */
const EXACT_ENERGY_DIGITS = 6;

/** Prices per kWh need two more decimals than the currency's coins. */
const EXTRA_PRICE_DIGITS = 2;

/** The ledger and the amounts computed from it have up to twelve decimals. */
const EXACT_DIGITS = 12;

type Shown = string | null | undefined;

/** Every way the page writes numbers and instants, for one language, currency and time zone. */
export interface Formats {
  /** Decimal kWh without the unit. */
  energyNumber: (kwh: Shown) => string;
  energy: (kwh: Shown) => string;
  /** Decimal kWh without the unit, with every digit there is. */
  exactEnergyNumber: (kwh: Shown) => string;
  /** Money in the currency's own decimals, rounded half away from zero. */
  money: (amount: Shown) => string;
  /** Money with every digit there is. */
  exactMoney: (amount: Shown) => string;
  /** A price per kWh without the "/kWh". */
  price: (price: Shown) => string;
  count: (count: number | string | null) => string;
  percent: (permille: number | null) => string;
  /** "14:00" in the community's time zone. */
  time: (instantMs: number) => string;
  /** "Tue 3 Jul" in the community's time zone. */
  day: (instantMs: number) => string;
  /** "3" of the month, in the community's time zone. */
  dayOfMonth: (instantMs: number) => string;
  /** "July" in the community's time zone. */
  month: (instantMs: number) => string;
  /** "2026" in the community's time zone. */
  year: (instantMs: number) => string;
  dayAndTime: (instantMs: number) => string;
  fullDateAndTime: (instantMs: number) => string;
}

interface FormatsOptions {
  /** A BCP 47 language tag. */
  locale: string;
  /** An ISO 4217 code; null where it is not known: amounts then bear no sign of a currency. */
  currency: string | null;
  timeZone: string;
}

/** Makes the page's formats. Decimal texts go to Intl as texts, which keeps every digit. */
export function createFormats(options: FormatsOptions): Formats {
  return { ...numberFormats(options), ...instantFormats(options) };
}

function numberFormats({ locale, currency }: FormatsOptions) {
  const style = currency === null ? {} : ({ style: "currency", currency } as const);
  const coins = currency === null ? null : new Intl.NumberFormat(locale, style).resolvedOptions();
  const coinDigits = coins?.maximumFractionDigits ?? 2;
  const moneyWith = (minimumFractionDigits: number, maximumFractionDigits: number) =>
    exactly(
      new Intl.NumberFormat(locale, {
        ...style,
        minimumFractionDigits,
        maximumFractionDigits,
        signDisplay: "negative",
      }),
    );
  const energyWith = (digits: number) =>
    exactly(
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay: "negative",
      }),
    );
  const energyNumber = energyWith(ENERGY_DIGITS);
  const counts = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const percents = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const priceDigits = coinDigits + EXTRA_PRICE_DIGITS;
  return {
    energyNumber,
    energy: (kwh: Shown) => {
      const text = energyNumber(kwh);
      return text === MISSING ? MISSING : `${text}\u00a0kWh`;
    },
    exactEnergyNumber: energyWith(EXACT_ENERGY_DIGITS),
    money: moneyWith(coinDigits, coinDigits),
    exactMoney: moneyWith(coinDigits, EXACT_DIGITS),
    price: moneyWith(priceDigits, priceDigits),
    count: (count: number | string | null) =>
      typeof count === "number" ? counts.format(count) : exactly(counts)(count),
    percent: (permille: number | null) =>
      permille === null ? MISSING : percents.format(permille / 1000),
  };
}

function exactly(format: Intl.NumberFormat): (text: Shown) => string {
  return (text) => {
    if (text === null || text === undefined || !isDecimalText(text)) return MISSING;
    return format.format(text);
  };
}

function instantFormats({ locale, timeZone }: FormatsOptions) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const shortDay = { weekday: "short", day: "numeric", month: "short" } as const;
  const instant = (parts: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...parts, timeZone });
    return (instantMs: number) => format.format(instantMs);
  };
  return {
    time: instant(clock),
    day: instant(shortDay),
    dayOfMonth: instant({ day: "numeric" }),
    month: instant({ month: "long" }),
    year: instant({ year: "numeric" }),
    dayAndTime: instant({ ...shortDay, ...clock }),
    fullDateAndTime: instant({ ...shortDay, year: "numeric", ...clock }),
  };
}
