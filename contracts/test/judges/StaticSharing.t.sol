// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {BookLeaf} from "../../src/libraries/leaves/BookLeaf.sol";
import {KeyLeaf} from "../../src/libraries/leaves/KeyLeaf.sol";
import {LineColumns} from "../../src/libraries/leaves/LineLeaf.sol";
import {Cut} from "../../src/libraries/Ration.sol";
import {ProportionalSharingRule} from "../../src/rules/ProportionalSharingRule.sol";
import {StaticSharingRule} from "../../src/rules/StaticSharingRule.sol";
import {Sealed} from "../support/judges/ClearingFixture.sol";
import {MeteringFixture, SealedMetering} from "../support/judges/MeteringFixture.sol";
import {Cleared} from "../support/judges/NaiveAuction.sol";
import {Metered} from "../support/judges/NaiveSettlement.sol";
import {Trees} from "../support/judges/Trees.sol";

/// @dev Fed in 1540: keys 300,400 ppm of account 4, 250,500 of 6, 100,000 of 7; nobody's 349,100; account 8 has none.
contract StaticSharingTest is MeteringFixture {
    StaticSharingRule private rule;
    ProportionalSharingRule private proportional;
    Terms private terms;
    uint32 private constant KEYS = 8;

    function setUp() external {
        registerDevices(uint32(ACCOUNTS));
        (rule, proportional) = (new StaticSharingRule(), new ProportionalSharingRule());
        terms = usualTerms();
        terms.product = 2;
        (terms.keys, terms.keysTotalPpm) = (KEYS, 650_900);
        terms.keysRoot = Trees.rootOf(keyWords(usualKeys()));
    }

    function test_aTrueMeteringHasNoFault() external view {
        Metered memory slot = usual();
        assertEq(own(slot, 4).offered, 463, "offered to 4, a unit more than rounded down");
        assertEq(own(slot, 7).sharedBuy, 20, "no more than it consumed");
        SealedMetering memory shown = sealedMetering(slot);
        shown.clearing = sealed_(book()).header;
        assertFault(anyLineFault(rule, terms, shown, sealed_(book())), Fault.None, "true");
        for (uint256 account = 0; account < KEYS; ++account) {
            Leaf memory line = Trees.leafAt(shown.lines, account);
            assertFault(rule.judgeLines(shown.header, terms, one(line), noLeaves()), Fault.None, "without its key");
        }
    }

    function test_aTrueMeteringAtTheGridTariffHasNoFault() external view {
        Metered memory slot = settledAtGrid(metered(), terms);
        Sealed memory none;
        assertFault(anyLineFault(rule, terms, sealedMetering(slot), none), Fault.None, "true");
        assertEq(own(slot, 4).offered, 463, "keys offer all the same");
        assertEq(own(slot, 4).sharedBuy, 0, "but nothing is shared");
    }

    function test_aTrueProportionalMeteringHasNoFault() external view {
        Terms memory plain = plainTerms();
        Metered memory slot = metered();
        slot.keys = new KeyLeaf[](0);
        slot = settled(slot, book(), plain);
        assertEq(slot.head.shared, 1525, "all that is consumed");
        SealedMetering memory shown = sealedMetering(slot);
        shown.clearing = sealed_(book()).header;
        assertFault(anyLineFault(proportional, plain, shown, sealed_(book())), Fault.None, "true");
        own(slot, 5).sharedSell -= 1;
        assertFault(lineFault(proportional, plain, slot, 5), Fault.LineSharedWrong, "less than its share");
        slot.head.shared -= 1;
        assertFault(totalsFault(proportional, plain, slot, book()), Fault.MeteringTotalsWrong, "less than there is");
    }

    function test_ClearingNotEmpty() external view {
        Cleared memory none = book();
        assertFault(headerFault(rule, terms, none), Fault.None, "true");
        none.head.energyUkwh = 1;
        assertFault(headerFault(rule, terms, none), Fault.ClearingNotEmpty, "energy");
        none.head.energyUkwh = 0;
        none.head.price = 1;
        assertFault(headerFault(proportional, terms, none), Fault.ClearingNotEmpty, "a price");
        none.head.price = 0;
        none.head.bid.cut = Cut(0, 0);
        assertFault(headerFault(proportional, terms, none), Fault.ClearingNotEmpty, "a cut");
    }

    /// @dev Orders that came through the inbox trade nothing, whatever they offer.
    function test_ordersUnderASharingRule() external view {
        Cleared memory orders = unfilled();
        assertFault(anyFault(rule, terms, sealed_(orders)), Fault.None, "true");
        orders.fills[1].fill = 1;
        assertFault(faultAt(rule, terms, orders, 1), Fault.FillWithoutTrade, "filled");
        orders.fills[1].fill = 700;
        assertFault(faultAt(rule, terms, orders, 1), Fault.FillBeyondEnergy, "beyond");
        orders = unfilled();
        orders.fills[1].moneyEnd = 1;
        assertFault(faultAt(rule, terms, orders, 1), Fault.FillMalformed, "money");
        orders = unfilled();
        orders.fills[2].sums.bidOffered = 1;
        assertFault(faultAt(rule, terms, orders, 1, 2), Fault.FillSumWrong, "a step");
        orders = unfilled();
        orders.fills[4].previous = 0;
        assertFault(faultAt(rule, terms, orders, 0, 4), Fault.FillAccountWrong, "passed over");
    }

    function test_MeteringTotalsWrong() external view {
        for (uint256 forgery = 0; forgery < 9; ++forgery) {
            Metered memory slot = usual();
            if (forgery == 0) slot.head.offered += 1;
            if (forgery == 1) slot.head.shared = 1526;
            if (forgery == 2) slot.head.sharingPrice += 1;
            if (forgery == 3) slot.head.delivered = 1;
            if (forgery == 4) slot.head.deliveredBuyCut.index = KEYS + 1;
            if (forgery == 5) slot.head.sharedBuyCut = Cut(1, 4);
            if (forgery == 6) slot.head.deliveredSellCut = Cut(1, 4);
            if (forgery == 7) slot.head.accounts = KEYS - 1;
            if (forgery == 8) slot.head.sharedSellCut.index = 9;
            assertFault(totalsFault(rule, terms, slot, book()), Fault.MeteringTotalsWrong, "totals");
        }
    }

    function test_KeyMalformed() external {
        Metered memory slot = usual();
        SealedMetering memory shown = sealedMetering(slot);
        shown.keys[6][3] = 1;
        terms.keysRoot = Trees.rootOf(shown.keys);
        Leaf[] memory line = one(Trees.leafAt(shown.lines, 6));
        Fault fault = rule.judgeLines(shown.header, terms, line, keyOf(shown, 6));
        assertFault(fault, Fault.KeyMalformed, "padding");
        shown.keys[6][3] = 0;
        shown.keys[6][0] ^= 1 << 160;
        terms.keysRoot = Trees.rootOf(shown.keys);
        fault = rule.judgeLines(shown.header, terms, line, keyOf(shown, 6));
        assertFault(fault, Fault.KeyMalformed, "another account's");
    }

    function test_LineOfferWrong() external view {
        Metered memory slot = usual();
        LineColumns memory line = own(slot, 7);
        line.offered += 1;
        assertFault(lineFault(rule, terms, slot, 7), Fault.LineOfferWrong, "more than its key's");
        slot = usual();
        line = own(slot, 7);
        line.sharedBuy -= 1;
        (line.sharing, line.supplier, line.fee) =
            (line.sharing + 187_500, line.supplier - 300_000, line.fee + 10_000);
        assertFault(lineFault(rule, terms, slot, 7), Fault.LineOfferWrong, "less than it was offered and consumed");
        slot = usual();
        own(slot, 8).offered = 1;
        slot.lines[8].sums.offered += 1;
        slot.head.offered += 1;
        assertFault(lineFault(rule, terms, slot, 8), Fault.LineOfferWrong, "without a key");
        slot = settledAtGrid(metered(), terms);
        line = own(slot, 7);
        line.sharedBuy = 20;
        (line.supplier, line.fee) = (line.supplier + 20 * 300_000, -20 * 10_000);
        assertFault(lineFault(rule, terms, slot, 7), Fault.LineOfferWrong, "at the grid tariff nothing is taken");
    }

    function test_LineCutWrong() external view {
        Metered memory slot = usual();
        uint256 index = slot.head.deliveredBuyCut.index;
        assertTrue(index < KEYS, "an account's, not nobody's");
        slot.head.deliveredBuyCut.remainder -= 1;
        assertFault(lineFault(rule, terms, slot, index), Fault.LineCutWrong, "another remainder");
        slot = usual();
        slot.head.sharedBuyCut.index = 6;
        assertFault(lineFault(rule, terms, slot, 6), Fault.LineCutWrong, "what is taken has no cut");
        slot = usual();
        slot.head.sharedSellCut.remainder -= 1;
        assertFault(
            lineFault(rule, terms, slot, slot.head.sharedSellCut.index), Fault.LineCutWrong, "another remainder"
        );
    }

    /// @dev Nobody's place among the keys is the first account without one, which is not the holder meant.
    function test_nobodysCutIsNotTheAccountsThere() external view {
        Metered memory slot = usual();
        slot.head.deliveredBuyCut.index = KEYS;
        assertFault(lineFault(rule, terms, slot, KEYS), Fault.None, "not judged by its line");
    }

    function test_otherLineFaults() external view {
        Metered memory slot = usual();
        own(slot, 5).deliveredSell = 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineDeliveredWrong, "delivered");
        slot = usual();
        own(slot, 5).sharedSell -= 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineSharedWrong, "given");
        slot = usual();
        own(slot, 5).supplier += 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineAmountWrong, "amount");
        slot = usual();
        own(slot, 2).trade = 1;
        assertFault(lineFault(rule, terms, slot, 2), Fault.LineSystemAccount, "system");
        slot = usual();
        slot.lines[8].sums.sharedBuy += 1;
        assertFault(lineFault(rule, terms, slot, 8), Fault.LineSumWrong, "sum");
        slot = usual();
        slot.lines[5].lastReading = 0;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineReadingWrong, "meter");
        slot = usual();
        own(slot, 5).contractedSell = 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineContractWrong, "contract");
    }

    function test_keysThatProveNothing() external {
        SealedMetering memory shown = sealedMetering(usual());
        (Leaf memory line, Leaf memory key) = (Trees.leafAt(shown.lines, 6), Trees.leafAt(shown.keys, 5));
        expectMalformed();
        rule.judgeLines(shown.header, terms, one(line), one(key));
        expectMalformed();
        rule.judgeLines(shown.header, terms, two(line, Trees.leafAt(shown.lines, 7)), keyOf(shown, 6));
        key.index = 6;
        expectUnproven(6);
        rule.judgeLines(shown.header, terms, one(line), one(key));
        (key.index, line) = (8, Trees.leafAt(shown.lines, 8));
        expectUnproven(8);
        rule.judgeLines(shown.header, terms, one(line), one(key));
    }

    function book() private view returns (Cleared memory none) {
        none.books = new BookLeaf[](0);
        return cleared(none, terms);
    }

    /// @dev Orders that would cross, with nothing filled.
    function unfilled() private view returns (Cleared memory orders) {
        orders = cleared(usualBook(), plainTerms());
        Cleared memory none = book();
        (none.books, none.fills) = (orders.books, orders.fills);
        none.head.orders = orders.books.length;
        for (uint256 i = 0; i < none.fills.length; ++i) {
            none.fills[i].fill = 0;
        }
        return summedUp(none, plainTerms());
    }

    function plainTerms() private pure returns (Terms memory plain) {
        plain = usualTerms();
        plain.product = 2;
    }

    function usual() private view returns (Metered memory) {
        return settled(metered(), book(), terms);
    }

    function metered() private view returns (Metered memory slot) {
        slot = usualMeters();
        read(slot);
        slot.keys = usualKeys();
    }

    function usualKeys() private pure returns (KeyLeaf[] memory keys) {
        keys = new KeyLeaf[](KEYS);
        (keys[4].keyPpm, keys[6].keyPpm, keys[7].keyPpm) = (300_400, 250_500, 100_000);
        uint256 sum;
        for (uint256 i = 0; i < KEYS; ++i) {
            sum += keys[i].keyPpm;
            keys[i].sumKeyPpm = sum;
        }
    }
}
