import { describe, expect, test } from "vitest";
import { clearBookFile } from "./clear-book-file.js";

const order = (id: string, side: string, energy: string, price: string, more: object = {}) => ({
  id,
  account: id,
  side,
  energy,
  price,
  ...more,
});

const ORDERS = [
  order("b1", "buy", "1", "0.30"),
  order("b2", "buy", "1", "0.24"),
  order("b3", "buy", "1", "0.12"),
  order("s1", "sell", "2", "0.10"),
  order("s2", "sell", "1", "0.20"),
];

const cleared = (book: object) => clearBookFile(JSON.stringify(book), { explains: false });
const explained = (book: object) => clearBookFile(JSON.stringify(book), { explains: true });

describe("clearBookFile", () => {
  test("answers with price, energy, surplus, trades and what is unfilled", async () => {
    expect(await cleared({ mechanism: "uniform-price", orders: ORDERS })).toEqual({
      price: "0.17",
      energy: "2",
      surplus: "0.34",
      trades: [
        { buy: "b1", sell: "s1", energy: "1", price: "0.17" },
        { buy: "b2", sell: "s1", energy: "1", price: "0.17" },
      ],
      unfilled: [
        { id: "b3", energy: "1" },
        { id: "s2", energy: "1" },
      ],
    });
  });

  test.each([
    ["marginal-bid", undefined, "0.24"],
    ["marginal-ask", undefined, "0.1"],
    ["k", "0.25", "0.135"],
  ])("prices at %s", async (pricing, k, price) => {
    const book = { mechanism: "uniform-price", pricing, k, orders: ORDERS };
    expect(await cleared(book)).toMatchObject({ price });
  });

  test("prices pairs at the bid, the ask or the middle", async () => {
    for (const [pricing, price] of [
      ["bid", "0.3"],
      ["ask", "0.1"],
      ["middle", "0.2"],
    ]) {
      const answer = await cleared({ mechanism: "pay-as-bid", pricing, orders: ORDERS });
      expect(answer).toMatchObject({ trades: [{ price }, {}] });
    }
  });

  test("never lets an account trade with itself, and finds the best of the rest", async () => {
    const orders = [
      order("b1", "buy", "10", "0.30", { account: "kim" }),
      order("s1", "sell", "10", "0.10", { account: "kim" }),
      order("b2", "buy", "2", "0.20"),
      order("s2", "sell", "3", "0.15"),
    ];
    const answer = await explained({ mechanism: "uniform-price", orders });
    expect(answer).toMatchObject({ energy: "5", surplus: "0.65" });
    expect(answer.trades.map(({ buy, sell }) => `${buy} ${sell}`)).toEqual(["b2 s1", "b1 s2"]);
    expect(answer.explanations?.[0]?.why).toContain("may not trade with itself");
  });

  test("keeps zero and negative prices, and gives nothing where nothing meets", async () => {
    const negative = [order("b", "buy", "1", "-0.05"), order("s", "sell", "1", "-0.15")];
    expect(await cleared({ mechanism: "uniform-price", orders: negative })).toMatchObject({
      price: "-0.1",
      energy: "1",
    });
    const apart = [order("b", "buy", "1", "0.05"), order("s", "sell", "1", "0.15")];
    for (const mechanism of [
      "uniform-price",
      "pay-as-bid",
      "continuous",
      "bilateral",
      "truthful",
      "network",
    ]) {
      const network = mechanism === "network" ? { network: {} } : {};
      for (const orders of [apart, []]) {
        expect(await cleared({ mechanism, orders, ...network })).toMatchObject({
          price: null,
          energy: "0",
          surplus: "0",
          trades: [],
        });
      }
    }
  });

  test("numbers orders by their time, and takes cancellations", async () => {
    const orders = [
      order("b", "buy", "1", "0.30", { at: "2026-06-01T10:02:00Z" }),
      order("s1", "sell", "1", "0.10", { at: "2026-06-01T10:01:00Z" }),
      order("s2", "sell", "1", "0.20", { at: "2026-06-01T12:00:30+02:00" }),
    ];
    const book = { mechanism: "continuous", gateClosure: "2026-06-01T10:30:00Z", orders };
    expect(await cleared(book)).toMatchObject({ trades: [{ buy: "b", sell: "s1", price: "0.1" }] });
    const cancels = [{ order: "s1", at: "2026-06-01T10:01:30Z" }];
    const answer = await explained({ ...book, cancels });
    expect(answer).toMatchObject({ trades: [{ buy: "b", sell: "s2", price: "0.2" }] });
    expect(answer.explanations?.[1]?.why).toBe(
      'Sold nothing of 1 kWh: it was cancelled after "s1" came.',
    );
  });

  test("clears at the middle of the grid's prices and at a posted price", async () => {
    const tariff = { retail: "0.30", feedIn: "0.08" };
    expect(await cleared({ mechanism: "mid-market-rate", tariff, orders: ORDERS })).toMatchObject({
      price: "0.19",
      energy: "2",
    });
    const posted = { mechanism: "posted-price", postedPrice: "0.25", orders: ORDERS };
    const answer = await explained(posted);
    expect(answer).toMatchObject({ price: "0.25", energy: "1" });
    expect(answer.explanations?.[1]?.why).toBe(
      "Bought nothing of 1 kWh: its limit of 0.24 does not accept the price of 0.25.",
    );
  });

  test("states the fund of trade reduction, with both prices", async () => {
    const orders = [
      order("b1", "buy", "2", "0.30"),
      order("b2", "buy", "1", "0.20"),
      order("s1", "sell", "2", "0.10"),
      order("s2", "sell", "1", "0.15"),
    ];
    expect(await cleared({ mechanism: "truthful", orders })).toMatchObject({
      fund: "0.1",
      trades: [{ buy: "b1", sell: "s1", energy: "2", price: "0.2", sellerPrice: "0.15" }],
    });
  });

  test("moves energy over lines, with their fee", async () => {
    const orders = [
      order("b", "buy", "2", "0.30", { zone: "north" }),
      order("s", "sell", "2", "0.10", { zone: "south" }),
    ];
    const lines = [{ id: "l", from: "south", to: "north", capacity: "1.5", fee: "0.02" }];
    const answer = await cleared({ mechanism: "network", network: { lines }, orders });
    expect(answer).toMatchObject({ energy: "1.5", surplus: "0.27" });
  });

  test("prefers partners and sources, and loses no rest", async () => {
    const orders = [
      order("s1", "sell", "1", "0.20", { source: "solar" }),
      order("s2", "sell", "3", "0.10"),
      order("b", "buy", "3", "0.30", { source: "solar", prefers: { premium: "0.02" } }),
    ];
    const answer = await cleared({ mechanism: "bilateral", orders });
    expect(answer).toMatchObject({ energy: "3", unfilled: [{ id: "s2", energy: "1" }] });
    expect(answer.trades[0]).toEqual({ buy: "b", sell: "s1", energy: "1", price: "0.26" });
  });
});

describe("an explanation", () => {
  const whyOf = async (book: object) => (await explained(book)).explanations?.map(({ why }) => why);

  test("says that an account may not trade with itself, across a network too", async () => {
    const orders = [
      order("b", "buy", "1", "0.3", { account: "kim" }),
      order("s", "sell", "1", "0.1", { account: "kim" }),
    ];
    for (const mechanism of ["uniform-price", "network"]) {
      const network = mechanism === "network" ? { network: {} } : {};
      for (const why of (await whyOf({ mechanism, orders, ...network })) ?? []) {
        expect(why).toMatch(/may not trade with itself|nobody else offers/);
      }
    }
  });

  test("names the premium, and what a tariff makes of a limit", async () => {
    const prefers = { premium: "0.1" };
    const orders = [order("b", "buy", "1", "0.1", { prefers }), order("s", "sell", "1", "0.15")];
    expect(await whyOf({ mechanism: "bilateral", orders })).toEqual([
      'Bought all of 1 kWh from "s" at 0.175, within its limit of 0.1, or up to 0.1 above it with whom it prefers.',
      'Sold all of 1 kWh to "b" at 0.175, within its limit of 0.15.',
    ]);
    const tariff = { retail: "0.3", feedIn: "0.08", buyerFee: "0.05" };
    const wide = [order("b", "buy", "1", "0.4"), order("s", "sell", "1", "0.1")];
    expect((await whyOf({ mechanism: "uniform-price", tariff, orders: wide }))?.[0]).toContain(
      "its limit of 0.4, which counts as 0.25 after fees and the grid's offer",
    );
  });
});

describe("a book that cannot be cleared", () => {
  const one = order("b", "buy", "1", "0.1");
  test.each<[string, unknown, string]>([
    ["is no JSON", "{", "it is no JSON"],
    ["has no mechanism", { orders: [] }, "mechanism:"],
    [
      "has a number for energy",
      { mechanism: "truthful", orders: [{ ...one, energy: 1 }] },
      "orders[0].energy:",
    ],
    [
      "has too many decimals",
      { mechanism: "truthful", orders: [{ ...one, price: "0.1234567" }] },
      "orders[0].price: has too many decimals",
    ],
    [
      "has no energy",
      { mechanism: "truthful", orders: [{ ...one, energy: "0" }] },
      "must be above zero",
    ],
    [
      "has a field nobody knows",
      { mechanism: "truthful", orders: [{ ...one, colour: "red" }] },
      "orders[0]:",
    ],
    ["has an id twice", { mechanism: "truthful", orders: [one, one] }, 'two have the id "b"'],
    [
      "has a time for some",
      {
        mechanism: "truthful",
        orders: [
          { ...one, at: 1 },
          { ...one, id: "c" },
        ],
      },
      '"c" has no `at`',
    ],
    [
      "has an order after gate closure",
      { mechanism: "continuous", gateClosure: 5, orders: [{ ...one, at: 5 }] },
      "gate closure",
    ],
    [
      "cancels what is not there",
      { mechanism: "continuous", cancels: [{ order: "x", after: "b" }], orders: [one] },
      'cancels[0]: there is no order "x"',
    ],
    [
      "has another mechanism's field",
      { mechanism: "truthful", postedPrice: "1", orders: [one] },
      "postedPrice: truthful has no use for it",
    ],
    [
      "has another mechanism's pricing",
      { mechanism: "pay-as-bid", pricing: "midpoint", orders: [] },
      "give one of bid, ask, middle",
    ],
    ["prices by k without it", { mechanism: "uniform-price", pricing: "k", orders: [] }, "k:"],
    [
      "has a k that is not used",
      { mechanism: "uniform-price", k: "0.5", orders: [] },
      "k: pricing midpoint",
    ],
    [
      "has times of two kinds",
      {
        mechanism: "truthful",
        orders: [
          { ...one, at: 1 },
          { ...one, id: "c", at: "2026-06-01T10:00Z" },
        ],
      },
      "use one kind",
    ],
    [
      "has a time that is none",
      { mechanism: "truthful", orders: [{ ...one, at: "noon" }] },
      "orders[0].at: give an instant",
    ],
    [
      "closes a gate without times",
      { mechanism: "continuous", gateClosure: 5, orders: [one] },
      "gateClosure: the orders have no",
    ],
    [
      "cancels twice",
      {
        mechanism: "continuous",
        cancels: [
          { order: "b", after: "b" },
          { order: "b", after: "b" },
        ],
        orders: [one],
      },
      "cancelled twice",
    ],
    ["has no price to post", { mechanism: "posted-price", orders: [] }, "postedPrice:"],
    ["has no tariff", { mechanism: "mid-market-rate", orders: [] }, "tariff:"],
    [
      "has two orders where one is allowed",
      {
        mechanism: "truthful",
        orders: [
          { ...one, account: "k" },
          { ...one, id: "c", account: "k" },
        ],
      },
      'order "c": this mechanism takes one order an account',
    ],
    [
      "has a line that is overloaded for good",
      {
        mechanism: "network",
        orders: [],
        network: { lines: [{ id: "cable", from: "a", to: "b", capacity: "1", scheduled: "2" }] },
      },
      '"cable":',
    ],
  ])("%s", async (_, book, problem) => {
    const text = typeof book === "string" ? book : JSON.stringify(book);
    await expect(clearBookFile(text, { explains: false })).rejects.toThrow(problem);
  });
});
