// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {IRule} from "../interfaces/IRule.sol";
import {AuctionChecks} from "../libraries/checks/AuctionChecks.sol";
import {LineChecks} from "../libraries/checks/LineChecks.sol";
import {MeteringChecks} from "../libraries/checks/MeteringChecks.sol";
import {SettlementChecks} from "../libraries/checks/SettlementChecks.sol";
import {ClearingHead} from "../libraries/headers/ClearingHead.sol";
import {MeteringHead} from "../libraries/headers/MeteringHead.sol";
import {LineColumns, LineLeaf} from "../libraries/leaves/LineLeaf.sol";
import {Prices} from "../libraries/Prices.sol";
import {TermsChecks} from "../libraries/TermsChecks.sol";
import {AuctionRule} from "./AuctionRule.sol";
import {RuleBase} from "./RuleBase.sol";

/// @title Each pair at its own price, contracts firm
/// @notice What it promises is written at {IRule} and in docs/COMMITMENTS.md.
contract PayAsBidRule is AuctionRule {
    uint8 private constant PRICING_ASK = 2;

    /// @inheritdoc IRule
    function isRefutable() external pure returns (bool) {
        return true;
    }

    /// @inheritdoc IRule
    function checkTerms(Terms calldata terms) external view {
        TermsChecks.requireUsual(terms);
        TermsChecks.requireAtMost(terms.pricing, PRICING_ASK, "pricing");
        TermsChecks.requireAtMost(terms.kPpm, 0, "kPpm");
        TermsChecks.requireProduct(terms, LineChecks.FIRM);
        TermsChecks.requireNoKeys(terms);
    }

    /// @dev The header's price is the midpoint, for reference only.
    function _judgeClearingHeader(ClearingHead memory head, Terms calldata terms)
        internal
        pure
        override
        returns (Fault)
    {
        return AuctionChecks.judgePrice(head, terms, Prices.midpoint(head.bid.price, head.ask.price));
    }

    function _areTotalsRight(MeteringHead memory head, Terms calldata) internal pure override returns (bool) {
        return MeteringChecks.isFirmRight(head);
    }

    /// @inheritdoc RuleBase
    function _judgeLine(
        MeteringHead memory head,
        Terms calldata terms,
        uint256 account,
        LineLeaf memory line,
        Leaf[] calldata
    ) internal pure override returns (Fault fault) {
        fault = LineChecks.judgeSystemAccount(account, line);
        if (fault != Fault.None) return fault;
        LineColumns memory own = line.own;
        bool isDelivered = own.deliveredBuy == own.contractedBuy && own.deliveredSell == own.contractedSell;
        if (!isDelivered) return Fault.LineDeliveredWrong;
        fault = SettlementChecks.judgeShared(head, account, own);
        if (fault != Fault.None) return fault;
        bool isPaid = LineChecks.isSystemAccount(account) || SettlementChecks.areFirmRight(head, terms, own);
        if (!isPaid) return Fault.LineAmountWrong;
        fault = SettlementChecks.judgeCuts(head, account, own);
        if (fault != Fault.None) return fault;
        fault = LineChecks.judgeEnds(head, account, line);
        if (fault != Fault.None) return fault;
        fault = LineChecks.judgeSources(head, line, true);
        if (fault != Fault.None) return fault;
        return own.offered == 0 ? Fault.None : Fault.LineOfferWrong;
    }

    function _isPaired() internal pure override returns (bool) {
        return true;
    }

}
