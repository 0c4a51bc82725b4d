import type { Hex, LineLeaf, MeteringHeader, ReadingLeaf } from "@pumasi/protocol";
import type { Forgery } from "./committed-market.js";
import { elementAt } from "./element-at.js";
import { deviceKeyOf, signReading, unknownP256Key } from "./market-members.js";
import type { SlotForgery } from "./trade-forgeries.js";

type Changed<T> = (own: T) => Partial<T> | Promise<Partial<T>>;

function read(meter: number, change: Changed<ReadingLeaf>): Forgery {
  return {
    readings: async (readings) => {
      const reading = elementAt(readings, meter);
      Object.assign(reading, await change(reading));
    },
  };
}

function settled(account: number, change: Changed<LineLeaf>): Forgery {
  return {
    lines: async (lines) => {
      const line = elementAt(lines, account);
      Object.assign(line, await change(line));
    },
  };
}

function headed(change: Changed<MeteringHeader>): Forgery {
  return { metering: async (header) => void Object.assign(header, await change(header)) };
}

/** The same registers, signed by another key. */
async function signedByAnother(
  { slot, meter, signed }: ReadingLeaf,
  key: Hex,
): Promise<Partial<ReadingLeaf>> {
  if (signed === null) return {};
  const { importRegisterUkwh, exportRegisterUkwh, quality } = signed;
  const message = { slot, meter, importRegisterUkwh, exportRegisterUkwh, quality };
  const { signature } = await signReading(message, key);
  return { signed: { ...signed, signature } };
}

const inReadings = { judge: "judgeReadings", back: "cleared" } as const;

const readingForgeries: readonly SlotForgery[] = [
  {
    ...{ name: "a meter of another account", fault: "ReadingAccountWrong", ...inReadings },
    forgery: read(2, () => ({ account: 5 })),
  },
  {
    ...{ name: "a substitute by no rule", fault: "ReadingQualityWrong", ...inReadings },
    forgery: read(4, () => ({ rule: null })),
  },
  {
    ...{ name: "a reading by no device of the account", fault: "ReadingKeyInvalid", ...inReadings },
    forgery: {
      readings: (readings) => {
        const [own, other] = [elementAt(readings, 0).signed, elementAt(readings, 1).signed];
        if (own !== null && other !== null) own.device = other.device;
      },
    },
  },
  {
    ...{ name: "a reading nobody signed", fault: "ReadingSignatureInvalid", ...inReadings },
    forgery: read(0, (own) => signedByAnother(own, deviceKeyOf(5))),
  },
  {
    ...{
      name: "a reading on P-256 nobody signed",
      fault: "ReadingSignatureInvalid",
      ...inReadings,
    },
    forgery: read(2, (own) => signedByAnother(own, unknownP256Key)),
  },
  {
    ...{ name: "a beginning nobody signed", fault: "ReadingBaselineInvalid", ...inReadings },
    forgery: read(0, ({ signed }) => ({ baseline: signed })),
  },
  {
    ...{ name: "more energy than registers rose", fault: "ReadingEnergyWrong", ...inReadings },
    forgery: read(1, ({ exportedUkwh }) => ({ exportedUkwh: exportedUkwh + 1 })),
  },
  {
    ...{ name: "two readings that do not add up", fault: "ReadingSumWrong", ...inReadings },
    forgery: read(2, ({ totalImportedUkwh: own }) => ({ totalImportedUkwh: own + 5 })),
  },
  {
    ...{ name: "an account's meter passed over", fault: "ReadingAccountSumWrong", ...inReadings },
    forgery: read(4, ({ importedUkwh }) => ({ previous: 0, accountImportedUkwh: importedUkwh })),
  },
];

const inHeader = { judge: "judgeMetering", back: "cleared" } as const;
const inLines = { judge: "judgeLines", back: "cleared" } as const;

const lineForgeries: readonly SlotForgery[] = [
  {
    ...{ name: "a price of sharing off by one unit", fault: "MeteringTotalsWrong", ...inHeader },
    forgery: headed(({ sharingPrice }) => ({ sharingPrice: sharingPrice + 1 })),
  },
  {
    ...{ name: "another price than the clearing's", fault: "ClearingMismatch", ...inHeader },
    forgery: headed(({ price }) => ({ price: price + 1 })),
  },
  {
    ...{ name: "money for the guarantee account", fault: "LineSystemAccount", ...inLines },
    forgery: settled(2, () => ({ sharingAmount: 1n })),
  },
  {
    ...{ name: "too little delivered", fault: "LineDeliveredWrong", ...inLines },
    forgery: settled(4, ({ deliveredBuyUkwh: own }) => ({ deliveredBuyUkwh: own - 1 })),
  },
  {
    ...{ name: "too little shared", fault: "LineSharedWrong", ...inLines },
    forgery: settled(6, ({ sharedBuyUkwh: own }) => ({ sharedBuyUkwh: own - 1 })),
  },
  {
    ...{ name: "one unit of money too much", fault: "LineAmountWrong", ...inLines },
    forgery: settled(5, ({ tradeAmount }) => ({ tradeAmount: tradeAmount + 1n })),
  },
  {
    ...{ name: "another account at the cut", fault: "LineCutWrong", ...inLines },
    forgery: headed(({ sharedSellCut: cut }) => ({
      sharedSellCut: cut === null ? null : { ...cut, index: cut.index + 1 },
    })),
  },
  {
    ...{ name: "two lines that do not add up", fault: "LineSumWrong", ...inLines },
    forgery: settled(5, ({ sums }) => ({ sums: { ...sums, feeAmount: sums.feeAmount + 1n } })),
  },
  {
    ...{ name: "contracts without an order", fault: "LineContractWrong", ...inLines },
    forgery: settled(5, () => ({ lastOrder: 0 })),
  },
  {
    ...{ name: "energy without a meter", fault: "LineReadingWrong", ...inLines },
    forgery: settled(6, () => ({ lastReading: 0 })),
  },
  {
    ...{ name: "an offer where nobody has a key", fault: "LineOfferWrong", ...inLines },
    forgery: settled(4, () => ({ offeredUkwh: 1 })),
  },
  {
    ...{ name: "contracts that are not the account's fills", fault: "LineContractWrong" },
    ...{ judge: "judgeLineAndOrder", back: "cleared" },
    forgery: {
      contracts: (fills) => {
        fills[0] = elementAt(fills, 0) - 10;
        fills[2] = elementAt(fills, 2) + 10;
      },
    },
  },
  {
    ...{ name: "energy that is not the account's meters'", fault: "LineReadingWrong" },
    ...{ judge: "judgeLineAndReading", back: "cleared" },
    forgery: {
      settled: (metered) => {
        elementAt(metered, 1).exportedUkwh -= 10;
        elementAt(metered, 3).exportedUkwh += 10;
      },
    },
  },
];

/** A forgery for every fault of a metering under one price; each leaves everything else true. */
export const meteringForgeries: readonly SlotForgery[] = [...readingForgeries, ...lineForgeries];
