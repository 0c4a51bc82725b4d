import { tables } from "@pumasi/database";
import type {
  ledgerHealth as ledgerHealthSchema,
  queueHealth as queueSchema,
} from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { and, count, eq, gte, min, ne } from "drizzle-orm";
import type { z } from "zod";
import type { CommunityState } from "../community/community-state.js";
import { firstUnreadBlock } from "../duties/ledger-holds.js";
import { describeLedger } from "../publish/describe-ledger.js";
import type { RunningServer } from "../running-server.js";
import { openFailures } from "./failed-actions.js";

type LedgerHealth = z.infer<typeof ledgerHealthSchema>;
type QueueHealth = z.infer<typeof queueSchema>;

/** What the ledger was told of a community and what it refused, with the first refused action that is still open. */
export interface LedgerFacts {
  ledger: LedgerHealth;
  failure: { kind: string; reason: string } | null;
}

/** How far the ledger is behind market time and the community's work; actions that failed are told open or history. */
export async function ledgerHealth(
  server: RunningServer,
  state: CommunityState,
  now: Instant,
): Promise<LedgerFacts> {
  const { database } = server.context.open;
  const status = await describeLedger(server, "");
  const { ledgerAction, scheduledAction } = tables;
  const rows = await database
    .select({ status: ledgerAction.status, actions: count(), oldest: min(ledgerAction.at) })
    .from(ledgerAction)
    .where(eq(ledgerAction.communityId, state.id))
    .groupBy(ledgerAction.status);
  const of = (wanted: string) => rows.find((row) => row.status === wanted);
  const [scheduled] = await database
    .select({ actions: count() })
    .from(scheduledAction)
    .where(eq(scheduledAction.communityId, state.id));
  const failures = await openFailures(database, state);
  const oldest = of("waiting")?.oldest ?? null;
  const { blockTime } = status;
  const [failure] = failures;
  return {
    ledger: {
      isUp: server.ledger.rpcUrl !== null,
      problem: server.ledger.problem,
      block: status.block,
      blockTime,
      behindSeconds: blockTime === null ? null : Math.round((now - Date.parse(blockTime)) / 1000),
      waiting: of("waiting")?.actions ?? 0,
      scheduled: scheduled?.actions ?? 0,
      failed: of("failed")?.actions ?? 0,
      failedOpen: failures.length,
      oldestWaiting: oldest === null ? null : new Date(oldest).toISOString(),
    },
    failure: failure === undefined ? null : { kind: failure.kind, reason: failure.reason ?? "" },
  };
}

/** What waits to be written, to be sent, or to be read. */
export async function queueHealth(
  server: RunningServer,
  state: CommunityState,
): Promise<QueueHealth> {
  const { database } = server.context.open;
  const { foreignTransaction, inboxOrder, ledgerAction } = tables;
  const number = async (rows: Promise<{ rows: number }[]>) => (await rows)[0]?.rows ?? 0;
  const waiting = server.parts.get(state.slug)?.intake.waiting ?? { orders: 0, readings: 0 };
  return {
    ...waiting,
    outbox: await number(
      database
        .select({ rows: count() })
        .from(ledgerAction)
        .where(eq(ledgerAction.status, "waiting")),
    ),
    foreign: await number(
      database
        .select({ rows: count() })
        .from(foreignTransaction)
        .where(eq(foreignTransaction.status, "waiting")),
    ),
    unreadBlocks: await unreadBlocks(server, state),
    inboxOrders: await number(
      database
        .select({ rows: count() })
        .from(inboxOrder)
        .where(and(eq(inboxOrder.communityId, state.id), gte(inboxOrder.slot, state.nextToClose))),
    ),
  };
}

/** Of the embedded ledger only blocks with others' transactions are read; of another every block. */
async function unreadBlocks(server: RunningServer, state: CommunityState): Promise<number> {
  const { open, chain } = server.context;
  const first = await firstUnreadBlock(open.database, state);
  if (first === null) return 0;
  if (!chain.isEmbedded) {
    return Math.max(0, (await describeLedger(server, "")).block + 1 - first);
  }
  const { foreignTransaction: foreign } = tables;
  const [row] = await open.database
    .select({ rows: count() })
    .from(foreign)
    .where(and(gte(foreign.block, first), ne(foreign.status, "refused")));
  return row?.rows ?? 0;
}
