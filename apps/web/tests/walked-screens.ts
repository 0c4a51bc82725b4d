/** A household's screens with totals, by their address in the router; each has its walk in totals.browser.test.ts. */
export const HOUSEHOLD_SCREENS = [
  "/",
  "/home",
  "/home/neighbours",
  "/home/rule",
  "/home/trust",
  "/home/data",
  "/slots/$slot",
] as const;

/** An operator's screens with totals; each has its walk in operator-totals.browser.test.ts. */
export const OPERATOR_SCREENS = [
  "/operator/health",
  "/operator/market",
  "/operator/members",
  "/operator/month-end",
  "/operator/ledger",
] as const;

/** Nothing is added up on these. */
export const SCREENS_WITHOUT_TOTALS = ["/sign-in", "/sign-in/ways", "/operator/audit"] as const;
