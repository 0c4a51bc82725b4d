import { type Duty, readDuties } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { and, count, eq, gte, isNotNull, lte, ne } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { RunningServer } from "../running-server.js";
import { ANSWER_KIND } from "./answer-demands.js";
import { orderInputOf, readingInputOf } from "./duty-inputs.js";
import { FALL_BACK_KIND } from "./give-up.js";
import { firstUnreadBlock } from "./ledger-holds.js";
import { type FollowedBlock, writeDuties } from "./write-duties.js";

/** Where to read, and up to which block what is there is there for good. */
export interface FollowSource {
  rpcUrl: string;
  head: FollowedBlock;
}

/**
 * Reads from the ledger what others did there: orders in the inbox, posted readings, demands, results that were proven wrong.
 * What it found and how far it read are written in one transaction, so that a crash forgets nothing and takes nothing twice.
 */
export class LedgerFollower {
  /** How many demands were open and how many answers done, by community. */
  private readonly standings = new Map<number, string>();

  /** `onFound` follows whenever a community may have something to do. */
  constructor(
    private readonly server: Pick<RunningServer, "context" | "parts">,
    private readonly isEmbedded: boolean,
    private readonly onFound: (state: CommunityState) => Promise<void>,
  ) {}

  /** Goes on to the source's newest block, for every community. Throws `RpcRefusedError` and `RpcUnreachableError`. */
  async follow(source: FollowSource): Promise<void> {
    for (const state of [...this.server.context.communities.values()]) {
      await this.followOne(state, source);
      if (state.hasDuties && (await this.hasMoved(state))) await this.onFound(state);
    }
  }

  private async followOne(state: CommunityState, { rpcUrl, head }: FollowSource): Promise<void> {
    const { context, parts } = this.server;
    const intake = parts.get(state.slug)?.intake;
    const fromBlock = await firstUnreadBlock(context.open.database, state);
    if (intake === undefined || fromBlock === null || fromBlock > head.number) return;
    const range = { fromBlock, toBlock: head.number };
    if (this.isEmbedded && !(await hasNews(context.open.database, range))) return;
    const duties = await readDuties({ rpcUrl, contracts: state.contracts, ...range });
    const found = {
      orders: duties.flatMap((duty) => ordersOf(duty)),
      readings: duties.flatMap((duty) =>
        duty.kind === "readings-posted" ? duty.readings.map(readingInputOf) : [],
      ),
    };
    await intake.takeFromLedger(
      found,
      (tx) => writeDuties(tx, state, duties, head, context.log),
      () => takeNote(state, duties),
    );
    await this.onFound(state);
  }

  /** Whether an answer has come to something, or a demand was closed, since this was asked last. */
  private async hasMoved({ id }: CommunityState): Promise<boolean> {
    const { demand, ledgerAction } = tables;
    const { database } = this.server.context.open;
    const [open] = await database
      .select({ demands: count() })
      .from(demand)
      .where(and(eq(demand.communityId, id), eq(demand.status, "open")));
    const [done] = await database
      .select({ answers: count() })
      .from(ledgerAction)
      .where(
        and(
          eq(ledgerAction.communityId, id),
          eq(ledgerAction.kind, ANSWER_KIND),
          ne(ledgerAction.status, "waiting"),
        ),
      );
    const standing = `${open?.demands} ${done?.answers}`;
    if (this.standings.get(id) === standing) return false;
    this.standings.set(id, standing);
    return true;
  }
}

/**
 * On the embedded ledger nobody does anything but by a transaction that was journalled for it; of the server's own only those that put
 * a slot back concern it.
 */
async function hasNews(
  database: Database,
  { fromBlock, toBlock }: { fromBlock: number; toBlock: number },
): Promise<boolean> {
  const { foreignTransaction: foreign, ledgerAction: own } = tables;
  const [row] = await database
    .select({ id: foreign.id })
    .from(foreign)
    .where(
      and(isNotNull(foreign.block), gte(foreign.block, fromBlock), lte(foreign.block, toBlock)),
    )
    .limit(1);
  if (row !== undefined) return true;
  const [fallen] = await database
    .select({ nonce: own.nonce })
    .from(own)
    .where(and(eq(own.kind, FALL_BACK_KIND), gte(own.block, fromBlock), lte(own.block, toBlock)))
    .limit(1);
  return fallen !== undefined;
}

function ordersOf(duty: Duty) {
  if (duty.kind !== "order-placed" || duty.order.nonce > BigInt(Number.MAX_SAFE_INTEGER)) return [];
  return [orderInputOf({ ...duty.order, nonce: Number(duty.order.nonce) })];
}

/** Takes into memory, after the commit, what the trading process must know. */
function takeNote(state: CommunityState, duties: readonly Duty[]): void {
  for (const duty of duties) {
    if (duty.kind === "demand-opened") state.hasDuties = true;
    if (duty.kind !== "slot-went-back") continue;
    state.hasDuties = true;
    state.setBack.set(duty.slot, duty.state as "booked");
  }
}
