// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {IRule} from "../../src/interfaces/IRule.sol";
import {BookLeaf} from "../../src/libraries/leaves/BookLeaf.sol";
import {PayAsBidRule} from "../../src/rules/PayAsBidRule.sol";
import {UniformPriceRule} from "../../src/rules/UniformPriceRule.sol";
import {ClearingFixture, Sealed} from "../support/judges/ClearingFixture.sol";
import {Cleared} from "../support/judges/NaiveAuction.sol";

/// @dev Random books of up to seven orders at few prices: no true clearing falls, and no other stands.
contract AuctionFuzzTest is ClearingFixture {
    UniformPriceRule private uniform;
    PayAsBidRule private paired;

    function setUp() external {
        (uniform, paired) = (new UniformPriceRule(), new PayAsBidRule());
    }

    function testFuzz_trueClearingsHaveNoFault(uint256[8] calldata seeds) external view {
        (IRule rule, Terms memory terms) = draw(seeds[7]);
        Cleared memory book = cleared(bookOf(seeds), terms);
        assertFault(anyFault(rule, terms, sealed_(book)), Fault.None, "true");
    }

    /// @dev Any bit that is turned in a header or a fill is found by somebody, but for salts and the data's hash.
    function testFuzz_everyTurnedBitIsFound(uint256[8] calldata seeds, uint256 where, uint8 bit) external view {
        (IRule rule, Terms memory terms) = draw(seeds[7]);
        Cleared memory book = cleared(bookOf(seeds), terms);
        Sealed memory shown = sealed_(book);
        uint256 count = shown.fills.length;
        uint256 place = where % (7 * count + 5);
        if (place < 7 * count) {
            if (place % 7 == 1) return;
            shown.fills[place / 7][place % 7] ^= 1 << bit;
            shown = resealed(book, shown);
        } else {
            uint256 word = place - 7 * count;
            // The slot, the count and the rules' version are the ledger's to compare.
            if (word == 0 && bit >= 96 && bit < 192) return;
            shown.header[word] ^= 1 << bit;
        }
        assertTrue(anyFault(rule, terms, shown) != Fault.None, "found");
    }

    /// @dev A server that moves energy from one order to another and sums everything up anew, margins and price included.
    function testFuzz_everyOtherFillIsFound(uint256[8] calldata seeds, uint8 from, uint8 to, uint16 amount)
        external
        view
    {
        (IRule rule, Terms memory terms) = draw(seeds[7]);
        Cleared memory book = cleared(bookOf(seeds), terms);
        (uint256 giver, uint256 taker) = (from % book.books.length, to % book.books.length);
        uint256 moved = amount % (book.fills[giver].fill + 1);
        if (moved == 0 || giver == taker) return;
        bool isOneSide = book.books[giver].side == book.books[taker].side;
        book.fills[giver].fill -= moved;
        if (isOneSide) {
            book.fills[taker].fill += moved;
        } else {
            if (book.fills[taker].fill < moved) return;
            book.fills[taker].fill -= moved;
            book.head.energyUkwh -= moved;
        }
        _nameMargins(book);
        book = summedUp(book, terms);
        uint256 last = book.books.length - 1;
        (book.head.bid.offered, book.head.bid.filled) =
            (book.fills[last].sums.bidOffered, book.fills[last].sums.bidFilled);
        (book.head.ask.offered, book.head.ask.filled) =
            (book.fills[last].sums.askOffered, book.fills[last].sums.askFilled);
        assertTrue(anyFault(rule, terms, sealed_(book)) != Fault.None, "found");
    }

    /// @dev The last filled order of each side, as far as the old prices still stand.
    function _nameMargins(Cleared memory book) private pure {
        for (uint256 i = 0; i < book.books.length; ++i) {
            if (book.fills[i].fill == 0) continue;
            if (i == book.head.bid.index) book.head.bid.fill = book.fills[i].fill;
            if (i == book.head.ask.index) book.head.ask.fill = book.fills[i].fill;
        }
    }

    function draw(uint256 seed) private view returns (IRule rule, Terms memory terms) {
        terms = usualTerms();
        (terms.product, terms.ties) = (uint8(seed >> 248) % 2, uint8(seed >> 240) % 2);
        terms.pricing = uint8(seed >> 232) % (terms.product == 1 ? 3 : 4);
        if (terms.pricing == 3) terms.kPpm = uint32(seed >> 200) % 1_000_001;
        rule = terms.product == 1 ? IRule(paired) : IRule(uniform);
    }

    /// @dev Accounts of one order each but one of two bids, so that nobody crosses itself.
    function bookOf(uint256[8] calldata seeds) private pure returns (Cleared memory book) {
        uint256 count = seeds[7] % 8;
        if (count == 0) count = 7;
        book.books = new BookLeaf[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 seed = i == 7 ? 0 : seeds[i];
            // Some limits lie beyond the grid's offers, and are clipped.
            int256 limit = 60_000 + int256(seed % 9) * 32_500;
            book.books[i] = order(4 + i, (seed >> 16) % 2, limit, (seed >> 32) % 13 + 1);
        }
        if (count > 3 && book.books[0].side == 0 && book.books[3].side == 0) book.books[3].account = 4;
    }
}
