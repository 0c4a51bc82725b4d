import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { BookFileInvalidError } from "../clear/book-file-error.js";
import { clearBookFile } from "../clear/clear-book-file.js";

const FORMAT = `
The book is JSON; every quantity is a decimal text (kWh, currency/kWh, at most six decimals):

  { "mechanism": "uniform-price", "pricing": "midpoint",
    "orders": [
      { "id": "b1", "account": "kim", "side": "buy", "energy": "1.5", "price": "0.30" },
      { "id": "s1", "account": "lee", "side": "sell", "energy": "2", "price": "0.10" } ] }

  mechanism     pricing and other fields
  uniform-price    pricing: midpoint (default), marginal-bid, marginal-ask, or k with "k": "0" to "1",
                   the way from the marginal ask to the marginal bid
  pay-as-bid       pricing: bid (default), ask or middle
  continuous       orders in the order of "at" (ISO 8601 with offset, or a whole number), else of the
                   file; "cancels": [{ "order": "b1", "at": … }] or { "order": "b1", "after": "s1" };
                   "gateClosure"
  bilateral        orders may have "source": solar, wind, storage or any, and "prefers": an account, a
                   list of accounts, or { "partners": [], "premium": "0.02" }
  mid-market-rate  "tariff": { "retail": "0.30", "feedIn": "0.08" }
  truthful         one order an account
  posted-price     "postedPrice": "0.20"
  network          orders have "zone"; "network": { "lines": [{ "id", "from", "to", "capacity",
                   "reverseCapacity"?, "scheduled"?, "fee"? }], "feeders": [{ "id", "zone",
                   "importCapacity", "exportCapacity" }] }

  ties             pro-rata (default) or time: how what is left at the last price is shared out
  tariff           { "retail", "feedIn", "buyerFee"?, "sellerFee"? } clips every limit to what the grid
                   offers and takes fees off it; prices are then net of fees

The answer is { price, energy, surplus, trades: [{ buy, sell, energy, price }], unfilled: [{ id, energy }] }.
"surplus" is what all gain together at their limits, with the premium where a preferred pair trades and
after the lines' fees in a network. "fund" is there when buyers pay more than sellers get, and a trade
then has "sellerPrice". "price" is null when there is none or not one for all.
An account never trades with itself.

Example: npx pumasi clear < book.json    npx pumasi clear --explain book.json`;

/** `pumasi clear`: clears one book from a file or standard input and prints who trades what. */
export function clearCommand(program: Command): void {
  program
    .command("clear")
    .description("Clear a book of orders and print the trades as JSON.")
    .argument("[book]", "the book's file; standard input when absent")
    .option("--explain", "say of every order in words why it was or was not filled")
    .option("--json", "the answer is JSON with or without it")
    .addHelpText("after", FORMAT)
    .action(async (file: string | undefined, flags: { explain?: boolean }) => {
      const answer = await clearBookFile(await readInput(file), {
        explains: flags.explain === true,
      });
      console.log(JSON.stringify(answer, null, 2));
    });
}

async function readInput(file: string | undefined): Promise<string> {
  if (file === undefined) return text(process.stdin);
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new BookFileInvalidError([`${file} cannot be read: ${(cause as Error).message}`]);
  }
}
