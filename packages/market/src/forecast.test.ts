import { describe, expect, test } from "vitest";
import { meanOf, orderFromForecast, sameHourMean } from "./forecast.js";

describe("sameHourMean", () => {
  test("is the mean of each direction, rounded down", () => {
    const history = [
      { importedUkwh: 10, exportedUkwh: 0 },
      { importedUkwh: 11, exportedUkwh: 5 },
      { importedUkwh: 11, exportedUkwh: 0 },
    ];
    expect(sameHourMean(history)).toEqual({ importedUkwh: 10, exportedUkwh: 1 });
  });

  test("is null without history: missing is never zero", () => {
    expect(sameHourMean([])).toBeNull();
    expect(() => meanOf([])).toThrow("mean");
  });

  test("is exact where the sum passes 2^53", () => {
    const large = Number.MAX_SAFE_INTEGER;
    expect(meanOf([large, large, large])).toBe(large);
  });
});

describe("orderFromForecast", () => {
  const wishes = { buyBelow: 250, sellAbove: 90 };

  test.each([
    [
      { importedUkwh: 9, exportedUkwh: 2 },
      { side: "buy", energyUkwh: 7, limitPrice: 250 },
    ],
    [
      { importedUkwh: 2, exportedUkwh: 9 },
      { side: "sell", energyUkwh: 7, limitPrice: 90 },
    ],
    [{ importedUkwh: 5, exportedUkwh: 5 }, null],
    [{ importedUkwh: 0, exportedUkwh: 0 }, null],
    [null, null],
  ])("of %j is %j", (forecast, order) => {
    expect(orderFromForecast(forecast, wishes)).toEqual(order);
  });
});
