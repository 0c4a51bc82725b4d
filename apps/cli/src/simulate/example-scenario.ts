/** A small scenario with every part a scenario may have; shown by `--help`, and run by a test. */
export const EXAMPLE_SCENARIO = `\
name: Ten homes in spring
description: Shown in the report.       # optional
seed: "1"                               # any text; it decides every draw
currency: EUR
time-zone: Europe/Vienna
site: { latitude: 48.2, longitude: 16.4 }   # for generated panels
period:
  start: 2025-04-01T00:00:00+02:00
  days: 2
  slot-minutes: 15                      # 5, 15, 30 or 60
# recordings: { first-row: 2025-01-01T00:00:00Z, row-minutes: 60 }   # when homes have files
tariffs:
  - name: flat
    retail: 0.30
    feed-in: 0.08
    buyer-fee: 0.03                     # optional: grid fees on energy among neighbours
    seller-fee: 0
    daily-charge: 0.25                  # optional; the community does not change it
  - name: night                         # bands by local time; days: all, weekdays, weekends
    retail: [{ from: "00:00", price: 0.22 }, { from: "06:00", price: 0.34 }]
    feed-in: 0.08
homes:
  # - { name: home-01, file: home-01.csv, tariff: flat }    # header load_kwh,pv_kwh; pv-file: another pv_kwh
  - name: house                         # generated: house-001 and on; [low, high] is drawn for each
    count: 8
    tariff: flat
    load: { annual: [2500, 5500], shape: family }           # family, workers, retired, shop
    pv: { share: 0.5, peak: [3, 9], minutes-east: [-90, 90] }
    battery: { share: 0.25, only-with-pv: true, capacity: [5, 10], power: 4, round-trip: 0.9, strategy: self-consumption }
    ev: { share: 0.25, energy: [4, 12], power: 11, leaves: ["07:00", "08:30"], returns: ["16:00", "19:00"], strategy: solar-first }
  - name: shop
    count: 2
    tariff: night
    load: { annual: 12000, shape: shop }
mechanisms:
  - { name: ex-post, product: ex-post, mechanism: uniform-price, pricing: midpoint, ties: pro-rata }
  - { name: forward, product: forward, forecast: same-hour-mean, limits: drawn }
  - { name: firm, product: firm, forecast: persistence-day }
  - { name: pairs, product: ex-post, mechanism: pay-as-bid, pricing: middle }
  - { name: posted, product: ex-post, mechanism: posted-price, price: 0.19 }
  - { name: shared, product: sharing, rule: proportional }  # static, hybrid, priority
`;

/** What the words of a scenario mean; shown below the example. */
export const SCENARIO_NOTES = `\
Products: ex-post, forward (forecast needed), firm (forecast needed), sharing (rule needed).
Mechanisms: uniform-price (pricing midpoint, marginal-bid, marginal-ask, k), pay-as-bid (pricing bid, ask,
middle), continuous, mid-market-rate, truthful, posted-price (price); ties pro-rata or time.
Forecasts: perfect, persistence-day, persistence-week, same-hour-mean. Limits: grid, drawn.
Dispatch: a battery charges from its home's own surplus and serves its home's own need; a vehicle charges
on-arrival, or solar-first and from the grid only as late as leaves it full when it goes.
Percentages: self-sufficiency is 1 - supplied/used, self-consumption 1 - surplus/PV; worse slots
are slots of single members that cost more than on the grid tariff alone; peak kW is the most that the
supplier delivers in a slot.
`;
