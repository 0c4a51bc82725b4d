// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {IRule} from "../interfaces/IRule.sol";
import {AuctionChecks} from "../libraries/checks/AuctionChecks.sol";
import {LineChecks} from "../libraries/checks/LineChecks.sol";
import {ClearingHead} from "../libraries/headers/ClearingHead.sol";
import {Prices} from "../libraries/Prices.sol";
import {TermsChecks} from "../libraries/TermsChecks.sol";
import {AuctionRule} from "./AuctionRule.sol";
import {ForwardLines} from "./ForwardLines.sol";

/// @title One price for all, contracts capped at metered
/// @notice What it promises is written at {IRule} and in docs/COMMITMENTS.md.
contract UniformPriceRule is AuctionRule, ForwardLines {
    uint8 private constant PRICING_K = 3;

    /// @inheritdoc IRule
    function isRefutable() external pure returns (bool) {
        return true;
    }

    /// @inheritdoc IRule
    function checkTerms(Terms calldata terms) external view {
        TermsChecks.requireUsual(terms);
        TermsChecks.requireAtMost(terms.pricing, PRICING_K, "pricing");
        TermsChecks.requireAtMost(terms.kPpm, terms.pricing == PRICING_K ? uint256(Prices.WHOLE_PPM) : 0, "kPpm");
        TermsChecks.requireProduct(terms, LineChecks.FORWARD_CAPPED);
        TermsChecks.requireNoKeys(terms);
    }

    function _judgeClearingHeader(ClearingHead memory head, Terms calldata terms)
        internal
        pure
        override
        returns (Fault)
    {
        int256 price = Prices.uniform(head.bid.price, head.ask.price, terms.pricing, terms.kPpm);
        return AuctionChecks.judgePrice(head, terms, price);
    }
}
