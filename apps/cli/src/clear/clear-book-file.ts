import { type BookRefusal, checkResult, clearBook, limitIn } from "@pumasi/market";
import { loadHighs } from "@pumasi/solver";
import { BookFileInvalidError } from "./book-file-error.js";
import { type Explanation, explainOrders } from "./explain-orders.js";
import { EXPLAIN_REST } from "./explain-rest.js";
import { type PrintedResult, printResult } from "./printed-result.js";
import { type NamedBook, readBookFile } from "./read-book-file.js";
import { refusalText } from "./refusal-text.js";

/** What `pumasi clear` answers. */
export interface ClearedBookFile extends PrintedResult {
  /** Why each order was or was not filled, in the order of the file; when asked for. */
  explanations?: Explanation[];
}

/**
 * Clears the text of a book file, checks the result as any sceptic would, and prints it in the
 * file's words. Throws a BookFileInvalidError that says what to change when the file is no book or
 * its mechanism refuses it.
 */
export async function clearBookFile(
  text: string,
  { explains }: { explains: boolean },
): Promise<ClearedBookFile> {
  const named = readBookFile(text);
  const { book } = named;
  const cleared = clearBook(book, book.rule.mechanism === "network" ? await loadHighs() : null);
  if (!cleared.ok) throw new BookFileInvalidError([describe(cleared, named)]);
  const { result } = cleared;
  const check = checkResult(book, result);
  if (!check.ok) throw new Error(`bug: the result fails its own check: ${JSON.stringify(check)}`);
  const printed = printResult(named, result);
  if (!explains) return printed;
  const limits: number[] = [];
  for (const order of book.orders) limits[order.sequence] = limitIn(book, order);
  return { ...printed, explanations: explainOrders({ ...named, result, limits }, EXPLAIN_REST) };
}

function describe(refusal: BookRefusal, { ids }: NamedBook): string {
  const { sequence, line } = refusal;
  const about = sequence === undefined ? "" : `order "${ids[sequence]}": `;
  const where = line === undefined ? "" : `"${line}": `;
  return `${about}${where}${refusalText(refusal.reason)}`;
}
