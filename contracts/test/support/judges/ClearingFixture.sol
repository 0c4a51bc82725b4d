// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OrderPosition, Terms} from "../../../src/interfaces/Evidence.sol";
import {Fault} from "../../../src/interfaces/Fault.sol";
import {IRule} from "../../../src/interfaces/IRule.sol";
import {BookLeaf} from "../../../src/libraries/leaves/BookLeaf.sol";
import {FillLeaf, FillSums} from "../../../src/libraries/leaves/FillLeaf.sol";
import {JudgeTest} from "./JudgeTest.sol";
import {Cleared, NaiveAuction} from "./NaiveAuction.sol";
import {Trees} from "./Trees.sol";
import {WordWriter} from "./WordWriter.sol";

/// @notice A cleared book in words, ready to be shown.
struct Sealed {
    uint256[] header;
    uint256[][] books;
    uint256[][] fills;
}

/// @title Books that are cleared rightly, to be forged by tests
abstract contract ClearingFixture is JudgeTest {
    function order(uint256 account, uint256 side, int256 limit, uint256 energy)
        internal
        pure
        returns (BookLeaf memory leaf)
    {
        (leaf.account, leaf.side, leaf.limitPrice, leaf.energyUkwh) = (account, side, limit, energy);
    }

    /// @dev Bids net 240, 190, 190, 170; asks net 105, 125, 155. The orders at 190 are rationed: 376 and 225 of 601.
    function usualBook() internal pure returns (Cleared memory book) {
        book.books = new BookLeaf[](7);
        book.books[0] = order(4, 0, 250_000, 1000);
        book.books[1] = order(5, 1, 100_000, 600);
        book.books[2] = order(6, 0, 200_000, 500);
        book.books[3] = order(7, 1, 120_000, 700);
        book.books[4] = order(4, 0, 180_000, 400);
        book.books[5] = order(5, 1, 150_000, 301);
        book.books[6] = order(8, 0, 200_000, 300);
    }

    /// @dev Clears the book and sums it up, as an honest server does.
    function cleared(Cleared memory book, Terms memory terms) internal pure returns (Cleared memory) {
        (book.head.slot, book.head.rulesVersion) = (SLOT, VERSION);
        NaiveAuction.clear(book, terms);
        if (terms.product == 1) _pairUp(book, terms);
        return summedUp(book, terms);
    }

    /// @dev Writes all sums anew from the fills and money that are there, and those of the header's sides.
    function summedUp(Cleared memory book, Terms memory terms) internal pure returns (Cleared memory) {
        FillSums memory sums;
        for (uint256 i = 0; i < book.books.length; ++i) {
            FillLeaf memory leaf = book.fills[i];
            bool isBid = book.books[i].side == 0;
            int256 price = isBid ? book.head.bid.price : book.head.ask.price;
            bool isMargin = book.head.energyUkwh > 0 && NaiveAuction.netOf(book, terms, i) == price;
            if (isBid) sums.bought += leaf.fill;
            else sums.sold += leaf.fill;
            if (isMargin && isBid) {
                (sums.bidOffered, sums.bidFilled) =
                    (sums.bidOffered + book.books[i].energyUkwh, sums.bidFilled + leaf.fill);
            } else if (isMargin) {
                (sums.askOffered, sums.askFilled) =
                    (sums.askOffered + book.books[i].energyUkwh, sums.askFilled + leaf.fill);
            }
            leaf.sums = FillSums(
                sums.bought, sums.sold, sums.bidOffered, sums.bidFilled, sums.askOffered, sums.askFilled
            );
            _sumAccount(book, i);
        }
        return book;
    }

    function sealed_(Cleared memory book) internal pure returns (Sealed memory shown) {
        uint256 count = book.books.length;
        (shown.books, shown.fills) = (new uint256[][](count), new uint256[][](count));
        for (uint256 i = 0; i < count; ++i) {
            shown.books[i] = WordWriter.book(book.head.slot, i, book.books[i]);
            shown.fills[i] = WordWriter.fill(book.head.slot, i, book.fills[i]);
        }
        return resealed(book, shown);
    }

    /// @dev Commits to the words that are there.
    function resealed(Cleared memory book, Sealed memory shown) internal pure returns (Sealed memory) {
        book.head.bookRoot = Trees.rootOf(shown.books);
        book.head.fillRoot = Trees.rootOf(shown.fills);
        shown.header = WordWriter.clearingHead(book.head);
        return shown;
    }

    function positionAt(Sealed memory shown, uint256 index) internal pure returns (OrderPosition memory position) {
        position.book = Trees.leafAt(shown.books, index);
        position.fill = Trees.leafAt(shown.fills, index);
    }

    function positionsAt(Sealed memory shown, uint256 a, uint256 b)
        internal
        pure
        returns (OrderPosition[] memory positions)
    {
        positions = new OrderPosition[](a == b ? 1 : 2);
        positions[0] = positionAt(shown, a);
        if (a != b) positions[1] = positionAt(shown, b);
    }

    function headerFault(IRule rule, Terms memory terms, Cleared memory book) internal view returns (Fault) {
        return rule.judgeClearing(sealed_(book).header, terms, new OrderPosition[](0));
    }

    function faultAt(IRule rule, Terms memory terms, Cleared memory book, uint256 index)
        internal
        view
        returns (Fault)
    {
        return faultAt(rule, terms, book, index, index);
    }

    function faultAt(IRule rule, Terms memory terms, Cleared memory book, uint256 a, uint256 b)
        internal
        view
        returns (Fault)
    {
        Sealed memory shown = sealed_(book);
        return rule.judgeClearing(shown.header, terms, positionsAt(shown, a, b));
    }

    /// @dev The first fault that any judgement of the clearing finds: the header, each order, each two.
    function anyFault(IRule rule, Terms memory terms, Sealed memory shown) internal view returns (Fault fault) {
        fault = rule.judgeClearing(shown.header, terms, new OrderPosition[](0));
        for (uint256 a = 0; a < shown.books.length && fault == Fault.None; ++a) {
            for (uint256 b = a; b < shown.books.length && fault == Fault.None; ++b) {
                fault = rule.judgeClearing(shown.header, terms, positionsAt(shown, a, b));
            }
        }
    }

    function _sumAccount(Cleared memory book, uint256 i) private pure {
        FillLeaf memory leaf = book.fills[i];
        FillLeaf memory before;
        leaf.previous = 0;
        for (uint256 j = 0; j < i; ++j) {
            if (book.books[j].account == book.books[i].account) (leaf.previous, before) = (j + 1, book.fills[j]);
        }
        bool isBid = book.books[i].side == 0;
        leaf.accountBought = before.accountBought + (isBid ? leaf.fill : 0);
        leaf.accountSold = before.accountSold + (isBid ? 0 : leaf.fill);
        int256 worth = leaf.moneyEnd - leaf.moneyStart;
        leaf.accountMoney = before.accountMoney + (isBid ? -worth : worth);
    }

    /// @dev Both sides by merit, each pair for as much as both have left, at its own price.
    function _pairUp(Cleared memory book, Terms memory terms) private pure {
        (uint256[] memory bids, uint256[] memory asks) = (_queue(book, terms, 0), _queue(book, terms, 1));
        (uint256 i, uint256 j, uint256 place, int256 worth) = (0, 0, 0, 0);
        while (place < book.head.energyUkwh) {
            (FillLeaf memory bid, FillLeaf memory ask) = (book.fills[bids[i]], book.fills[asks[j]]);
            (uint256 bidEnd, uint256 askEnd) = (bid.start + bid.fill, ask.start + ask.fill);
            uint256 end = bidEnd < askEnd ? bidEnd : askEnd;
            worth += int256(end - place) * _pairPrice(book, terms, bids[i], asks[j]);
            place = end;
            if (bidEnd == place) {
                bid.moneyEnd = worth;
                if (++i < bids.length) book.fills[bids[i]].moneyStart = worth;
            }
            if (askEnd == place) {
                ask.moneyEnd = worth;
                if (++j < asks.length) book.fills[asks[j]].moneyStart = worth;
            }
        }
    }

    /// @dev A side's filled orders by merit, each where the one before ends.
    function _queue(Cleared memory book, Terms memory terms, uint256 side) private pure returns (uint256[] memory) {
        uint256[] memory ranked = NaiveAuction.ranked(book, terms, side);
        (uint256 count, uint256 place) = (0, 0);
        for (uint256 i = 0; i < ranked.length; ++i) {
            FillLeaf memory leaf = book.fills[ranked[i]];
            if (leaf.fill == 0) continue;
            leaf.start = place;
            place += leaf.fill;
            ranked[count++] = ranked[i];
        }
        uint256[] memory queue = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            queue[i] = ranked[i];
        }
        return queue;
    }

    function _pairPrice(Cleared memory book, Terms memory terms, uint256 bid, uint256 ask)
        private
        pure
        returns (int256)
    {
        (int256 high, int256 low) = (NaiveAuction.netOf(book, terms, bid), NaiveAuction.netOf(book, terms, ask));
        if (terms.pricing == 1) return high;
        if (terms.pricing == 2) return low;
        int256 sum = high + low;
        return sum / 2 - (sum < 0 && sum % 2 != 0 ? int256(1) : int256(0));
    }
}
