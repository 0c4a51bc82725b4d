// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {IRule} from "../interfaces/IRule.sol";
import {KeyChecks} from "../libraries/checks/KeyChecks.sol";
import {LineChecks} from "../libraries/checks/LineChecks.sol";
import {MeteringChecks} from "../libraries/checks/MeteringChecks.sol";
import {SettlementChecks} from "../libraries/checks/SettlementChecks.sol";
import {MeteringHead} from "../libraries/headers/MeteringHead.sol";
import {KeyLeaf, KeyLeaves} from "../libraries/leaves/KeyLeaf.sol";
import {LineColumns, LineLeaf} from "../libraries/leaves/LineLeaf.sol";
import {Prices} from "../libraries/Prices.sol";
import {TermsChecks} from "../libraries/TermsChecks.sol";
import {RuleBase} from "./RuleBase.sol";
import {SharingRule} from "./SharingRule.sol";

/// @title What is fed in is shared by fixed keys; a part that is not used is the producers' surplus
/// @notice What it promises is written at {IRule} and in docs/COMMITMENTS.md.
contract StaticSharingRule is SharingRule {
    /// @inheritdoc IRule
    function isRefutable() external pure returns (bool) {
        return true;
    }

    /// @inheritdoc IRule
    /// @dev Keys share whatever the price is, so there must be one: feed-in and seller's fee at most retail less the
    /// buyer's fee.
    function checkTerms(Terms calldata terms) external view {
        _requireSharing(terms);
        (bool isPossible,) = Prices.sharing(terms);
        if (!isPossible) revert TermsUnsupported("feedInPrice");
        TermsChecks.requireAtMost(terms.keysTotalPpm, uint256(Prices.WHOLE_PPM), "keysTotalPpm");
    }

    function _areTotalsRight(MeteringHead memory head, Terms calldata terms) internal pure override returns (bool) {
        return MeteringChecks.isStaticRight(head, terms);
    }

    /// @inheritdoc RuleBase
    function _judgeLine(
        MeteringHead memory head,
        Terms calldata terms,
        uint256 account,
        LineLeaf memory line,
        Leaf[] calldata keys
    ) internal pure override returns (Fault fault) {
        bool isShown = keys.length > 0;
        KeyLeaf memory key;
        if (isShown) {
            (isShown, key) = KeyLeaves.read(keys[0].words, account);
            if (!isShown) return Fault.KeyMalformed;
        }
        fault = LineChecks.judgeSystemAccount(account, line);
        if (fault != Fault.None) return fault;
        fault = _judgeExchange(head, terms, account, line.own);
        if (fault != Fault.None) return fault;
        fault = SettlementChecks.judgeSharedSellCut(head, account, line.own);
        if (fault != Fault.None) return fault;
        fault = KeyChecks.judgeCuts(head, account, isShown, key.keyPpm);
        if (fault != Fault.None) return fault;
        fault = LineChecks.judgeEnds(head, account, line);
        if (fault != Fault.None) return fault;
        fault = LineChecks.judgeSources(head, line, false);
        if (fault != Fault.None) return fault;
        return KeyChecks.judgeOffer(head, terms, account, line.own, isShown, key.keyPpm);
    }

    /// @inheritdoc RuleBase
    function _hasKeys() internal pure override returns (bool) {
        return true;
    }

    /// @dev What an account takes is judged beside what it is offered.
    function _judgeExchange(MeteringHead memory head, Terms calldata terms, uint256 account, LineColumns memory own)
        private
        pure
        returns (Fault)
    {
        if (own.deliveredBuy != 0 || own.deliveredSell != 0) return Fault.LineDeliveredWrong;
        (uint256 sell,) = SettlementChecks.sharedSellOf(head, account, own);
        if (own.sharedSell != sell) return Fault.LineSharedWrong;
        bool isRight = LineChecks.isSystemAccount(account) || SettlementChecks.areMeteredRight(head, terms, own);
        return isRight ? Fault.None : Fault.LineAmountWrong;
    }
}
