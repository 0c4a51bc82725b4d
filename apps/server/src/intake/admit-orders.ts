import { type Database, tables } from "@pumasi/database";
import { admitOrder, type OrderAdmission, rulesAt } from "@pumasi/market";
import {
  type Hex,
  isSignedByDevice,
  nextLogHead,
  type OrderInput,
  type OrderMessage,
  type OrderOutcome,
} from "@pumasi/protocol";
import { gateClosure, printKwh, printLedgerUnits, printPrice } from "@pumasi/quantities";
import { and, eq, inArray } from "drizzle-orm";
import type { CommunityState, DeviceState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { problemOf, type RefusalCode } from "../refusals.js";
import { exposuresOf } from "./exposure.js";
import type { OpenBook, OpenBooks } from "./open-books.js";
import { readOrder } from "./read-order.js";

type OrderRow = typeof tables.order.$inferSelect;

/** What is written when the batch is in, and what the state takes over after the commit. */
export interface OrderBatch {
  outcomes: OrderOutcome[];
  books: Map<number, OpenBook>;
  accepted: number;
}

/**
 * Where orders come from. The ledger's inbox has judged an order by its slot's keys and rules and by the account's headroom, and
 * voids a book that does not keep it: so the book's closing takes it whatever was ordered for other slots, with no other key or nonce
 * in its way than the ledger's own.
 */
export type OrderSource = "gateways" | "inbox";

/**
 * Decides a batch of orders one after the other, in the order given, and writes the accepted ones
 * with their receipts in one insert. A refused order changes nothing.
 */
export async function admitOrders(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  openBooks: OpenBooks,
  inputs: readonly OrderInput[],
  source: OrderSource = "gateways",
): Promise<OrderBatch> {
  if (inputs.length === 0) return { outcomes: [], books: new Map(), accepted: 0 };
  const known = await ordersByNonce(tx, state, inputs);
  const exposures = await exposuresOf(tx, state, knownAccounts(state, inputs));
  const books = new Map<number, OpenBook>();
  const rows: OrderRow[] = [];
  const outcomes: OrderOutcome[] = [];
  for (const input of inputs) {
    const read = readOrder(input);
    if (!read.ok) {
      outcomes.push(refused(read.reason, input));
      continue;
    }
    const { message } = read;
    const digest = state.typedData.orderDigest(message);
    const numbered = known.get(`${message.account}:${message.nonce}`) ?? [];
    const same = numbered.find((own) => own.digest === digest && own.device === input.device);
    if (same !== undefined) {
      outcomes.push({ ok: true, repeated: true, receipt: receiptOf(same, state) });
      continue;
    }
    const book = books.get(message.slot) ?? (await openBooks.get(tx, message.slot));
    const exposure = exposures.get(message.account) ?? 0n;
    const admission = decide(context, state, source, {
      input,
      message,
      digest,
      book,
      exposure,
      nonceUsed: numbered.some((own) => source === "gateways" || own.slot === message.slot),
    });
    if (!admission.ok) {
      outcomes.push(refused(admission.reason, input, state));
      continue;
    }
    const row = receive(context, state, { input, message, digest, book }, admission.exposure);
    rows.push(row);
    known.set(`${message.account}:${message.nonce}`, [...numbered, row]);
    exposures.set(message.account, exposure + admission.exposure);
    books.set(message.slot, { orders: [...book.orders, message], logHead: row.logHead });
    outcomes.push({ ok: true, repeated: false, receipt: receiptOf(row, state) });
  }
  if (rows.length > 0) await tx.insert(tables.order).values(rows);
  return { outcomes, books, accepted: rows.length };
}

interface Arrival {
  input: OrderInput;
  message: OrderMessage;
  digest: Hex;
  book: OpenBook;
}

function decide(
  context: ServerContext,
  state: CommunityState,
  source: OrderSource,
  arrival: Arrival & { exposure: bigint; nonceUsed: boolean },
): OrderAdmission {
  const { input, message, digest, book, exposure, nonceUsed } = arrival;
  const account = state.accounts.get(message.account);
  const device = state.devices.get(input.device);
  const key = state.keyOf(input.device);
  const isTraded = message.slot < state.end;
  const rules = isTraded ? rulesAt(state.rules, message.slot) : null;
  const { tariff } = rules ?? state.rulesOf(state.firstSlot);
  return admitOrder({
    now: timeOf(context, state, source, message.slot),
    slotSeconds: state.slotSeconds,
    gateClosureSeconds: state.gateClosureSeconds,
    firstSlot: state.firstSlot,
    order: { ...message, nonce: String(message.nonce) },
    account: account?.kind === "member" ? { fromSlot: state.firstSlot, untilSlot: null } : null,
    // A revoked key gets no further order in, not even for slots that it was still valid in; one whose membership ends, until then.
    device: device === undefined ? null : { ...device, untilSlot: endOfKey(device, source) },
    signatureValid: isSignedByDevice(context, key, digest, input.signature),
    nonceUsed,
    ownOrders: book.orders.filter((own) => own.account === message.account),
    rules,
    tariff,
    ...(source === "inbox" ? COVERED : { headroom: headroomOf(account), exposure }),
  });
}

/** The ledger has found the order covered before it took it. */
const COVERED = { headroom: 1n << 62n, exposure: 0n };

const headroomOf = (account: { balance: bigint; creditLimit: bigint } | undefined) =>
  (account?.balance ?? 0n) + (account?.creditLimit ?? 0n);

/** The inbox is emptied into the book when its gate has closed, and holds only what came before that. */
function timeOf(context: ServerContext, state: CommunityState, source: OrderSource, slot: number) {
  if (source === "gateways") return context.now();
  return gateClosure(slot, state.slotSeconds, state.gateClosureSeconds) - 1;
}

function endOfKey(device: DeviceState, source: OrderSource): number | null {
  return device.revokedAt === null || source === "inbox" ? device.untilSlot : device.fromSlot;
}

function receive(
  context: ServerContext,
  state: CommunityState,
  { input, message, digest, book }: Arrival,
  exposure: bigint,
): OrderRow {
  const sequence = book.orders.length;
  const logHead = nextLogHead(context.keccak, book.logHead, digest);
  const receipt = { slot: message.slot, sequence, orderDigest: digest, logHead };
  return {
    ...message,
    communityId: state.id,
    sequence,
    device: input.device,
    digest,
    signature: input.signature,
    logHead,
    receiptSignature: context.receiptSigner.sign(state.typedData.receiptDigest(receipt)),
    exposure,
    recordedAt: context.now(),
  };
}

function receiptOf(row: OrderRow, state: CommunityState) {
  return {
    slot: row.slot,
    sequence: row.sequence,
    orderDigest: row.digest,
    logHead: row.logHead,
    signer: state.receiptSigner,
    signature: row.receiptSignature,
  };
}

/** Only these are asked for: a number that the wire allows may be more than the database holds. */
function knownAccounts(state: CommunityState, inputs: readonly OrderInput[]): number[] {
  const named = new Set(inputs.map(({ account }) => account));
  return [...named].filter((account) => state.accounts.has(account));
}

/** Accepted orders with the nonces of this batch, to tell a repeated order from a replayed nonce. */
async function ordersByNonce(
  tx: Database,
  state: CommunityState,
  inputs: readonly OrderInput[],
): Promise<Map<string, OrderRow[]>> {
  const { order } = tables;
  const rows = await tx
    .select()
    .from(order)
    .where(
      and(
        eq(order.communityId, state.id),
        inArray(order.account, knownAccounts(state, inputs)),
        inArray(order.nonce, [...new Set(inputs.map(({ nonce }) => nonce))]),
      ),
    );
  const byNonce = new Map<string, OrderRow[]>();
  for (const row of rows) {
    const key = `${row.account}:${row.nonce}`;
    byNonce.set(key, [...(byNonce.get(key) ?? []), row]);
  }
  return byNonce;
}

function refused(code: RefusalCode, input: OrderInput, state?: CommunityState): OrderOutcome {
  const place = `slot ${input.slot}, account ${input.account}`;
  return { ok: false, problem: problemOf(code, valuesOf(code, input, state) ?? place) };
}

/** The values that the refused order collided with. */
function valuesOf(code: RefusalCode, input: OrderInput, state?: CommunityState): string | null {
  if (state === undefined) return null;
  const account = state.accounts.get(input.account);
  switch (code) {
    case "order_price_outside_cap": {
      const rules = state.rulesOf(input.slot);
      return `${input.limitPrice} is not within ${printPrice(rules.priceFloor)} to ${printPrice(rules.priceCap)}`;
    }
    case "order_credit_exceeded":
      return `balance ${printLedgerUnits(account?.balance ?? 0n)}, credit limit ${printLedgerUnits(account?.creditLimit ?? 0n)}`;
    case "order_energy_zero":
      return `${printKwh(0)} kWh`;
    default:
      return null;
  }
}
