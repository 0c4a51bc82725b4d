// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {LineColumns} from "../../src/libraries/leaves/LineLeaf.sol";
import {Cut} from "../../src/libraries/Ration.sol";
import {AttestedRule} from "../../src/rules/AttestedRule.sol";
import {PayAsBidRule} from "../../src/rules/PayAsBidRule.sol";
import {Sealed} from "../support/judges/ClearingFixture.sol";
import {MeteringFixture, SealedMetering} from "../support/judges/MeteringFixture.sol";
import {Cleared} from "../support/judges/NaiveAuction.sol";
import {Metered} from "../support/judges/NaiveSettlement.sol";

/// @dev Pay-as-bid with firm contracts, and the same slots before the rule that judges sums and sources only.
contract FirmLinesTest is MeteringFixture {
    PayAsBidRule private rule;
    AttestedRule private attested;
    Terms private terms;

    function setUp() external {
        registerDevices(uint32(ACCOUNTS));
        (rule, attested) = (new PayAsBidRule(), new AttestedRule());
        terms = usualTerms();
        terms.product = 1;
    }

    function test_aTrueMeteringHasNoFault() external view {
        Metered memory slot = usual();
        assertEqSigned(own(slot, 4).supplier, 100 * 80_000, "100 too little consumed are sold back");
        assertEqSigned(own(slot, 8).supplier, 165 * 80_000, "125 too little consumed and 40 fed in");
        assertEqSigned(own(slot, 5).supplier, -56 * 300_000, "51 too little fed in and 5 consumed");
        assertEqSigned(own(slot, 6).supplier, -124 * 300_000, "124 too much consumed");
        SealedMetering memory shown = sealedMetering(slot);
        shown.clearing = sealed_(book()).header;
        assertFault(anyLineFault(rule, terms, shown, sealed_(book())), Fault.None, "true");
        slot = settledAtGrid(metered(), terms);
        Sealed memory none;
        assertFault(anyLineFault(rule, terms, sealedMetering(slot), none), Fault.None, "at the grid tariff");
    }

    function test_MeteringTotalsWrong() external view {
        for (uint256 forgery = 0; forgery < 7; ++forgery) {
            Metered memory slot = usual();
            if (forgery == 0) slot.head.delivered -= 1;
            if (forgery == 1) slot.head.weightBuy -= 1;
            if (forgery == 2) slot.head.weightSell += 1;
            if (forgery == 3) slot.head.shared = 1;
            if (forgery == 4) slot.head.sharingPrice = 1;
            if (forgery == 5) slot.head.offered = 1;
            if (forgery == 6) slot.head.deliveredBuyCut = Cut(1, 4);
            assertFault(totalsFault(rule, terms, slot, book()), Fault.MeteringTotalsWrong, "totals");
        }
    }

    function test_lineFaults() external view {
        Metered memory slot = usual();
        own(slot, 5).deliveredSell -= 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineDeliveredWrong, "less than contracted");
        slot = usual();
        own(slot, 6).sharedBuy = 1;
        assertFault(lineFault(rule, terms, slot, 6), Fault.LineSharedWrong, "shared");
        slot = usual();
        own(slot, 5).supplier += 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineAmountWrong, "amount");
        slot = usual();
        own(slot, 2).trade = 1;
        assertFault(lineFault(rule, terms, slot, 2), Fault.LineSystemAccount, "a fund is never left");
        slot = usual();
        slot.head.deliveredBuyCut = Cut(0, 4);
        assertFault(lineFault(rule, terms, slot, 4), Fault.LineCutWrong, "nobody is rationed");
        slot = usual();
        slot.lines[8].sums.trade += 1;
        assertFault(lineFault(rule, terms, slot, 8), Fault.LineSumWrong, "sum");
        slot = usual();
        own(slot, 5).offered = 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineOfferWrong, "offered");
        slot = usual();
        slot.lines[5].lastReading = 9;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineReadingWrong, "meter");
    }

    function test_LineContractWrong_ofMoney() external view {
        Metered memory slot = usual();
        own(slot, 5).trade += 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.None, "not by itself");
        Fault fault = lineAndOrderFault(rule, terms, sealedMetering(slot), sealed_(book()), 5, 5);
        assertFault(fault, Fault.LineContractWrong, "not what its orders are worth");
        slot = settledAtGrid(metered(), terms);
        own(slot, 5).trade = 1;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineContractWrong, "money without orders");
    }

    function test_attested_trueResultsHaveNoFault() external view {
        Metered memory slot = usual();
        slot.lines[6].sums.weightBuy += 5;
        slot.lines[6].own.offered = 5;
        SealedMetering memory shown = sealedMetering(slot);
        shown.clearing = sealed_(book()).header;
        assertFault(anyLineFault(attested, terms, shown, sealed_(book())), Fault.None, "weights are its own");
        Cleared memory orders = book();
        (orders.head.price, orders.fills[2].start, orders.fills[2].accountMoney) = (7, 9, 11);
        for (uint256 i = 0; i < 7; ++i) {
            orders.fills[i].sums.bidOffered = orders.fills[i].sums.bidFilled = 0;
            orders.fills[i].sums.askOffered = orders.fills[i].sums.askFilled = 0;
        }
        (orders.head.bid.offered, orders.head.bid.filled) = (0, 0);
        (orders.head.ask.offered, orders.head.ask.filled) = (0, 0);
        assertFault(anyFault(attested, terms, sealed_(orders)), Fault.None, "so are price and money");
    }

    function test_attested_whatHoldsForEveryRule() external view {
        Metered memory slot = usual();
        slot.head.accounts = 3;
        assertFault(totalsFault(attested, terms, slot, book()), Fault.MeteringTotalsWrong, "system accounts");
        slot.head.price += 1;
        assertFault(totalsFault(attested, terms, slot, book()), Fault.ClearingMismatch, "clearing");
        slot = settledAtGrid(metered(), terms);
        slot.head.shared = 1;
        Fault fault = attested.judgeMetering(sealedMetering(slot).header, noWords(), terms);
        assertFault(fault, Fault.MeteringTotalsWrong, "at the grid tariff");
        slot = usual();
        slot.lines[6].sums.trade += 1;
        assertFault(stepFault(attested, terms, slot, 5), Fault.LineSumWrong, "a step");
        slot = usual();
        slot.lines[8].sums.fee += 1;
        assertFault(lineFault(attested, terms, slot, 8), Fault.LineSumWrong, "money is left");
        slot = usual();
        slot.lines[5].lastOrder = 0;
        assertFault(lineFault(attested, terms, slot, 5), Fault.LineContractWrong, "contract");
        slot.lines[6].lastReading = 0;
        assertFault(lineFault(attested, terms, slot, 6), Fault.LineReadingWrong, "meter");
        LineColumns memory line = own(slot, 4);
        line.contractedBuy -= 1;
        fault = lineAndOrderFault(attested, terms, sealedMetering(slot), sealed_(book()), 4, 4);
        assertFault(fault, Fault.LineContractWrong, "beside an order");
    }

    /// @dev There nothing is attested, so everything is judged.
    function test_attested_atTheGridTariff() external view {
        Metered memory slot = settledAtGrid(metered(), terms);
        Sealed memory none;
        assertFault(anyLineFault(attested, terms, sealedMetering(slot), none), Fault.None, "true");
        slot.head.offered = 1;
        Fault fault = attested.judgeMetering(sealedMetering(slot).header, noWords(), terms);
        assertFault(fault, Fault.MeteringTotalsWrong, "header");
        slot = settledAtGrid(metered(), terms);
        own(slot, 5).deliveredSell = 1;
        assertFault(lineFault(attested, terms, slot, 5), Fault.LineDeliveredWrong, "delivered");
        slot = settledAtGrid(metered(), terms);
        own(slot, 5).sharedSell = 1;
        assertFault(lineFault(attested, terms, slot, 5), Fault.LineSharedWrong, "shared");
        slot = settledAtGrid(metered(), terms);
        own(slot, 5).supplier += 1;
        assertFault(lineFault(attested, terms, slot, 5), Fault.LineAmountWrong, "amount");
        slot = settledAtGrid(metered(), terms);
        own(slot, 2).sharing += 1;
        assertFault(lineFault(attested, terms, slot, 2), Fault.LineSystemAccount, "system");
        slot = settledAtGrid(metered(), terms);
        slot.lines[6].sums.weightBuy = 1;
        assertFault(stepFault(attested, terms, slot, 5), Fault.LineSumWrong, "a weight");
        own(slot, 7).offered = 1;
        assertFault(lineFault(attested, terms, slot, 7), Fault.LineOfferWrong, "offered");
    }

    function test_attested_orders() external view {
        Cleared memory orders = book();
        orders.fills[0].fill = 1001;
        assertFault(faultAt(attested, terms, orders, 0), Fault.FillBeyondEnergy, "beyond");
        orders = book();
        assertFault(faultAt(attested, terms, orders, 5, 6), Fault.FillSumWrong, "it has no margins");
        orders.fills[5].accountSold += 1;
        assertFault(faultAt(attested, terms, orders, 1, 5), Fault.FillAccountWrong, "account");
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
}
