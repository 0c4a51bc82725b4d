// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../src/interfaces/Evidence.sol";
import {IRule} from "../../src/interfaces/IRule.sol";
import {FactJudge} from "../../src/FactJudge.sol";
import {PeriodJudge} from "../../src/PeriodJudge.sol";
import {AttestedRule} from "../../src/rules/AttestedRule.sol";
import {PayAsBidRule} from "../../src/rules/PayAsBidRule.sol";
import {ProportionalSharingRule} from "../../src/rules/ProportionalSharingRule.sol";
import {StaticSharingRule} from "../../src/rules/StaticSharingRule.sol";
import {UniformPriceRule} from "../../src/rules/UniformPriceRule.sol";
import {JudgeTest} from "../support/judges/JudgeTest.sol";

contract TermsAndSizeTest is JudgeTest {
    uint256 private constant LARGEST_CODE = 24_576;
    int64 private constant MAX_PRICE = 1_000_000_000_000;

    IRule[5] private rules;

    function setUp() external {
        rules[0] = new UniformPriceRule();
        rules[1] = new PayAsBidRule();
        rules[2] = new ProportionalSharingRule();
        rules[3] = new StaticSharingRule();
        rules[4] = new AttestedRule();
    }

    function test_everyJudgeFitsIntoAContract() external {
        for (uint256 i = 0; i < 5; ++i) {
            assertTrue(address(rules[i]).code.length <= LARGEST_CODE, "EIP-170");
        }
        assertTrue(address(new FactJudge(address(1), address(2))).code.length <= LARGEST_CODE, "EIP-170");
        assertTrue(address(new PeriodJudge()).code.length <= LARGEST_CODE, "EIP-170");
    }

    function test_onlyAttestedResultsCannotBeRefuted() external view {
        for (uint256 i = 0; i < 5; ++i) {
            assertTrue(rules[i].isRefutable() == (i != 4), "refutable");
        }
    }

    function test_usualTermsAreTaken() external view {
        for (uint256 i = 0; i < 5; ++i) {
            rules[i].checkTerms(termsOf(i));
        }
        Terms memory terms = termsOf(0);
        (terms.pricing, terms.kPpm, terms.ties) = (3, 1_000_000, 1);
        (terms.priceFloor, terms.priceCap) = (-MAX_PRICE, MAX_PRICE);
        (terms.buyerFee, terms.sellerFee) = (MAX_PRICE, MAX_PRICE);
        rules[0].checkTerms(terms);
        terms = termsOf(0);
        terms.feedInPrice = terms.retailPrice + 1;
        rules[0].checkTerms(terms);
    }

    function test_whatNoRuleTakes() external {
        for (uint256 i = 0; i < 5; ++i) {
            Terms memory terms = termsOf(i);
            terms.rule = address(1);
            refuses(i, terms, "rule");
            terms = termsOf(i);
            terms.priceFloor = -MAX_PRICE - 1;
            refuses(i, terms, "priceFloor");
            terms.priceFloor = terms.priceCap + 1;
            refuses(i, terms, "priceFloor");
            terms = termsOf(i);
            terms.priceCap = MAX_PRICE + 1;
            refuses(i, terms, "priceCap");
            terms = termsOf(i);
            terms.retailPrice = MAX_PRICE + 1;
            refuses(i, terms, "retailPrice");
            terms = termsOf(i);
            terms.feedInPrice = -MAX_PRICE - 1;
            refuses(i, terms, "feedInPrice");
            terms = termsOf(i);
            terms.buyerFee = -1;
            refuses(i, terms, "buyerFee");
            terms = termsOf(i);
            terms.sellerFee = MAX_PRICE + 1;
            refuses(i, terms, "sellerFee");
            terms = termsOf(i);
            terms.ties = 2;
            refuses(i, terms, "ties");
            terms = termsOf(i);
            terms.product = 3;
            refuses(i, terms, "product");
        }
    }

    function test_whatARuleCannotWorkBy() external {
        for (uint256 i = 0; i < 4; ++i) {
            Terms memory terms = termsOf(i);
            terms.product = i == 1 ? 0 : 1;
            refuses(i, terms, "product");
            terms = termsOf(i);
            terms.pricing = i == 0 ? 4 : i == 1 ? 3 : 1;
            refuses(i, terms, "pricing");
            terms = termsOf(i);
            terms.kPpm = 1;
            refuses(i, terms, "kPpm");
            if (i == 3) continue;
            terms = termsOf(i);
            terms.keys = 1;
            refuses(i, terms, "keys");
            terms = termsOf(i);
            terms.keysTotalPpm = 1;
            refuses(i, terms, "keysTotalPpm");
            terms = termsOf(i);
            terms.keysRoot = "root";
            refuses(i, terms, "keysRoot");
        }
        Terms memory by = termsOf(0);
        (by.pricing, by.kPpm) = (3, 1_000_001);
        refuses(0, by, "kPpm");
        by = termsOf(2);
        by.ties = 1;
        refuses(2, by, "ties");
        by = termsOf(3);
        by.keysTotalPpm = 1_000_001;
        refuses(3, by, "keysTotalPpm");
        by = termsOf(3);
        by.feedInPrice = 285_001;
        refuses(3, by, "feedInPrice");
    }

    function termsOf(uint256 i) private view returns (Terms memory terms) {
        terms = usualTerms();
        terms.rule = address(rules[i]);
        terms.product = i == 1 ? 1 : i == 2 || i == 3 ? 2 : 0;
        if (i == 3) (terms.keys, terms.keysTotalPpm, terms.keysRoot) = (8, 1_000_000, "root");
    }

    function refuses(uint256 i, Terms memory terms, string memory field) private {
        vm.expectRevert(abi.encodeWithSelector(IRule.TermsUnsupported.selector, field));
        rules[i].checkTerms(terms);
    }
}
