// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault} from "../../interfaces/Fault.sol";
import {ClearingHead} from "../headers/ClearingHead.sol";
import {FillLeaf, FillLeaves, FillSums} from "../leaves/FillLeaf.sol";
import {Position, Positions} from "../Position.sol";

/// @title Sums over a cleared book and over each account's own orders
library FillSumChecks {
    using Positions for Position;

    /// @notice The first order's sums are its own; the last's are the header's.
    function judgeEnds(ClearingHead memory head, Position memory position, FillSums memory own)
        internal
        pure
        returns (Fault)
    {
        FillSums memory sums = position.fill.sums;
        if (position.index == 0 && !FillLeaves.equals(sums, own)) return Fault.FillSumWrong;
        if (position.index + 1 != head.orders) return Fault.None;
        FillSums memory all = FillSums({
            bought: head.energyUkwh,
            sold: head.energyUkwh,
            bidOffered: head.bid.offered,
            bidFilled: head.bid.filled,
            askOffered: head.ask.offered,
            askFilled: head.ask.filled
        });
        return FillLeaves.equals(sums, all) ? Fault.None : Fault.FillSumWrong;
    }

    /// @notice From one order to the next the sums grow by what the next contributes.
    function judgeStep(Position memory a, Position memory b, FillSums memory contributed)
        internal
        pure
        returns (Fault)
    {
        bool isRight = FillLeaves.equals(b.fill.sums, FillLeaves.plus(a.fill.sums, contributed));
        return isRight ? Fault.None : Fault.FillSumWrong;
    }

    /// @notice An account's first order has its own sums, and an order before it is before it.
    /// @param isPaired Whether each pair of orders has its own price, so that money is summed, too.
    function judgeAccount(Position memory position, bool isPaired) internal pure returns (Fault) {
        uint256 previous = position.fill.previous;
        FillLeaf memory none;
        if (previous == 0 && !_follows(position, none, isPaired)) return Fault.FillAccountWrong;
        return previous > position.index ? Fault.FillAccountWrong : Fault.None;
    }

    /// @notice An account's orders are a chain without gaps, along which its sums grow; `a` stands before `b`.
    function judgeAccountStep(Position memory a, Position memory b, bool isPaired) internal pure returns (Fault) {
        bool isSame = a.book.account == b.book.account;
        if (isSame && b.fill.previous <= a.index) return Fault.FillAccountWrong;
        if (b.fill.previous != a.index + 1) return Fault.None;
        bool isRight = isSame && _follows(b, a.fill, isPaired);
        return isRight ? Fault.None : Fault.FillAccountWrong;
    }

    function _follows(Position memory position, FillLeaf memory before, bool isPaired) private pure returns (bool) {
        FillLeaf memory leaf = position.fill;
        (uint256 bought, uint256 sold) = position.isBid() ? (leaf.fill, uint256(0)) : (uint256(0), leaf.fill);
        return leaf.accountBought == before.accountBought + bought && leaf.accountSold == before.accountSold + sold
            && (!isPaired || leaf.accountMoney == before.accountMoney + position.moneyOf());
    }
}
