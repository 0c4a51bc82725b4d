// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {AuctionChecks} from "../libraries/checks/AuctionChecks.sol";
import {FillSumChecks} from "../libraries/checks/FillSumChecks.sol";
import {PairMoneyChecks} from "../libraries/checks/PairMoneyChecks.sol";
import {ClearingHead} from "../libraries/headers/ClearingHead.sol";
import {Position, Positions} from "../libraries/Position.sol";
import {RuleBase} from "./RuleBase.sol";

/// @title A call auction's clearing: as much energy as crosses, by merit, ties at the margin pro rata or by time
abstract contract AuctionRule is RuleBase {
    using Positions for Position;

    /// @inheritdoc RuleBase
    function _judgePosition(ClearingHead memory head, Terms calldata terms, Position memory position)
        internal
        pure
        override
        returns (Fault fault)
    {
        fault = AuctionChecks.judgeMerit(head, terms, position);
        if (fault != Fault.None) return fault;
        fault = AuctionChecks.judgeMargins(head, terms, position);
        if (fault != Fault.None) return fault;
        bool isAtMargin = AuctionChecks.isAtMargin(head, terms, position);
        fault = FillSumChecks.judgeEnds(head, position, position.contribution(isAtMargin));
        if (fault != Fault.None) return fault;
        fault = FillSumChecks.judgeAccount(position, _isPaired());
        if (fault != Fault.None || !_isPaired()) return fault;
        return PairMoneyChecks.judgeOne(head, position);
    }

    /// @inheritdoc RuleBase
    function _judgePositions(ClearingHead memory head, Terms calldata terms, Position memory a, Position memory b)
        internal
        pure
        override
        returns (Fault fault)
    {
        if (a.index + 1 == b.index) {
            fault = FillSumChecks.judgeStep(a, b, b.contribution(AuctionChecks.isAtMargin(head, terms, b)));
            if (fault != Fault.None) return fault;
        }
        fault = FillSumChecks.judgeAccountStep(a, b, _isPaired());
        if (fault != Fault.None) return fault;
        fault = AuctionChecks.judgeUnfilled(terms, a, b);
        if (fault != Fault.None) return fault;
        fault = AuctionChecks.judgeTurns(terms, a, b);
        if (fault != Fault.None || !_isPaired() || head.energyUkwh == 0) return fault;
        return PairMoneyChecks.judgeTwo(terms, a, b);
    }
}
