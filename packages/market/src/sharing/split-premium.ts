import { type Amount, amountOf, type Price, type Ukwh } from "@pumasi/quantities";
import { compareMeters } from "./prepare-sharing.js";
import type { SharingRefusal } from "./sharing-refusal.js";
import { type MeterId, type MeterPart, WHOLE_PPM } from "./sharing-rule.js";

/** Who gets what of a premium (10^-12 currency), and what no key covers, for the community. */
export interface PremiumSplit {
  ok: true;
  parts: { meter: MeterId; amount: Amount }[];
  communityAmount: Amount;
}

/**
 * Divides the premium on virtually shared energy by key: `premium = shared energy × premium price`
 * (10^-6 kWh and 10^-6 currency/kWh, so 10^-12 currency), each key's part in whole units by largest
 * remainder, what no key covers counting as one more holder, the last; units that do not divide go
 * by the meters' names. The parts and the community's add up to the premium exactly; the parts stand
 * in the order of the keys. A negative price divides a cost in the same way.
 *
 * Refuses, in this order, a key that is not a whole number from 0 to 1,000,000 or is given twice,
 * and keys that add up to more than 1,000,000.
 *
 * Prescribed as: Italy, where GSE pays the premium on the energy shared in the hour to the
 * community, which divides it by its own statute.
 *
 * Example: 2 kWh at 0.11 are 0.22; keys of 50 % and 30 % get 0.11 and 0.066, the community keeps
 * 0.044.
 */
export function splitPremium(
  sharedUkwh: Ukwh,
  premiumPrice: Price,
  keys: readonly MeterPart[],
): PremiumSplit | SharingRefusal {
  let sumPpm = 0;
  const seen = new Set<MeterId>();
  for (const { meter, ppm } of keys) {
    if (!Number.isSafeInteger(ppm) || ppm < 0 || ppm > WHOLE_PPM) {
      return { ok: false, reason: "sharing_key_invalid", meter };
    }
    if (seen.has(meter)) return { ok: false, reason: "sharing_key_repeated", meter };
    seen.add(meter);
    sumPpm += ppm;
  }
  if (sumPpm > WHOLE_PPM) return { ok: false, reason: "sharing_keys_above_whole" };
  const premium = amountOf(sharedUkwh, premiumPrice);
  const sorted = keys.toSorted((a, b) => compareMeters(a.meter, b.meter));
  const holders = [...sorted.map(({ ppm }) => ppm), WHOLE_PPM - sumPpm];
  const amounts = divideAmount(premium < 0n ? -premium : premium, holders);
  const amountOfMeter = new Map(
    sorted.map(({ meter }, index) => [meter, signed(amounts[index] as Amount, premium)]),
  );
  return {
    ok: true,
    parts: keys.map(({ meter }) => ({ meter, amount: amountOfMeter.get(meter) as Amount })),
    communityAmount: signed(amounts.at(-1) as Amount, premium),
  };
}

function signed(amount: Amount, like: Amount): Amount {
  return like < 0n ? -amount : amount;
}

/** Largest remainder for amounts, by parts of a million. */
function divideAmount(amount: Amount, holdersPpm: readonly number[]): Amount[] {
  const whole = BigInt(WHOLE_PPM);
  const parts = holdersPpm.map((ppm) => (amount * BigInt(ppm)) / whole);
  let left = Number(amount - parts.reduce((sum, part) => sum + part, 0n));
  const ranked = holdersPpm
    .map((ppm, index) => ({ index, remainder: (amount * BigInt(ppm)) % whole }))
    .sort((a, b) => Number(b.remainder - a.remainder) || a.index - b.index);
  for (const { index } of ranked) {
    if (left-- <= 0) break;
    parts[index] = (parts[index] as Amount) + 1n;
  }
  return parts;
}
