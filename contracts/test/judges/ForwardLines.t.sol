// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, OrderPosition, Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {FactJudge} from "../../src/FactJudge.sol";
import {MeteringHead} from "../../src/libraries/headers/MeteringHead.sol";
import {LineColumns} from "../../src/libraries/leaves/LineLeaf.sol";
import {Cut} from "../../src/libraries/Ration.sol";
import {UniformPriceRule} from "../../src/rules/UniformPriceRule.sol";
import {MeteringFixture, SealedMetering} from "../support/judges/MeteringFixture.sol";
import {Sealed} from "../support/judges/ClearingFixture.sol";
import {Cleared} from "../support/judges/NaiveAuction.sol";
import {Metered} from "../support/judges/NaiveSettlement.sol";
import {Trees} from "../support/judges/Trees.sol";

/// @dev Delivered 1376: bought 900, 376, 100 by 4, 6, 8; sold 780, 596 by 5, 7. Shared 149 of 164 left.
contract ForwardLinesTest is MeteringFixture {
    UniformPriceRule private rule;
    FactJudge private judge;
    Terms private terms;

    function setUp() external {
        registerDevices(uint32(ACCOUNTS));
        rule = new UniformPriceRule();
        judge = new FactJudge(address(register), MARKET);
        terms = usualTerms();
    }

    function test_aTrueMeteringHasNoFault() external view {
        Metered memory slot = usual();
        assertEq(slot.head.delivered, 1376, "delivered");
        assertEq(slot.head.shared, 149, "shared");
        assertEq(own(slot, 5).deliveredSell, 780, "the larger remainder gets the last unit");
        assertEqSigned(slot.head.sharingPrice, 187_500, "halfway between 85 and 290");
        SealedMetering memory shown = sealedMetering(slot);
        shown.clearing = sealed_(book()).header;
        assertFault(anyLineFault(rule, terms, shown, sealed_(book())), Fault.None, "true");
        for (uint256 account = 0; account < ACCOUNTS; ++account) {
            for (uint256 meter_ = 0; meter_ < 7; ++meter_) {
                assertFault(lineAndReadingFault(slot, account, meter_), Fault.None, "true");
            }
        }
    }

    function test_aTrueMeteringAtTheGridTariffHasNoFault() external view {
        Metered memory slot = settledAtGrid(metered(), terms);
        Sealed memory none;
        assertFault(anyLineFault(rule, terms, sealedMetering(slot), none), Fault.None, "true");
        assertEqSigned(own(slot, 5).supplier, 850 * 80_000 - 5 * 300_000, "at the grid tariff");
    }

    /// @dev Where the feed-in price leaves no room, nothing is shared.
    function test_aTrueMeteringWithoutASharingPriceHasNoFault() external {
        terms.feedInPrice = 286_000;
        Metered memory slot = usual();
        assertEq(slot.head.shared, 0, "shared");
        assertFault(totalsFault(rule, terms, slot, book()), Fault.None, "true");
        assertFault(lineFault(rule, terms, slot, 5), Fault.None, "true");
    }

    function test_ClearingMismatch() external {
        for (uint256 forgery = 0; forgery < 5; ++forgery) {
            Metered memory slot = usual();
            if (forgery == 0) slot.head.clearingHash ^= bytes32(uint256(1));
            if (forgery == 1) slot.head.price += 1;
            if (forgery == 2) slot.head.contracted += 1;
            if (forgery == 3) slot.head.slot += 1;
            if (forgery == 4) slot.head.rulesVersion += 1;
            assertFault(totalsFault(rule, terms, slot, book()), Fault.ClearingMismatch, "mismatch");
        }
        Metered memory grid = usual();
        grid.head.clearingHash = bytes32(uint256(1));
        Fault fault = rule.judgeMetering(sealedMetering(grid).header, noWords(), terms);
        assertFault(fault, Fault.ClearingMismatch, "not zero to the last bit");
        Metered memory other = usual();
        other.head.clearingHash ^= bytes32(uint256(1) << 56);
        uint256[] memory header = sealedMetering(other).header;
        uint256[] memory clearing = sealed_(book()).header;
        expectMalformed();
        rule.judgeMetering(header, clearing, terms);
        expectMalformed();
        rule.judgeMetering(header, noWords(), terms);
    }

    function test_MeteringTotalsWrong() external view {
        for (uint256 forgery = 0; forgery < 12; ++forgery) {
            Metered memory slot = usual();
            MeteringHead memory head = slot.head;
            if (forgery == 0) head.delivered += 1;
            if (forgery == 1) head.delivered -= 1;
            if (forgery == 2) head.shared -= 1;
            if (forgery == 3) head.sharingPrice += 1;
            if (forgery == 4) head.accounts = 3;
            if (forgery == 5) head.offered = 1;
            if (forgery == 6) head.deliveredSellCut.index = 9;
            if (forgery == 7) head.sharedSellCut.index = 9;
            if (forgery == 8) head.deliveredBuyCut = Cut(3, 4);
            if (forgery == 9) head.sharedBuyCut = Cut(0, 4);
            if (forgery == 10) head.sharedSellCut.index = type(uint32).max;
            if (forgery == 11) (head.imported, head.exported) = (1, 1);
            assertFault(totalsFault(rule, terms, slot, book()), Fault.MeteringTotalsWrong, "totals");
        }
    }

    function test_MeteringTotalsWrong_atTheGridTariff() external view {
        for (uint256 forgery = 0; forgery < 8; ++forgery) {
            Metered memory slot = settledAtGrid(metered(), terms);
            MeteringHead memory head = slot.head;
            if (forgery == 0) head.price = 1;
            if (forgery == 1) head.contracted = 1;
            if (forgery == 2) head.weightBuy = 1;
            if (forgery == 3) head.weightSell = 1;
            if (forgery == 4) head.delivered = 1;
            if (forgery == 5) head.shared = 1;
            if (forgery == 6) head.sharingPrice = 1;
            if (forgery == 7) head.sharedBuyCut = Cut(1, 1);
            Fault fault = rule.judgeMetering(sealedMetering(slot).header, noWords(), terms);
            assertFault(fault, Fault.MeteringTotalsWrong, "something trades");
        }
    }

    function test_LineMalformed() external view {
        for (uint256 forgery = 0; forgery < 3; ++forgery) {
            Metered memory slot = usual();
            SealedMetering memory shown = sealedMetering(slot);
            if (forgery == 0) shown.lines[5][0] |= 1;
            if (forgery == 1) shown.lines[5][0] ^= 1 << 160;
            if (forgery == 2) shown.lines[5] = new uint256[](10);
            shown = resealedMetering(slot, shown);
            Leaf memory line = Trees.leafAt(shown.lines, 5);
            Fault fault = rule.judgeLines(shown.header, terms, one(line), noLeaves());
            assertFault(fault, Fault.LineMalformed, "alone");
            fault = rule.judgeLines(shown.header, terms, two(Trees.leafAt(shown.lines, 4), line), noLeaves());
            assertFault(fault, Fault.LineMalformed, "as the second");
            Sealed memory orders = sealed_(book());
            assertFault(lineAndOrderFault(rule, terms, shown, orders, 5, 1), Fault.LineMalformed, "beside an order");
            fault = judge.judgeLineAndReading(shown.header, line, Trees.leafAt(shown.readings, 1));
            assertFault(fault, Fault.LineMalformed, "beside a reading");
        }
    }

    function test_LineSystemAccount() external view {
        for (uint256 forgery = 0; forgery < 7; ++forgery) {
            Metered memory slot = usual();
            uint256 account = forgery % 4;
            LineColumns memory line = own(slot, account);
            if (forgery == 0) line.fee = 1;
            if (forgery == 1) line.supplier = 1;
            if (forgery == 2) line.trade = 1;
            if (forgery == 3) line.sharing = 1;
            if (forgery == 4) line.imported = 1;
            if (forgery == 5) slot.lines[1].lastReading = 1;
            if (forgery == 6) line.contractedBuy = 1;
            assertFault(lineFault(rule, terms, slot, account), Fault.LineSystemAccount, "system");
        }
    }

    function test_LineDeliveredWrong() external view {
        Metered memory slot = usual();
        own(slot, 5).deliveredSell -= 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineDeliveredWrong, "less than its share");
        slot = usual();
        own(slot, 4).deliveredBuy += 1;
        assertFault(lineFault(rule, terms, slot, 4), Fault.LineDeliveredWrong, "more than its share");
        slot = usual();
        slot.head.deliveredSellCut.index = 7;
        slot.head.deliveredSellCut.remainder = 400;
        assertFault(lineFault(rule, terms, slot, 7), Fault.LineDeliveredWrong, "a lower cut admits it");
    }

    function test_LineSharedWrong() external view {
        Metered memory slot = usual();
        own(slot, 6).sharedBuy -= 1;
        assertFault(lineFault(rule, terms, slot, 6), Fault.LineSharedWrong, "bought");
        slot = usual();
        own(slot, 8).sharedSell += 1;
        assertFault(lineFault(rule, terms, slot, 8), Fault.LineSharedWrong, "sold");
    }

    function test_LineAmountWrong() external view {
        for (uint256 forgery = 0; forgery < 4; ++forgery) {
            Metered memory slot = usual();
            LineColumns memory line = own(slot, 5);
            if (forgery == 0) line.trade += 1;
            if (forgery == 1) line.sharing -= 1;
            if (forgery == 2) line.supplier += 1;
            if (forgery == 3) line.fee += 1;
            assertFault(lineFault(rule, terms, slot, 5), Fault.LineAmountWrong, "amount");
        }
    }

    function test_LineCutWrong() external view {
        Metered memory slot = usual();
        slot.head.deliveredSellCut.remainder -= 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineCutWrong, "another remainder");
        slot = usual();
        slot.head.deliveredSellCut.index = 3;
        assertFault(lineFault(rule, terms, slot, 3), Fault.LineCutWrong, "nobody's");
        slot = usual();
        slot.head.sharedBuyCut = Cut(0, 6);
        assertFault(lineFault(rule, terms, slot, 6), Fault.LineSharedWrong, "a cut of nothing admits it");
        own(slot, 6).sharedBuy += 1;
        (own(slot, 6).sharing, own(slot, 6).supplier) =
            (own(slot, 6).sharing - 187_500, own(slot, 6).supplier + 300_000);
        own(slot, 6).fee -= 10_000;
        assertFault(lineFault(rule, terms, slot, 6), Fault.LineCutWrong, "nobody is admitted without a remainder");
        slot = usual();
        (slot.head.sharedSellCut.index, slot.head.sharedSellCut.remainder) = (8, 3);
        own(slot, 8).sharedSell += 1;
        own(slot, 8).sharing += 187_500;
        own(slot, 8).supplier -= 80_000;
        own(slot, 8).fee -= 5_000;
        assertFault(lineFault(rule, terms, slot, 8), Fault.LineCutWrong, "a lower cut");
    }

    function test_LineSumWrong() external view {
        Metered memory slot = usual();
        slot.lines[0].sums.supplier += 1;
        assertFault(lineFault(rule, terms, slot, 0), Fault.LineSumWrong, "the first line's");
        assertFault(stepFault(rule, terms, slot, 0), Fault.LineSumWrong, "the step from it");
        slot = usual();
        slot.lines[6].sums.weightBuy += 1;
        assertFault(stepFault(rule, terms, slot, 5), Fault.LineSumWrong, "a step");
        assertFault(stepFault(rule, terms, slot, 4), Fault.None, "no step elsewhere");
    }

    function test_LineSumWrong_atTheLast() external view {
        for (uint256 forgery = 0; forgery < 12; ++forgery) {
            Metered memory slot = usual();
            LineColumns memory sums = slot.lines[8].sums;
            if (forgery == 0) slot.head.contracted += 1;
            if (forgery == 1) sums.contractedSell += 1;
            if (forgery == 2) sums.imported += 1;
            if (forgery == 3) sums.exported -= 1;
            if (forgery == 4) sums.weightBuy -= 1;
            if (forgery == 5) sums.deliveredSell -= 1;
            if (forgery == 6) sums.sharedBuy += 1;
            if (forgery == 7) sums.offered += 1;
            if (forgery == 8) sums.trade += 1;
            if (forgery == 9) sums.sharing += 1;
            if (forgery == 10) sums.supplier += 1;
            if (forgery == 11) sums.fee -= 1;
            assertFault(lineFault(rule, terms, slot, 8), Fault.LineSumWrong, "not the header's, or not zero");
        }
    }

    function test_LineOfferWrong() external view {
        Metered memory slot = usual();
        own(slot, 5).offered = 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineOfferWrong, "nobody offers without keys");
    }

    function test_evidenceThatProvesNothing() external {
        SealedMetering memory shown = sealedMetering(usual());
        uint256[] memory header = shown.header;
        (Leaf memory a, Leaf memory b) = (Trees.leafAt(shown.lines, 4), Trees.leafAt(shown.lines, 6));
        expectMalformed();
        rule.judgeLines(header, terms, noLeaves(), noLeaves());
        expectMalformed();
        rule.judgeLines(header, terms, two(a, b), noLeaves());
        expectMalformed();
        rule.judgeLines(header, terms, one(a), one(a));
        Sealed memory orders = sealed_(book());
        OrderPosition memory position = positionAt(orders, 0);
        orders.header[0] ^= 1 << 96;
        expectMalformed();
        rule.judgeLineAndOrder(header, orders.header, terms, a, position);
        a.words[3] ^= 1;
        expectUnproven(4);
        rule.judgeLines(header, terms, one(a), noLeaves());
        header[0] |= 1;
        assertFault(rule.judgeLines(header, terms, one(a), noLeaves()), Fault.LeafMalformed, "header");
        assertFault(rule.judgeMetering(header, noWords(), terms), Fault.LeafMalformed, "header");
    }

    function book() private view returns (Cleared memory) {
        return cleared(usualBook(), terms);
    }

    function usual() private view returns (Metered memory) {
        return settled(metered(), book(), terms);
    }

    function metered() private view returns (Metered memory slot) {
        slot = usualMeters();
        read(slot);
    }

    function lineAndReadingFault(Metered memory slot, uint256 account, uint256 index) private view returns (Fault) {
        SealedMetering memory shown = sealedMetering(slot);
        Leaf memory line = Trees.leafAt(shown.lines, account);
        return judge.judgeLineAndReading(shown.header, line, Trees.leafAt(shown.readings, index));
    }
}
