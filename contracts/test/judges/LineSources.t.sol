// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, OrderPosition, Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {FactJudge} from "../../src/FactJudge.sol";
import {UniformPriceRule} from "../../src/rules/UniformPriceRule.sol";
import {MeteringFixture, SealedMetering} from "../support/judges/MeteringFixture.sol";
import {Sealed} from "../support/judges/ClearingFixture.sol";
import {Cleared} from "../support/judges/NaiveAuction.sol";
import {Metered} from "../support/judges/NaiveSettlement.sol";
import {Trees} from "../support/judges/Trees.sol";

/// @dev A line beside the orders and readings that its energies come from.
contract LineSourcesTest is MeteringFixture {
    UniformPriceRule private rule;
    FactJudge private judge;
    Terms private terms;

    function setUp() external {
        registerDevices(uint32(ACCOUNTS));
        rule = new UniformPriceRule();
        judge = new FactJudge(address(register), MARKET);
        terms = usualTerms();
    }

    function test_whatIsMalformedBesideALine() external {
        Metered memory slot = usual();
        SealedMetering memory shown = sealedMetering(slot);
        Sealed memory orders = sealed_(book());
        shown.readings[1][0] |= 1;
        shown = resealedMetering(slot, shown);
        (Leaf memory line, Leaf memory reading) = (Trees.leafAt(shown.lines, 5), Trees.leafAt(shown.readings, 1));
        Fault fault = judge.judgeLineAndReading(shown.header, line, reading);
        assertFault(fault, Fault.ReadingMalformed, "a reading");
        OrderPosition memory position = positionAt(orders, 5);
        uint256[] memory header = shown.header;
        header[0] |= 1;
        assertFault(judge.judgeLineAndReading(header, line, reading), Fault.LeafMalformed, "the header");
        fault = rule.judgeLineAndOrder(header, orders.header, terms, line, position);
        assertFault(fault, Fault.LeafMalformed, "the header");
        assertFault(besideAMalformedFill(slot), Fault.FillMalformed, "a fill");
        // A malformed clearing is refuted itself.
        Sealed memory forged = sealed_(book());
        forged.header[4] |= 1;
        slot.head.clearingHash = keccak256(abi.encodePacked(forged.header));
        shown = sealedMetering(slot);
        line = Trees.leafAt(shown.lines, 5);
        expectMalformed();
        rule.judgeLineAndOrder(shown.header, forged.header, terms, line, position);
        expectMalformed();
        rule.judgeMetering(shown.header, forged.header, terms);
    }

    function besideAMalformedFill(Metered memory slot) private view returns (Fault) {
        Cleared memory forged = book();
        Sealed memory orders = sealed_(forged);
        orders.fills[5][6] |= 1;
        orders = resealed(forged, orders);
        bytes32 clearingHash = slot.head.clearingHash;
        slot.head.clearingHash = keccak256(abi.encodePacked(orders.header));
        Fault fault = lineAndOrderFault(rule, terms, sealedMetering(slot), orders, 5, 5);
        slot.head.clearingHash = clearingHash;
        return fault;
    }

    function test_LineContractWrong() external view {
        Metered memory slot = usual();
        slot.lines[5].lastOrder = 0;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineContractWrong, "contracts without an order");
        slot = settledAtGrid(metered(), terms);
        slot.lines[5].lastOrder = 6;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineContractWrong, "at the grid tariff no orders count");
    }

    function test_LineContractWrong_besideAnOrder() external {
        Sealed memory orders = sealed_(book());
        Metered memory slot = usual();
        slot.lines[5].lastOrder = 2;
        assertFault(lineAndOrder(slot, orders, 5, 5), Fault.LineContractWrong, "a later order of its own");
        assertFault(lineAndOrder(slot, orders, 5, 1), Fault.LineContractWrong, "not what it had by then");
        slot = usual();
        slot.lines[5].lastOrder = 7;
        assertFault(lineAndOrder(slot, orders, 5, 6), Fault.LineContractWrong, "another account's order");
        slot = usual();
        own(slot, 5).contractedSell -= 1;
        assertFault(lineAndOrder(slot, orders, 5, 5), Fault.LineContractWrong, "not what it contracted");
        assertFault(lineAndOrder(slot, orders, 5, 6), Fault.None, "nothing to do with it");
        slot = usual();
        slot.lines[5].lastOrder = 8;
        SealedMetering memory shown = sealedMetering(slot);
        OrderPosition memory none;
        Leaf memory line = Trees.leafAt(shown.lines, 5);
        Fault fault = rule.judgeLineAndOrder(shown.header, orders.header, terms, line, none);
        assertFault(fault, Fault.LineContractWrong, "beyond the book");
        line = Trees.leafAt(shown.lines, 4);
        expectMalformed();
        rule.judgeLineAndOrder(shown.header, orders.header, terms, line, none);
    }

    function test_LineReadingWrong() external view {
        Metered memory slot = usual();
        slot.lines[5].lastReading = 0;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineReadingWrong, "metered without a meter");
        slot.lines[5].lastReading = 8;
        assertFault(lineFault(rule, terms, slot, 5), Fault.LineReadingWrong, "beyond the meters");
        slot.lines[5].lastReading = 2;
        assertFault(lineAndReadingFault(slot, 5, 4), Fault.LineReadingWrong, "a later meter of its own");
        assertFault(lineAndReadingFault(slot, 5, 1), Fault.LineReadingWrong, "not what it had by then");
        slot.lines[5].lastReading = 6;
        assertFault(lineAndReadingFault(slot, 5, 5), Fault.LineReadingWrong, "another account's meter");
        slot = usual();
        own(slot, 5).imported += 1;
        assertFault(lineAndReadingFault(slot, 5, 4), Fault.LineReadingWrong, "not what it metered");
        assertFault(lineAndReadingFault(slot, 5, 3), Fault.None, "nothing to do with it");
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

    function lineAndOrder(Metered memory slot, Sealed memory orders, uint256 account, uint256 index)
        private
        view
        returns (Fault)
    {
        return lineAndOrderFault(rule, terms, sealedMetering(slot), orders, account, index);
    }

    function lineAndReadingFault(Metered memory slot, uint256 account, uint256 index) private view returns (Fault) {
        SealedMetering memory shown = sealedMetering(slot);
        Leaf memory line = Trees.leafAt(shown.lines, account);
        return judge.judgeLineAndReading(shown.header, line, Trees.leafAt(shown.readings, index));
    }
}
