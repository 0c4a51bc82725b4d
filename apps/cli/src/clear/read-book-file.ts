import {
  type Cancellation,
  FIRST_MEMBER_ACCOUNT,
  type MarketBook,
  type MarketOrder,
  type Tariff,
} from "@pumasi/market";
import { BookFileInvalidError } from "./book-file-error.js";
import { type BookFile, bookSchema } from "./book-schema.js";
import { readRule } from "./read-rule.js";

type FileOrder = BookFile["orders"][number];

/** A book file's content for the market, and the names that its orders have in the file. */
export interface NamedBook {
  book: MarketBook;
  /** By sequence. */
  ids: string[];
  /** By account number. */
  accountNames: ReadonlyMap<number, string>;
  /** The sequences in the order of the file. */
  fileOrder: number[];
}

/**
 * Reads a book file. Orders are numbered by their time, and by their place in the file where they
 * have the same time or none. Everything wrong is named with its place in the file, and nothing is
 * guessed or rounded.
 */
export function readBookFile(text: string): NamedBook {
  const file = parse(text);
  const ranked = inOrderOfTime(file);
  const accounts = numberAccounts(file);
  const sequenceOf = new Map(ranked.map(({ order }, sequence) => [order.id, sequence]));
  const cancelled = (file.cancels ?? []).map(({ order }) => order);
  const twice = cancelled.find((order, index) => cancelled.indexOf(order) !== index);
  if (twice !== undefined) {
    throw new BookFileInvalidError([`cancels: "${twice}" is cancelled twice`]);
  }
  const cancellations = (file.cancels ?? []).map((cancel, index) =>
    readCancellation(file, cancel, index, ranked, sequenceOf),
  );
  const orders = ranked.map(({ order }, sequence) => readOrder(order, sequence, accounts));
  const book: MarketBook = { rule: readRule(file, cancellations), orders };
  if (file.tariff !== undefined) book.tariffOf = tariffOf(file.tariff);
  return {
    book,
    ids: ranked.map(({ order }) => order.id),
    accountNames: new Map([...accounts].map(([name, account]) => [account, name])),
    fileOrder: file.orders.map(({ id }) => sequenceOf.get(id) as number),
  };
}

function parse(text: string): BookFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BookFileInvalidError([`it is no JSON: ${(cause as Error).message}`]);
  }
  const parsed = bookSchema.safeParse(json);
  if (!parsed.success) {
    throw new BookFileInvalidError(
      parsed.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`),
    );
  }
  const seen = new Set<string>();
  for (const { id } of parsed.data.orders) {
    if (seen.has(id)) throw new BookFileInvalidError([`orders: two have the id "${id}"`]);
    seen.add(id);
  }
  return parsed.data;
}

function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the book";
  return path.reduce<string>(
    (place, key) =>
      typeof key === "number"
        ? `${place}[${key}]`
        : place === ""
          ? String(key)
          : `${place}.${String(key)}`,
    "",
  );
}

interface Ranked {
  order: FileOrder;
  at: number;
}

/** The orders by time; times that cannot be compared are refused. */
function inOrderOfTime({ orders, gateClosure, cancels = [] }: BookFile): Ranked[] {
  const timed = orders.filter(({ at }) => at !== undefined);
  if (timed.length > 0 && timed.length < orders.length) {
    const without = orders.find(({ at }) => at === undefined) as FileOrder;
    throw new BookFileInvalidError([
      `orders: "${without.id}" has no \`at\` and others have; give it to all or to none`,
    ]);
  }
  if (gateClosure !== undefined && timed.length < orders.length) {
    throw new BookFileInvalidError(["gateClosure: the orders have no `at` to compare with it"]);
  }
  const instants = [...timed, ...cancels].flatMap(({ at }) => at ?? []);
  const kinds = new Set([instants, gateClosure ?? []].flat().map(({ isClock }) => isClock));
  if (kinds.size > 1) {
    throw new BookFileInvalidError([
      "orders: some times are instants and others are numbers; use one kind throughout",
    ]);
  }
  const end = gateClosure?.value ?? Number.POSITIVE_INFINITY;
  const late = timed.find(({ at }) => at !== undefined && at.value >= end);
  if (late !== undefined) {
    throw new BookFileInvalidError([
      `orders: "${late.id}" came at or after gate closure and is not in the book; leave it out`,
    ]);
  }
  return orders
    .map((order, index) => ({ order, at: order.at?.value ?? index }))
    .sort((one, other) => one.at - other.at);
}

function numberAccounts({ orders }: BookFile): Map<string, number> {
  const accounts = new Map<string, number>();
  const names = orders.flatMap(({ account, prefers }) => [account, ...(prefers?.partners ?? [])]);
  for (const name of names) {
    if (!accounts.has(name)) accounts.set(name, FIRST_MEMBER_ACCOUNT + accounts.size);
  }
  return accounts;
}

function readOrder(
  { account, side, price, energy, zone, source, prefers }: FileOrder,
  sequence: number,
  accounts: ReadonlyMap<string, number>,
): MarketOrder {
  const numberOf = (name: string) => accounts.get(name) as number;
  return {
    sequence,
    account: numberOf(account),
    side,
    limitPrice: price,
    energyUkwh: energy,
    ...(zone === undefined ? {} : { zone }),
    ...(source === undefined ? {} : { source }),
    ...(prefers === undefined
      ? {}
      : { prefers: { partners: prefers.partners.map(numberOf), premium: prefers.premium } }),
  };
}

/** A cancellation comes after the last order at or before its instant, or after the named one. */
function readCancellation(
  { orders, gateClosure }: BookFile,
  { order, at, after }: NonNullable<BookFile["cancels"]>[number],
  index: number,
  ranked: readonly Ranked[],
  sequenceOf: ReadonlyMap<string, number>,
): Cancellation {
  const refuse = (problem: string): never => {
    throw new BookFileInvalidError([`cancels[${index}]: ${problem}`]);
  };
  const sequence = sequenceOf.get(order) ?? refuse(`there is no order "${order}"`);
  if ((at === undefined) === (after === undefined)) {
    refuse("give either `at` or, after the id of which order it came, `after`");
  }
  if (after !== undefined) {
    const afterSequence = sequenceOf.get(after) ?? refuse(`there is no order "${after}"`);
    if (afterSequence < sequence) refuse(`"${order}" came later than "${after}"`);
    return { sequence, afterSequence };
  }
  if (orders[0]?.at === undefined) refuse("the orders have no `at`; use `after`");
  const instant = at?.value ?? 0;
  if (instant >= (gateClosure?.value ?? Number.POSITIVE_INFINITY))
    refuse("it came at or after gate closure");
  const afterSequence = ranked.findLastIndex((other) => other.at <= instant);
  if (afterSequence < sequence) refuse(`"${order}" came later`);
  return { sequence, afterSequence };
}

function tariffOf({ retail, feedIn, buyerFee, sellerFee }: NonNullable<BookFile["tariff"]>) {
  const tariff: Tariff = { retailPrice: retail, feedInPrice: feedIn, buyerFee, sellerFee };
  return () => tariff;
}
