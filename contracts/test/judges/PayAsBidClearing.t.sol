// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {FillLeaf} from "../../src/libraries/leaves/FillLeaf.sol";
import {PayAsBidRule} from "../../src/rules/PayAsBidRule.sol";
import {ClearingFixture} from "../support/judges/ClearingFixture.sol";
import {Cleared} from "../support/judges/NaiveAuction.sol";

/// @dev Bids by merit: 0 [0, 1000), 2 [1000, 1376), 6 [1376, 1601). Asks: 1 [0, 600), 3 [600, 1300), 5 [1300, 1601).
contract PayAsBidClearingTest is ClearingFixture {
    PayAsBidRule private rule;
    Terms private terms;

    function setUp() external {
        rule = new PayAsBidRule();
        terms = usualTerms();
        terms.product = 1;
    }

    function test_trueClearingsHaveNoFault() external {
        for (uint8 pricing = 0; pricing <= 2; ++pricing) {
            terms.pricing = pricing;
            assertFault(anyFault(rule, terms, sealed_(usual())), Fault.None, "true");
        }
    }

    /// @dev What bids pay is what asks receive: there is nothing left for a fund.
    function test_moneyIsEqualOnBothSides() external view {
        Cleared memory book = usual();
        assertEqSigned(book.fills[6].moneyEnd, book.fills[5].moneyEnd, "at the end of all");
        assertEqSigned(book.fills[0].moneyEnd, 600 * 172_500 + 400 * 182_500, "the first bid's two pairs");
    }

    function test_ClearingPriceWrong() external {
        terms.pricing = 1;
        Cleared memory book = usual();
        assertFault(headerFault(rule, terms, book), Fault.None, "the midpoint for reference, whatever pairs pay");
        book.head.price += 1;
        assertFault(headerFault(rule, terms, book), Fault.ClearingPriceWrong, "another");
    }

    function test_MoneyWrong_byOneOrder() external view {
        for (uint256 forgery = 0; forgery < 5; ++forgery) {
            Cleared memory book = usual();
            uint256 shown = forgery < 2 ? 0 : 4;
            FillLeaf memory leaf = book.fills[shown];
            if (forgery == 0) leaf.start = 602;
            if (forgery == 1) (leaf.moneyStart, leaf.moneyEnd) = (1, leaf.moneyEnd + 1);
            if (forgery == 2) leaf.start = 1;
            if (forgery == 3) (leaf.moneyStart, leaf.moneyEnd) = (5, 5);
            if (forgery == 4) leaf.moneyEnd = -5;
            assertFault(faultAt(rule, terms, summedUp(book, terms), shown), Fault.MoneyWrong, "alone");
        }
    }

    function test_MoneyWrong_byTwoOrdersOfOneSide() external view {
        Cleared memory book = usual();
        book.fills[2].start = 999;
        assertFault(faultAt(rule, terms, book, 0, 2), Fault.MoneyWrong, "they overlap");
        book = usual();
        (book.fills[2].start, book.fills[6].start) = (1225, 1000);
        assertFault(faultAt(rule, terms, book, 2, 6), Fault.MoneyWrong, "equal limits go by sequence");
        book = usual();
        (book.fills[0].start, book.fills[2].start) = (376, 0);
        assertFault(faultAt(rule, terms, book, 0, 2), Fault.MoneyWrong, "the better goes first");
        book = usual();
        book.fills[2].moneyStart += 1;
        assertFault(faultAt(rule, terms, summedUp(book, terms), 0, 2), Fault.MoneyWrong, "money is passed on");
        book = usual();
        assertFault(faultAt(rule, terms, book, 0, 6), Fault.None, "not neighbours");
    }

    function test_MoneyWrong_byABidAndAnAsk() external view {
        Cleared memory book = usual();
        book.fills[0].moneyEnd += 1;
        book.fills[2].moneyStart += 1;
        book = summedUp(book, terms);
        assertFault(faultAt(rule, terms, book, 0, 2), Fault.None, "passed on all the same");
        assertFault(faultAt(rule, terms, book, 0, 1), Fault.None, "not between these ends");
        assertFault(faultAt(rule, terms, book, 0, 3), Fault.MoneyWrong, "not the pair's price");
        assertFault(faultAt(rule, terms, book, 2, 3), Fault.MoneyWrong, "nor here");
        assertFault(faultAt(rule, terms, book, 1, 2), Fault.None, "they do not overlap");
    }

    /// @dev One side's money moves as a whole: each neighbour agrees, each step is right, but the two sides part.
    function test_MoneyWrong_whereSidesPartAtACommonStartOrEnd() external view {
        Cleared memory book = usualBook();
        book.books[1].energyUkwh = 1000;
        book = cleared(book, terms);
        assertEq(book.fills[3].start, book.fills[2].start, "a bid and an ask start together");
        book.fills[2].moneyStart += 7;
        assertFault(faultAt(rule, terms, summedUp(book, terms), 2, 3), Fault.MoneyWrong, "starts");
        book = cleared(usualBook(), terms);
        book.fills[6].moneyEnd += 7;
        book = summedUp(book, terms);
        assertFault(faultAt(rule, terms, book, 5, 6), Fault.MoneyWrong, "ends");
    }

    function test_FillAccountWrong_ofMoney() external view {
        Cleared memory book = usual();
        book.fills[0].accountMoney = -book.fills[0].accountMoney;
        assertFault(faultAt(rule, terms, book, 0), Fault.FillAccountWrong, "the account's first");
        book = usual();
        book.fills[5].accountMoney += 1;
        assertFault(faultAt(rule, terms, book, 1, 5), Fault.FillAccountWrong, "what came before and its own");
    }

    function usual() private view returns (Cleared memory) {
        return cleared(usualBook(), terms);
    }
}
