// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, OrderPosition, Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {IRule} from "../interfaces/IRule.sol";
import {ClearingHead, Margin} from "./headers/ClearingHead.sol";
import {BookLeaf, BookLeaves} from "./leaves/BookLeaf.sol";
import {FillLeaf, FillLeaves, FillSums} from "./leaves/FillLeaf.sol";
import {PositionProof} from "./PositionProof.sol";
import {Prices} from "./Prices.sol";

/// @notice An order with its fill, at one place of a cleared book.
struct Position {
    uint256 index;
    BookLeaf book;
    FillLeaf fill;
}

/// @title Reading positions, and what one contributes to the book's sums
library Positions {
    /// @notice Refuses a position whose two leaves are not of one index.
    function requireOnePlace(OrderPosition calldata position) internal pure {
        if (position.book.index != position.fill.index) revert IRule.EvidenceMalformed();
    }

    /// @notice Refuses a position whose leaves are not proven to stand at their index.
    function requireProven(OrderPosition calldata position, ClearingHead memory head) internal pure {
        PositionProof.requireProven(position.book, head.bookRoot, head.orders);
        PositionProof.requireProven(position.fill, head.fillRoot, head.orders);
    }

    /// @notice Takes a position's leaves apart, or says which of them is malformed.
    function read(OrderPosition calldata from, uint256 slot) internal pure returns (Fault, Position memory position) {
        bool isWell;
        position.index = from.book.index;
        (isWell, position.book) = BookLeaves.read(from.book.words, slot, position.index);
        if (!isWell) return (Fault.LeafMalformed, position);
        (isWell, position.fill) = FillLeaves.read(from.fill.words, slot, position.index);
        return (isWell ? Fault.None : Fault.FillMalformed, position);
    }

    /// @notice Whether an order buys; any other side sells (a side that is neither is the book's fault).
    function isBid(Position memory position) internal pure returns (bool) {
        return position.book.side == 0;
    }

    /// @notice The order's limit net of fees, 10^-6 currency/kWh.
    function netOf(Position memory position, Terms calldata terms) internal pure returns (int256) {
        return Prices.netLimit(isBid(position), position.book.limitPrice, terms);
    }

    /// @notice The marginal order of the position's side.
    function marginOf(Position memory position, ClearingHead memory head) internal pure returns (Margin memory) {
        return isBid(position) ? head.bid : head.ask;
    }

    /// @notice What the order adds to the sums over the book. Only a trade has a margin, and only where the rule is an
    /// auction.
    function contribution(Position memory position, bool isAtMargin) internal pure returns (FillSums memory sums) {
        uint256 fill = position.fill.fill;
        uint256 offered = isAtMargin ? position.book.energyUkwh : 0;
        uint256 filled = isAtMargin ? fill : 0;
        if (isBid(position)) (sums.bought, sums.bidOffered, sums.bidFilled) = (fill, offered, filled);
        else (sums.sold, sums.askOffered, sums.askFilled) = (fill, offered, filled);
    }

    /// @notice The money that the order moves for its account (10^-12 currency): paid by bids, received by asks.
    function moneyOf(Position memory position) internal pure returns (int256) {
        int256 worth = position.fill.moneyEnd - position.fill.moneyStart;
        return isBid(position) ? -worth : worth;
    }
}
