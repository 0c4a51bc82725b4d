// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../interfaces/Evidence.sol";

/// @title Price formulas, in 10^-6 currency/kWh, rounded toward minus infinity
/// @notice The same as packages/market: midpoint.ts, effective-limit.ts, uniform-price-from.ts, sharing-price.ts.
library Prices {
    int256 internal constant WHOLE_PPM = 1_000_000;

    /// @notice The limit that clearing works on, net of fees: a bid's limit clipped to the retail price less the buyer's
    /// fee, an ask's clipped to the feed-in price plus the seller's fee.
    function netLimit(bool isBid, int256 limit, Terms calldata terms) internal pure returns (int256) {
        if (isBid) return (limit < terms.retailPrice ? limit : terms.retailPrice) - terms.buyerFee;
        return (limit > terms.feedInPrice ? limit : terms.feedInPrice) + terms.sellerFee;
    }

    /// @notice Whether `price` is a better offer than `than`: bids high, asks low.
    function isBetter(bool isBid, int256 price, int256 than) internal pure returns (bool) {
        return isBid ? price > than : price < than;
    }

    /// @notice The mean of two prices.
    function midpoint(int256 one, int256 other) internal pure returns (int256) {
        return (one + other) >> 1;
    }

    /// @notice The one price from the marginal bid and ask: 0 their mean, 1 the bid, 2 the ask, 3 `kPpm` parts per
    /// million of the way from ask to bid.
    function uniform(int256 bid, int256 ask, uint8 pricing, uint32 kPpm) internal pure returns (int256) {
        if (pricing == 0) return midpoint(bid, ask);
        if (pricing == 1) return bid;
        if (pricing == 2) return ask;
        return ask + floorDivide((bid - ask) * int256(uint256(kPpm)), WHOLE_PPM);
    }

    /// @notice A pair's price from both limits: 0 their mean, 1 the bid, 2 the ask.
    function pair(int256 bid, int256 ask, uint8 pricing) internal pure returns (int256) {
        if (pricing == 1) return bid;
        return pricing == 2 ? ask : midpoint(bid, ask);
    }

    /// @notice The price of shared energy, halfway between the least that givers must get and the most that takers may
    /// pay; not possible where the least exceeds the most.
    function sharing(Terms calldata terms) internal pure returns (bool isPossible, int256 price) {
        int256 least = int256(terms.feedInPrice) + terms.sellerFee;
        int256 most = int256(terms.retailPrice) - terms.buyerFee;
        return (least <= most, midpoint(least, most));
    }

    /// @notice A quotient rounded toward minus infinity; `divisor` is above zero.
    function floorDivide(int256 value, int256 divisor) internal pure returns (int256) {
        int256 quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }
}
