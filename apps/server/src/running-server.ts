import type { MarketClock } from "./clock/market-clock.js";
import type { ServerContext } from "./context.js";
import type { Intake } from "./intake/intake.js";
import type { LedgerConnection } from "./ledger/ledger-connection.js";
import type { PeopleDesk } from "./people/people-desk.js";
import type { TradingProcess } from "./process/trading-process.js";

/** Everything of a server that routes work with. */
export interface RunningServer {
  readonly context: ServerContext;
  readonly clock: MarketClock;
  readonly ledger: LedgerConnection;
  readonly operatorToken: string;
  /** What signing in needs. */
  readonly people: PeopleDesk;
  readonly isReadOnly: boolean;
  readonly startedAt: string;
  /** The parts that belong to one community, by its name. */
  readonly parts: Map<string, { intake: Intake; process: TradingProcess }>;
  /** Makes the parts of a community that has just been created. */
  addCommunity(slug: string): void;
}
