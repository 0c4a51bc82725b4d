/**
 * What a node means by its answer to a raw transaction:
 * - `taken`: it has it, now or already;
 * - `nonce-used`: the nonce is in a block; only a look at the block says by which transaction;
 * - `replacement-underpriced`: it has another transaction of the nonce that pays too nearly as much;
 * - `fee-too-low`: it takes nothing at this price now;
 * - `insufficient-funds`: the account cannot pay the most that it may cost;
 * - `pool-full`: it takes no more now, or no more of this sender;
 * - `nonce-ahead`: it keeps no transaction for later and lacks an earlier one;
 * - `refused`: anything else; its text must be read by a person.
 */
export type SendAnswer =
  | "taken"
  | "nonce-used"
  | "replacement-underpriced"
  | "fee-too-low"
  | "insufficient-funds"
  | "pool-full"
  | "nonce-ahead"
  | "refused";

/**
 * The standard gives these answers no codes, only every client its own words. The order matters: the first that fits
 * counts. Gathered from go-ethereum, Erigon, Reth, Nethermind, Besu, anvil and EthereumJS.
 */
const wordings: readonly (readonly [SendAnswer, RegExp])[] = [
  [
    "taken",
    /already known|known transaction|already ?in ?the ?(tx)?pool|already imported|already_?exists|alreadyknown/i,
  ],
  [
    "replacement-underpriced",
    /replacement (transaction|tx|gas|fee)|replacementnotallowed|replacement_underpriced|underpriced_replacement/i,
  ],
  [
    "nonce-used",
    /nonce[ _]?(is )?too[ _]?low|old ?nonce|nonce has already been used|invalid nonce.*less/i,
  ],
  [
    "insufficient-funds",
    /insufficient[ _]?(funds|balance)|not have enough (balance|funds)|upfront[ _]cost[ _]exceeds|exceeds (account )?balance/i,
  ],
  [
    "pool-full",
    /(pool|queue) (is )?(full|overflow)|pool_?full|max amount of txs|too many (pending )?transactions|account ?limit ?exceeded|txpool.*limit/i,
  ],
  ["nonce-ahead", /nonce[ _]?(is )?too[ _]?(high|distant|far)|nonce gap|gapped[ -]nonce/i],
  [
    "fee-too-low",
    /underpriced|fee ?(cap )?(too ?low|less than)|max fee per gas less than|feetoolow|gas ?price (is )?(too low|below)|gas_price_(too_low|below)|minimum gas price|cannot pay base ?fee|below (the )?(configured )?minimum/i,
  ],
];

/** Reads a node's refusal of a raw transaction. */
export function readSendRefusal(message: string): SendAnswer {
  return wordings.find(([, wording]) => wording.test(message))?.[0] ?? "refused";
}
