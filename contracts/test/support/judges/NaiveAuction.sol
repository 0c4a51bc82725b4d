// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../../src/interfaces/Evidence.sol";
import {ClearingHead, Margin} from "../../../src/libraries/headers/ClearingHead.sol";
import {BookLeaf} from "../../../src/libraries/leaves/BookLeaf.sol";
import {FillLeaf} from "../../../src/libraries/leaves/FillLeaf.sol";
import {Cut, Ration} from "../../../src/libraries/Ration.sol";
import {NaiveRation} from "./NaiveRation.sol";

/// @notice A cleared book as its server would publish it.
struct Cleared {
    ClearingHead head;
    BookLeaf[] books;
    FillLeaf[] fills;
}

/// @title A call auction by walking down the bids and up the asks, one unit step of merit at a time
library NaiveAuction {
    uint8 private constant BY_TIME = 1;

    /// @notice Fills a book: `cleared.books` is read, header figures and fills are written; sums are `sumUp`'s.
    function clear(Cleared memory cleared, Terms memory terms) internal pure {
        uint256 count = cleared.books.length;
        cleared.fills = new FillLeaf[](count);
        cleared.head.orders = count;
        (cleared.head.bid.cut, cleared.head.ask.cut) = (_none(), _none());
        uint256[] memory bids = ranked(cleared, terms, 0);
        uint256[] memory asks = ranked(cleared, terms, 1);
        (uint256 bidLevel, uint256 askLevel, uint256 energy) = _walk(cleared, terms, bids, asks);
        cleared.head.energyUkwh = energy;
        if (energy == 0) return;
        _fill(cleared, terms, cleared.head.bid, bids, netOf(cleared, terms, bidLevel), energy);
        _fill(cleared, terms, cleared.head.ask, asks, netOf(cleared, terms, askLevel), energy);
        setPrice(cleared, terms);
    }

    /// @notice The price that follows from the header's marginal orders; pay-as-bid (firm) names the midpoint.
    function setPrice(Cleared memory cleared, Terms memory terms) internal pure {
        (int256 bid, int256 ask) = (cleared.head.bid.price, cleared.head.ask.price);
        bool isMidpoint = terms.product == 1 || terms.pricing == 0;
        if (isMidpoint) cleared.head.price = _floor(bid + ask, 2);
        else if (terms.pricing == 1) cleared.head.price = bid;
        else if (terms.pricing == 2) cleared.head.price = ask;
        else cleared.head.price = ask + _floor((bid - ask) * int256(uint256(terms.kPpm)), 1_000_000);
    }

    /// @notice One side's orders from the best limit on, equal ones by sequence.
    function ranked(Cleared memory cleared, Terms memory terms, uint256 side)
        internal
        pure
        returns (uint256[] memory sorted)
    {
        uint256 count;
        for (uint256 i = 0; i < cleared.books.length; ++i) {
            if (cleared.books[i].side == side) ++count;
        }
        sorted = new uint256[](count);
        count = 0;
        for (uint256 i = 0; i < cleared.books.length; ++i) {
            if (cleared.books[i].side != side) continue;
            uint256 place = count++;
            for (; place > 0 && isBetter(cleared, terms, i, sorted[place - 1]); --place) {
                sorted[place] = sorted[place - 1];
            }
            sorted[place] = i;
        }
    }

    /// @notice Whether an order's net limit is strictly better than another's of its side.
    function isBetter(Cleared memory cleared, Terms memory terms, uint256 i, uint256 than)
        internal
        pure
        returns (bool)
    {
        (int256 own, int256 other) = (netOf(cleared, terms, i), netOf(cleared, terms, than));
        return cleared.books[i].side == 0 ? own > other : own < other;
    }

    /// @notice An order's limit clipped to the grid's offers, net of fees.
    function netOf(Cleared memory cleared, Terms memory terms, uint256 i) internal pure returns (int256) {
        int256 limit = cleared.books[i].limitPrice;
        if (cleared.books[i].side == 0) {
            return (limit > terms.retailPrice ? int256(terms.retailPrice) : limit) - terms.buyerFee;
        }
        return (limit < terms.feedInPrice ? int256(terms.feedInPrice) : limit) + terms.sellerFee;
    }

    /// @dev As much energy as crosses, and the last order used on each side.
    function _walk(Cleared memory cleared, Terms memory terms, uint256[] memory bids, uint256[] memory asks)
        private
        pure
        returns (uint256 bid, uint256 ask, uint256 energy)
    {
        (uint256 i, uint256 j, uint256 usedBid, uint256 usedAsk) = (0, 0, 0, 0);
        while (i < bids.length && j < asks.length) {
            if (netOf(cleared, terms, bids[i]) < netOf(cleared, terms, asks[j])) break;
            (bid, ask) = (bids[i], asks[j]);
            uint256 bidLeft = cleared.books[bid].energyUkwh - usedBid;
            uint256 askLeft = cleared.books[ask].energyUkwh - usedAsk;
            uint256 step = bidLeft < askLeft ? bidLeft : askLeft;
            energy += step;
            (usedBid, usedAsk) = (usedBid + step, usedAsk + step);
            if (step == bidLeft) (i, usedBid) = (i + 1, 0);
            if (step == askLeft) (j, usedAsk) = (j + 1, 0);
        }
    }

    function _fill(
        Cleared memory cleared,
        Terms memory terms,
        Margin memory margin,
        uint256[] memory side,
        int256 price,
        uint256 left
    ) private pure {
        uint256 size;
        margin.price = price;
        for (uint256 i = 0; i < side.length; ++i) {
            BookLeaf memory order = cleared.books[side[i]];
            int256 net = netOf(cleared, terms, side[i]);
            if (order.side == 0 ? net > price : net < price) {
                cleared.fills[side[i]].fill = order.energyUkwh;
                left -= order.energyUkwh;
            } else if (net == price) {
                ++size;
                margin.offered += order.energyUkwh;
            }
        }
        margin.filled = left;
        _fillLevel(cleared, terms, margin, side, size);
    }

    function _fillLevel(
        Cleared memory cleared,
        Terms memory terms,
        Margin memory margin,
        uint256[] memory side,
        uint256 size
    ) private pure {
        (uint256[] memory indices, uint256[] memory weights) = (new uint256[](size), new uint256[](size));
        size = 0;
        for (uint256 i = 0; i < side.length; ++i) {
            if (netOf(cleared, terms, side[i]) != margin.price) continue;
            (indices[size], weights[size]) = (side[i], cleared.books[side[i]].energyUkwh);
            ++size;
        }
        uint256[] memory shares;
        if (terms.ties == BY_TIME) {
            shares = _inTurn(margin.filled, weights);
        } else {
            (shares, margin.cut) = NaiveRation.share(margin.filled, weights, indices);
        }
        for (uint256 i = 0; i < size; ++i) {
            cleared.fills[indices[i]].fill = shares[i];
            if (shares[i] > 0) (margin.index, margin.fill) = (indices[i], shares[i]);
        }
    }

    function _inTurn(uint256 left, uint256[] memory weights) private pure returns (uint256[] memory shares) {
        shares = new uint256[](weights.length);
        for (uint256 i = 0; i < weights.length; ++i) {
            shares[i] = left < weights[i] ? left : weights[i];
            left -= shares[i];
        }
    }

    function _none() private pure returns (Cut memory) {
        return Cut(Ration.NO_REMAINDER, Ration.NO_INDEX);
    }

    function _floor(int256 value, int256 divisor) private pure returns (int256) {
        return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
    }
}
