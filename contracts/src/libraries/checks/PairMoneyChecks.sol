// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../interfaces/Evidence.sol";
import {Fault} from "../../interfaces/Fault.sol";
import {ClearingHead} from "../headers/ClearingHead.sol";
import {FillLeaf} from "../leaves/FillLeaf.sol";
import {Position, Positions} from "../Position.sol";
import {Prices} from "../Prices.sol";

/// @title The money of pay-as-bid, pair by pair
/// @notice Filled bids and filled asks, each by merit, cover the energy traded twice over; where a bid and an ask
/// overlap they are a pair. M(x) is what all pairs up to x are worth; an order says it at its start and end. Orders of
/// one side tile the energy and pass M on; those of opposite sides show each step of M and that both sides mean the same.
library PairMoneyChecks {
    using Positions for Position;

    /// @notice Whether an order says nothing of money, as where one price holds for all.
    function isSilent(FillLeaf memory leaf) internal pure returns (bool) {
        return leaf.start == 0 && leaf.moneyStart == 0 && leaf.moneyEnd == 0 && leaf.accountMoney == 0;
    }

    /// @notice A filled order lies within the energy traded and counts money from zero; an unfilled one says nothing.
    function judgeOne(ClearingHead memory head, Position memory position) internal pure returns (Fault) {
        FillLeaf memory leaf = position.fill;
        if (leaf.fill == 0) {
            bool isNothing = leaf.start == 0 && leaf.moneyStart == 0 && leaf.moneyEnd == 0;
            return isNothing ? Fault.None : Fault.MoneyWrong;
        }
        bool isWrong = _endOf(leaf) > head.energyUkwh || (leaf.start == 0 && leaf.moneyStart != 0);
        return isWrong ? Fault.MoneyWrong : Fault.None;
    }

    /// @notice Two filled orders, `a` before `b` in the book.
    function judgeTwo(Terms calldata terms, Position memory a, Position memory b) internal pure returns (Fault) {
        if (a.fill.fill == 0 || b.fill.fill == 0) return Fault.None;
        bool isRight;
        if (a.isBid() == b.isBid()) isRight = _areInTurn(terms, a, b);
        else isRight = a.isBid() ? _isPairRight(terms, a, b) : _isPairRight(terms, b, a);
        return isRight ? Fault.None : Fault.MoneyWrong;
    }

    /// @dev The better order, at equal limits the earlier, comes first; neighbours pass the money on.
    function _areInTurn(Terms calldata terms, Position memory a, Position memory b) private pure returns (bool) {
        bool isLaterFirst = Prices.isBetter(a.isBid(), b.netOf(terms), a.netOf(terms));
        (FillLeaf memory first, FillLeaf memory second) = isLaterFirst ? (b.fill, a.fill) : (a.fill, b.fill);
        if (second.start < _endOf(first)) return false;
        return second.start != _endOf(first) || second.moneyStart == first.moneyEnd;
    }

    function _isPairRight(Terms calldata terms, Position memory bid, Position memory ask)
        private
        pure
        returns (bool)
    {
        (FillLeaf memory b, FillLeaf memory s) = (bid.fill, ask.fill);
        uint256 low = b.start > s.start ? b.start : s.start;
        uint256 high = _endOf(b) < _endOf(s) ? _endOf(b) : _endOf(s);
        if (low >= high) return true;
        if (b.start == s.start && b.moneyStart != s.moneyStart) return false;
        if (_endOf(b) == _endOf(s) && b.moneyEnd != s.moneyEnd) return false;
        int256 worth = (_endOf(b) == high ? b.moneyEnd : s.moneyEnd) - (b.start == low ? b.moneyStart : s.moneyStart);
        int256 price = Prices.pair(bid.netOf(terms), ask.netOf(terms), terms.pricing);
        return worth == int256(high - low) * price;
    }

    function _endOf(FillLeaf memory leaf) private pure returns (uint256) {
        return leaf.start + leaf.fill;
    }
}
