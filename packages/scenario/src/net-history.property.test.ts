import { orderFromForecast, type SlotEnergy, sameHourMean } from "@pumasi/market";
import fc from "fast-check";
import { expect, it } from "vitest";
import { NetHistory } from "./net-history.js";

const SLOT_SECONDS = 3600;
const PER_DAY = 24;

it("expects what the market's own forecast expects, and nothing where nothing is known", () => {
  const nets = fc.array(fc.integer({ min: -9_000_000, max: 9_000_000 }), {
    minLength: 1,
    maxLength: 9 * PER_DAY,
    size: "max",
  });
  fc.assert(
    fc.property(nets, fc.nat(500_000), (measured, first) => {
      const history = new NetHistory(1, SLOT_SECONDS, ["same-hour-mean"]);
      measured.forEach((net, index) => {
        const [imported, exported] = [Math.max(net, 0), Math.max(-net, 0)];
        history.remember(first + index, Float64Array.of(imported), Float64Array.of(exported));
      });
      const past: SlotEnergy[] = [];
      for (let day = 1; day <= 7; day++) {
        const net = measured[measured.length - day * PER_DAY];
        if (net === undefined) continue;
        past.push({ importedUkwh: Math.max(net, 0), exportedUkwh: Math.max(-net, 0) });
      }
      const order = orderFromForecast(sameHourMean(past), { buyBelow: 1, sellAbove: 0 });
      const expected = order === null ? 0 : order.energyUkwh * (order.side === "buy" ? 1 : -1);
      const column = new Float64Array(1);
      const slot = first + measured.length;
      expect(history.expect("same-hour-mean", slot, column)).toBe(past.length > 0);
      expect((column[0] as number) + 0).toBe(expected);
      const yesterday = measured[measured.length - PER_DAY];
      expect(history.expect("persistence-day", slot, column)).toBe(yesterday !== undefined);
      if (yesterday !== undefined) expect((column[0] as number) + 0).toBe(yesterday + 0);
      const lastWeek = measured[measured.length - 7 * PER_DAY];
      expect(history.expect("persistence-week", slot, column)).toBe(lastWeek !== undefined);
      if (lastWeek !== undefined) expect((column[0] as number) + 0).toBe(lastWeek + 0);
    }),
  );
});
