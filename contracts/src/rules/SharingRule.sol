// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {AuctionChecks} from "../libraries/checks/AuctionChecks.sol";
import {ClearingHead} from "../libraries/headers/ClearingHead.sol";
import {Position} from "../libraries/Position.sol";
import {TermsChecks} from "../libraries/TermsChecks.sol";
import {RuleBase} from "./RuleBase.sol";

/// @title A rule that shares what was metered and trades nothing beforehand
abstract contract SharingRule is RuleBase {
    uint8 internal constant SHARING = 2;

    function _requireSharing(Terms calldata terms) internal view {
        TermsChecks.requireUsual(terms);
        TermsChecks.requireAtMost(terms.pricing, 0, "pricing");
        TermsChecks.requireAtMost(terms.kPpm, 0, "kPpm");
        TermsChecks.requireAtMost(terms.ties, 0, "ties");
        TermsChecks.requireProduct(terms, SHARING);
    }

    /// @inheritdoc RuleBase
    function _judgeClearingHeader(ClearingHead memory head, Terms calldata)
        internal
        pure
        override
        returns (Fault)
    {
        return AuctionChecks.isEmpty(head) ? Fault.None : Fault.ClearingNotEmpty;
    }

    /// @inheritdoc RuleBase
    function _judgePosition(ClearingHead memory head, Terms calldata, Position memory position)
        internal
        pure
        override
        returns (Fault)
    {
        if (position.fill.fill > position.book.energyUkwh) return Fault.FillBeyondEnergy;
        if (head.energyUkwh == 0 && position.fill.fill > 0) return Fault.FillWithoutTrade;
        return _judgePlainSums(head, position);
    }

    /// @inheritdoc RuleBase
    function _judgePositions(ClearingHead memory, Terms calldata, Position memory a, Position memory b)
        internal
        pure
        override
        returns (Fault)
    {
        return _judgePlainPositions(a, b);
    }
}
