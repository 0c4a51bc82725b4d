import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { OrderRefusal } from "@pumasi/market";
import { type Hex, hashHex, type OrderInput, orderInput, orderReceipt } from "@pumasi/protocol";
import type { Slot } from "@pumasi/quantities";
import { z } from "zod";
import { LineFile } from "./line-file.js";

/** An order as it was signed, with the digest that its receipt must name. */
export interface JournaledOrder {
  digest: Hex;
  order: OrderInput;
}

/** How the server answered an order; `faults` name what was wrong with its receipt. */
const orderAnswer = z.object({
  digest: hashHex,
  receipt: orderReceipt.optional(),
  refusal: z.object({ code: z.string(), detail: z.string() }).optional(),
  faults: z.array(z.string()).optional(),
});
export type OrderAnswer = z.infer<typeof orderAnswer>;

const journaledOrder = z.object({ digest: hashHex, order: orderInput });

/**
 * Refusals that the ledger's inbox can contradict: it knows accounts, keys, signatures and rules. What else a server refuses
 * depends on what only it knows (other orders, unsettled slots) or is a gate that has closed.
 */
const JUDGED_BY_LEDGER: ReadonlySet<string> = new Set([
  "order_unknown_account",
  "order_unknown_device",
  "order_signature_invalid",
  "order_device_revoked",
  "order_slot_unknown",
  "order_energy_zero",
  "order_price_outside_cap",
] satisfies OrderRefusal[]);

/** Lines after which a journal is moved to the archive, so that starting stays fast for ever. */
const LINES_BEFORE_ARCHIVE = 1024;

/**
 * The write-ahead journal of signed orders. An order is on disk before it is sent and its answer is
 * noted after, so that after a crash every order without an answer can be sent again exactly as it
 * was signed; the server answers a repeated order with the same receipt.
 */
export class OrderJournal {
  private readonly orders = new Map<Hex, JournaledOrder>();
  private readonly answers = new Map<Hex, OrderAnswer>();
  private readonly waiting = new Map<Hex, JournaledOrder>();
  private readonly slots = new Set<Slot>();
  private readonly orderFile: LineFile<JournaledOrder>;
  private readonly answerFile: LineFile<OrderAnswer>;

  /** Opens folder/orders.jsonl and folder/receipts.jsonl. Throws JournalCorruptError. */
  constructor(private readonly folder: string) {
    const orders = LineFile.open(join(folder, "orders.jsonl"), journaledOrder);
    const answers = LineFile.open(join(folder, "receipts.jsonl"), orderAnswer);
    this.orderFile = orders.lineFile;
    this.answerFile = answers.lineFile;
    for (const entry of orders.lines) this.remember(entry);
    for (const answer of answers.lines) this.rememberAnswer(answer);
  }

  /** Signed orders that have no answer yet, in the order in which they were signed. */
  unanswered(): JournaledOrder[] {
    return [...this.waiting.values()];
  }

  /**
   * Orders that nothing binds the server to, in the order in which they were signed: without an answer, with a receipt that
   * does not hold, or refused for a reason of which the ledger itself can judge. Those that are on their way to the ledger
   * stay, whatever the server says without a receipt.
   */
  withoutReceipt(isOnItsWay: (digest: Hex) => boolean): JournaledOrder[] {
    return [...this.orders.values()].filter(({ digest }) => {
      const answer = this.answers.get(digest);
      if (answer?.refusal !== undefined) {
        return JUDGED_BY_LEDGER.has(answer.refusal.code) || isOnItsWay(digest);
      }
      return answer?.receipt === undefined || (answer.faults?.length ?? 0) > 0;
    });
  }

  /** True when an order for the slot was ever signed (and its gate was open at the last archiving). */
  hasOrdered(slot: Slot): boolean {
    return this.slots.has(slot);
  }

  /** Puts orders on disk; they may be sent once this returns. */
  recordOrders(orders: readonly JournaledOrder[]): void {
    this.orderFile.append(orders, true);
    for (const entry of orders) this.remember(entry);
  }

  /** Notes answers. Not forced to disk: a lost one is asked for again with the same order. */
  recordAnswers(answers: readonly OrderAnswer[]): void {
    this.answerFile.append(answers, false);
    for (const answer of answers) this.rememberAnswer(answer);
  }

  /**
   * Moves old lines to folder/archive once there are many. Orders without an answer and orders for
   * slots from `fromSlot` on stay. A crash in between repeats at worst what is on disk already.
   */
  archiveBefore(fromSlot: Slot): void {
    if (this.orders.size + this.answers.size < LINES_BEFORE_ARCHIVE) return;
    const kept = [...this.orders.values()].filter(
      ({ digest, order }) => order.slot >= fromSlot || this.waiting.has(digest),
    );
    const keptAnswers = kept.flatMap(({ digest }) => this.answers.get(digest) ?? []);
    const archive = join(this.folder, "archive");
    mkdirSync(archive, { recursive: true });
    this.orderFile.archive(join(archive, `orders-before-${fromSlot}.jsonl`), kept);
    this.answerFile.archive(join(archive, `receipts-before-${fromSlot}.jsonl`), keptAnswers);
    this.orders.clear();
    this.answers.clear();
    this.waiting.clear();
    this.slots.clear();
    for (const entry of kept) this.remember(entry);
    for (const answer of keptAnswers) this.rememberAnswer(answer);
  }

  close(): void {
    this.orderFile.close();
    this.answerFile.close();
  }

  private remember(entry: JournaledOrder): void {
    this.orders.set(entry.digest, entry);
    this.waiting.set(entry.digest, entry);
    this.slots.add(entry.order.slot);
  }

  private rememberAnswer(answer: OrderAnswer): void {
    this.answers.set(answer.digest, answer);
    this.waiting.delete(answer.digest);
  }
}
