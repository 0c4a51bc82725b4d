// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OrderPosition, Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {Margin} from "../../src/libraries/headers/ClearingHead.sol";
import {BookLeaf} from "../../src/libraries/leaves/BookLeaf.sol";
import {Cut} from "../../src/libraries/Ration.sol";
import {UniformPriceRule} from "../../src/rules/UniformPriceRule.sol";
import {ClearingFixture, Sealed} from "../support/judges/ClearingFixture.sol";
import {Cleared} from "../support/judges/NaiveAuction.sol";

/// @dev Each test forges one thing in a book that is cleared rightly and shows the one or two orders that prove it.
contract UniformClearingTest is ClearingFixture {
    UniformPriceRule private rule;
    Terms private terms;

    function setUp() external {
        rule = new UniformPriceRule();
        terms = usualTerms();
    }

    function test_aTrueClearingHasNoFault() external view {
        Cleared memory book = usual();
        assertEq(book.head.energyUkwh, 1601, "energy");
        assertEq(book.fills[2].fill, 376, "the larger remainder gets the last unit");
        assertEq(book.head.bid.cut.remainder, 500, "the cut");
        assertFault(anyFault(rule, terms, sealed_(book)), Fault.None, "true");
    }

    function test_aTrueClearingByTimeHasNoFault() external {
        terms.ties = 1;
        Cleared memory book = usual();
        assertEq(book.fills[2].fill, 500, "first come");
        assertFault(anyFault(rule, terms, sealed_(book)), Fault.None, "true");
    }

    function test_aTrueBookThatDoesNotCrossHasNoFault() external view {
        Cleared memory book = usualBook();
        book.books[1].limitPrice = book.books[3].limitPrice = book.books[5].limitPrice = 290_000;
        assertFault(anyFault(rule, terms, sealed_(cleared(book, terms))), Fault.None, "true");
        Cleared memory empty;
        empty.books = new BookLeaf[](0);
        assertFault(anyFault(rule, terms, sealed_(cleared(empty, terms))), Fault.None, "an empty book");
    }

    function test_LeafMalformed() external view {
        Cleared memory book = usual();
        for (uint256 forgery = 0; forgery < 4; ++forgery) {
            Sealed memory shown = sealed_(book);
            if (forgery == 0) shown.books[3][0] |= 1;
            if (forgery == 1) shown.books[3][2] |= 1;
            if (forgery == 2) shown.books[3][3] |= 1 << 160;
            if (forgery == 3) shown.books[3] = new uint256[](2);
            shown = resealed(book, shown);
            Fault fault = rule.judgeClearing(shown.header, terms, positionsAt(shown, 3, 3));
            assertFault(fault, Fault.LeafMalformed, "book leaf");
            fault = rule.judgeClearing(shown.header, terms, positionsAt(shown, 1, 3));
            assertFault(fault, Fault.LeafMalformed, "as the second of two");
        }
        uint256[] memory header = sealed_(book).header;
        header[4] |= 1;
        assertFault(rule.judgeClearing(header, terms, new OrderPosition[](0)), Fault.LeafMalformed, "header");
    }

    function test_FillMalformed() external view {
        Cleared memory book = usual();
        Sealed memory shown = sealed_(book);
        shown.fills[2][6] |= 1;
        shown = resealed(book, shown);
        Fault fault = rule.judgeClearing(shown.header, terms, positionsAt(shown, 2, 2));
        assertFault(fault, Fault.FillMalformed, "padding");
        for (uint256 forgery = 0; forgery < 4; ++forgery) {
            book = usual();
            if (forgery == 0) book.fills[2].start = 1;
            if (forgery == 1) book.fills[2].moneyStart = 1;
            if (forgery == 2) book.fills[2].moneyEnd = -1;
            if (forgery == 3) book.fills[2].accountMoney = -1;
            assertFault(faultAt(rule, terms, book, 2), Fault.FillMalformed, "money under one price");
            assertFault(faultAt(rule, terms, book, 0, 2), Fault.FillMalformed, "at every place");
        }
    }

    function test_ClearingPriceWrong() external {
        Cleared memory book = usual();
        book.head.price += 1;
        assertFault(headerFault(rule, terms, book), Fault.ClearingPriceWrong, "not the midpoint");
        for (uint8 pricing = 1; pricing <= 3; ++pricing) {
            (terms.pricing, terms.kPpm) = (pricing, pricing == 3 ? 250_000 : 0);
            book = usual();
            assertFault(headerFault(rule, terms, book), Fault.None, "by its formula");
            book.head.price -= 1;
            assertFault(headerFault(rule, terms, book), Fault.ClearingPriceWrong, "not by its formula");
        }
    }

    function test_ClearingPriceWrong_byTheMarginalOrders() external {
        for (uint256 forgery = 0; forgery < 7; ++forgery) {
            terms.ties = forgery == 6 ? 1 : 0;
            Cleared memory book = usual();
            (Margin memory bid, Margin memory ask) = (book.head.bid, book.head.ask);
            if (forgery == 0) (bid.price, ask.price) = (ask.price, bid.price);
            if (forgery == 1) bid.index = 7;
            if (forgery == 2) ask.index = 7;
            if (forgery == 3) bid.cut = Cut(500, type(uint32).max);
            if (forgery == 4) ask.cut = Cut(0, 5);
            if (forgery == 5) bid.cut.index = 7;
            if (forgery == 6) bid.cut = Cut(500, 2);
            assertFault(headerFault(rule, terms, book), Fault.ClearingPriceWrong, "margin");
        }
    }

    function test_ClearingPriceWrong_whereNothingTrades() external view {
        Cleared memory book = usualBook();
        book.books[1].limitPrice = book.books[3].limitPrice = book.books[5].limitPrice = 290_000;
        book = cleared(book, terms);
        assertFault(headerFault(rule, terms, book), Fault.None, "true");
        book.head.price = 1;
        assertFault(headerFault(rule, terms, book), Fault.ClearingPriceWrong, "a price");
        book.head.price = 0;
        book.head.ask.offered = 1;
        assertFault(headerFault(rule, terms, book), Fault.ClearingPriceWrong, "a margin");
        book.head.ask.offered = 0;
        book.head.ask.cut.index = 0;
        assertFault(headerFault(rule, terms, book), Fault.ClearingPriceWrong, "a cut");
    }

    function test_FillPastLimit() external view {
        Cleared memory book = usual();
        book.fills[4].fill = 1;
        assertFault(faultAt(rule, terms, book, 4), Fault.FillPastLimit, "a bid worse than the last");
        book = usual();
        book.head.ask.price = 125_000;
        assertFault(faultAt(rule, terms, book, 5), Fault.FillPastLimit, "an ask worse than the last");
    }

    function test_FillBeyondEnergy() external view {
        Cleared memory book = usual();
        book.fills[0].fill = 1001;
        assertFault(faultAt(rule, terms, book, 0), Fault.FillBeyondEnergy, "better than the margin");
    }

    function test_FillNotFull() external view {
        Cleared memory book = usual();
        book.fills[0].fill = 999;
        assertFault(faultAt(rule, terms, book, 0), Fault.FillNotFull, "a bid");
        book = usual();
        book.fills[1].fill = 599;
        assertFault(faultAt(rule, terms, book, 1), Fault.FillNotFull, "an ask");
    }

    function test_FillRationWrong() external view {
        Cleared memory book = usual();
        (book.fills[2].fill, book.fills[6].fill) = (375, 226);
        assertFault(faultAt(rule, terms, book, 2), Fault.FillRationWrong, "a unit less");
        assertFault(faultAt(rule, terms, book, 6), Fault.FillRationWrong, "a unit more");
        book = usual();
        book.head.bid.cut = Cut(300, 6);
        assertFault(faultAt(rule, terms, book, 6), Fault.FillRationWrong, "a lower cut admits it");
    }

    function test_FillRationWrong_byTime() external {
        terms.ties = 1;
        Cleared memory book = usual();
        (book.fills[2].fill, book.fills[6].fill) = (301, 300);
        book = summedUp(book, terms);
        assertFault(faultAt(rule, terms, book, 2), Fault.None, "not by itself");
        assertFault(faultAt(rule, terms, book, 2, 6), Fault.FillRationWrong, "passed over");
        assertFault(faultAt(rule, terms, book, 0, 6), Fault.None, "of another price");
    }

    function test_FillWithoutTrade() external view {
        Cleared memory book = usual();
        book.head.energyUkwh = 0;
        assertFault(faultAt(rule, terms, book, 2), Fault.FillWithoutTrade, "filled");
    }

    function test_MarginalWrong() external view {
        for (uint256 forgery = 0; forgery < 8; ++forgery) {
            Cleared memory book = usual();
            uint256 shown = 2;
            if (forgery == 0) (book.head.bid.index, shown) = (2, 6);
            if (forgery == 1) book.head.bid.index = 2;
            if (forgery == 2) (book.head.bid.fill, shown) = (226, 6);
            if (forgery == 3) (book.head.bid.index, shown) = (0, 0);
            if (forgery == 4) (book.head.ask.index, shown) = (6, 6);
            if (forgery == 5) (book.head.bid.index, shown) = (1, 1);
            if (forgery == 6) book.head.bid.cut.remainder = 499;
            if (forgery == 7) (book.head.bid.cut.index, shown) = (3, 3);
            assertFault(faultAt(rule, terms, book, shown), Fault.MarginalWrong, "margin");
        }
    }

    function test_FillSumWrong() external view {
        Cleared memory book = usual();
        book.fills[0].sums.sold = 1;
        assertFault(faultAt(rule, terms, book, 0), Fault.FillSumWrong, "the first order's");
        assertFault(faultAt(rule, terms, book, 0, 1), Fault.FillSumWrong, "the step from it");
        book = usual();
        for (uint256 i = 3; i < 7; ++i) {
            book.fills[i].sums.bidOffered += 5;
        }
        assertFault(faultAt(rule, terms, book, 2, 3), Fault.FillSumWrong, "a step");
        assertFault(faultAt(rule, terms, book, 6), Fault.FillSumWrong, "the last order's");
        assertFault(faultAt(rule, terms, book, 3, 4), Fault.None, "no step elsewhere");
        book = usual();
        book.head.energyUkwh += 1;
        assertFault(faultAt(rule, terms, book, 6), Fault.FillSumWrong, "less than the header's");
    }

    function test_FillAccountWrong() external view {
        Cleared memory book = usual();
        book.fills[0].accountBought = 999;
        assertFault(faultAt(rule, terms, book, 0), Fault.FillAccountWrong, "the account's first");
        book = usual();
        book.fills[4].previous = 5;
        assertFault(faultAt(rule, terms, book, 4), Fault.FillAccountWrong, "an order before is before");
        book = usual();
        (book.fills[5].previous, book.fills[5].accountSold) = (0, 301);
        assertFault(faultAt(rule, terms, book, 5), Fault.None, "not by itself");
        assertFault(faultAt(rule, terms, book, 1, 5), Fault.FillAccountWrong, "passed over");
        book = usual();
        book.fills[5].accountSold = 900;
        assertFault(faultAt(rule, terms, book, 1, 5), Fault.FillAccountWrong, "not what came before and its own");
        book = usual();
        book.fills[5].previous = 4;
        assertFault(faultAt(rule, terms, book, 3, 5), Fault.FillAccountWrong, "another account's");
    }

    function test_UnfilledOrdersCross() external view {
        Cleared memory book = usual();
        book.fills[2].fill -= 1;
        book.fills[5].fill -= 1;
        assertFault(faultAt(rule, terms, book, 2, 5), Fault.UnfilledOrdersCross, "bid before ask");
        assertFault(faultAt(rule, terms, book, 5, 6), Fault.UnfilledOrdersCross, "ask before bid");
        assertFault(faultAt(rule, terms, book, 2, 6), Fault.None, "of one side");
    }

    function test_evidenceThatProvesNothing() external {
        Cleared memory book = usual();
        Sealed memory shown = sealed_(book);
        OrderPosition[] memory positions = positionsAt(shown, 2, 5);
        (positions[0], positions[1]) = (positions[1], positions[0]);
        expectMalformed();
        rule.judgeClearing(shown.header, terms, positions);
        expectMalformed();
        rule.judgeClearing(shown.header, terms, new OrderPosition[](3));
        positions = positionsAt(shown, 2, 2);
        positions[0].fill.index = 3;
        expectMalformed();
        rule.judgeClearing(shown.header, terms, positions);
        positions = positionsAt(shown, 2, 2);
        positions[0].fill.words[2] ^= 1;
        expectUnproven(2);
        rule.judgeClearing(shown.header, terms, positions);
        positions = positionsAt(shown, 2, 2);
        (positions[0].book.index, positions[0].fill.index) = (7, 7);
        expectUnproven(7);
        rule.judgeClearing(shown.header, terms, positions);
    }

    function usual() private view returns (Cleared memory) {
        return cleared(usualBook(), terms);
    }
}
