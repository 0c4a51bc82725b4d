/** What a community may settle by (MARKET.md, "Products"); the first is the default. */
export const PRODUCTS = ["forward", "ex-post", "sharing", "firm"] as const;

export type Product = (typeof PRODUCTS)[number];

/**
 * Properties a product may have, of any slot.
 *
 * - `energy-conserved`: as much is sold as bought among neighbours, and each account's imports less
 *   exports are what it bought less what it sold, the supplier included.
 * - `money-conserved`: every money column sums to zero, and every total is its columns' sum.
 * - `never-worse-than-grid`: no account pays more, or gets less, than on its grid tariff alone.
 * - `stands-on-meters`: an account's delivered, shared and residual energies are never negative and
 *   add up to its meter's registers, imported and exported apart.
 */
export const PROPERTIES_OF_PRODUCTS = [
  "energy-conserved",
  "money-conserved",
  "never-worse-than-grid",
  "stands-on-meters",
] as const;

export type ProductProperty = (typeof PROPERTIES_OF_PRODUCTS)[number];

/**
 * Which property holds for which product. The property tests read this table: they hunt for a
 * counterexample to what it claims and find one to what it denies.
 */
export const PRODUCT_PROPERTIES: Readonly<
  Record<Product, Readonly<Record<ProductProperty, boolean>>>
> = {
  forward: {
    "energy-conserved": true,
    "money-conserved": true,
    "never-worse-than-grid": true,
    "stands-on-meters": true,
  },
  "ex-post": {
    "energy-conserved": true,
    "money-conserved": true,
    "never-worse-than-grid": true,
    "stands-on-meters": true,
  },
  sharing: {
    "energy-conserved": true,
    "money-conserved": true,
    "never-worse-than-grid": true,
    "stands-on-meters": true,
  },
  firm: {
    "energy-conserved": true,
    "money-conserved": true,
    "never-worse-than-grid": false,
    "stands-on-meters": false,
  },
};
