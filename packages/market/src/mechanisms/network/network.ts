import type { NetworkRule } from "../market-rule.js";
import type { Mechanism } from "../mechanism.js";
import { checkNetwork } from "./check-network.js";
import { clearNetwork } from "./clear-network.js";
import type { SolveLinearProgram } from "./linear-program.js";
import type { NetworkEvidence } from "./network-evidence.js";

/**
 * Clearing across the zones of a grid, with fees on its lines and limits to what lines and feeders carry.
 *
 * **Model.** Energy is moved as in the transport problem (F. L. Hitchcock, The Distribution of a
 * Product from Several Sources to Numerous Localities, 1941) between zones whose lines have net
 * transfer capacities, as zonal markets are coupled in Europe (Commission Regulation (EU) 2015/1222,
 * coordinated net transmission capacity). What a line carries is the balance of all trades and what
 * is scheduled on it, and lies within its capacity either way; its fee is paid for the traded balance,
 * in either direction. A feeder limits what all its zone's members together buy more than they sell
 * (import), or sell more than they buy (export); energy that only passes through the zone does not count.
 * Zones are those that lines and feeders name; where they name none, all orders stand in one.
 *
 * **Outcome.** Σ bids − Σ asks − Σ fees is the most possible; of those outcomes the one with the most
 * energy traded, then with the least moved over lines, then with the most for the zones first by name.
 * Orders of one zone, side and limit are served pro rata (largest remainder, then the lowest sequence).
 * `solve` finds a corner of the linear program; integers are made exact from there, within a tolerance
 * of **zero**: whole energies and an exact optimum, whatever floating point did. The result does not
 * depend on which corner the solver finds, or on the order of orders, lines and feeders.
 *
 * **Prices.** Everybody pays or gets its zone's price. Zone prices are whole duals, in the middle of
 * what they may be, rounded toward minus infinity: they differ by the fee along a line that is used and
 * not full, and by more along a full one. What buyers pay and sellers do not get, fees and congestion
 * rent, is the `fund`. `price` is set when all who trade do so at the same price, and null otherwise.
 * A bid that gets nothing is never above its zone's price.
 *
 * **Too much scheduled.** A line with more scheduled than it may carry must be relieved, by trades the
 * other way. They are made even at a loss of welfare: orders keep their limits, and the fund pays the
 * difference (counter-trading; it is below zero then). Where no trades do it, the book is refused with the
 * line that stays overloaded, in the outcome that leaves the least beyond capacities.
 *
 * **No self-trade.** No account is matched with itself, whatever zones its orders stand in, and the
 * rest is optimal under that: all bids and asks of a region (zones joined by lines) can be matched so
 * as soon as no account buys and sells more, together, than the region trades. An account that would
 * is cleared apart: what it buys must come from others, what it sells must go to others, and the two
 * may then have different prices (`groups` in the evidence).
 *
 * Refuses what `takeBook` and `networkRefusal` refuse, and "book_network_infeasible" with the line.
 *
 * @example In zone A one sells 8 kWh from 0.06, another in B 10 kWh from 0.20; in B somebody buys 10
 * kWh up to 0.30. The line from A to B carries 5 kWh for 0.02 a kWh. So 5 kWh come from A and 5 from
 * B: welfare 10 × 0.30 − 5 × 0.06 − 5 × 0.02 − 5 × 0.20 = 1.60. The line is full: A's price is 0.06, where
 * the ask is filled in part, and B's is 0.20. The buyer pays 2.00, the sellers get 0.30 and 1.00, and the
 * fund 0.70, of which 0.10 are fees and 0.60 congestion rent.
 */
export function network(solve: SolveLinearProgram): Mechanism<NetworkRule, NetworkEvidence> {
  return { clear: (book) => clearNetwork(solve, book), check: checkNetwork };
}
