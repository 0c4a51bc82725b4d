import { describe, expect, test } from "vitest";
import { checkRation } from "./check-ration.js";
import type { Order } from "./order.js";

/** A price level whose orders offered these energies, at sequences 0, 1, 2 and so on. */
const level = (...energies: number[]): Order[] =>
  energies.map((energyUkwh, sequence) => ({
    sequence,
    account: 4 + sequence,
    side: "buy",
    limitPrice: 6,
    energyUkwh,
  }));

const reason = "clearing_ration_not_pro_rata";

describe("checkRation", () => {
  test("passes the largest remainders, equals by sequence, and a level filled whole", () => {
    expect(checkRation(level(2, 2, 2), [1, 1, 0], 2, 6)).toBeNull();
    expect(checkRation(level(1, 5, 3), [0, 1, 1], 2, 9)).toBeNull();
    expect(checkRation(level(4, 7), [4, 7], 11, 11)).toBeNull();
  });

  test("names the order whose fill is not its quota rounded down or one unit more", () => {
    expect(checkRation(level(2, 2, 2), [2, 0, 0], 2, 6)).toEqual({
      ok: false,
      reason,
      sequence: 0,
    });
    expect(checkRation(level(9, 1), [5, 0], 5, 10)).toBeNull();
    expect(checkRation(level(90, 10), [43, 7], 50, 100)).toEqual({
      ok: false,
      reason,
      sequence: 0,
    });
  });

  test("names who got a unit and who had the better claim to it", () => {
    expect(checkRation(level(2, 2, 2), [1, 0, 1], 2, 6)).toEqual({
      ok: false,
      reason,
      sequence: 2,
      otherSequence: 1,
    });
    expect(checkRation(level(1, 5, 3), [1, 1, 0], 2, 9)).toEqual({
      ok: false,
      reason,
      sequence: 0,
      otherSequence: 2,
    });
  });
});
