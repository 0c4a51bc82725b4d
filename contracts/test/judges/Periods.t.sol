// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, PeriodHeader} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {PeriodFixture} from "../support/judges/PeriodFixture.sol";
import {Trees} from "../support/judges/Trees.sol";
import {WordWriter} from "../support/judges/WordWriter.sol";

/// @dev Each test forges one thing in a period that is netted rightly.
contract PeriodsTest is PeriodFixture {
    function test_aTruePeriodHasNoFault() external view {
        assertEqSigned(leaves[4].ledgerDelta, 2, "2.399993 units");
        assertEqSigned(leaves[4].carryOut, 399_993, "of which this is carried on");
        assertEqSigned(leaves[0].ledgerDelta, -4, "minus 3.299993 units");
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            assertFault(periodFault(i, i), Fault.None, "leaf");
            if (i + 1 < ACCOUNTS) assertFault(periodFault(i, i + 1), Fault.None, "step");
            assertFault(carryFault(i), Fault.None, "carry");
            for (uint256 s = 0; s < SLOTS; ++s) {
                assertFault(slotFault(i, s, s), Fault.None, "slot");
                if (s + 1 < SLOTS) assertFault(slotFault(i, s, s + 1), Fault.None, "slot step");
                assertFault(lineFault(i, s), Fault.None, "line");
            }
        }
    }

    function test_PeriodMalformed() external view {
        for (uint256 forgery = 0; forgery < 4; ++forgery) {
            (PeriodHeader memory header, uint256[][] memory words) = sealed_();
            if (forgery == 0) words[4][0] |= 1;
            if (forgery == 1) words[4][4] |= 1;
            if (forgery == 2) words[4][0] ^= 1 << 96;
            if (forgery == 3) words[4] = new uint256[](4);
            header.root = Trees.rootOf(words);
            Leaf memory leaf = Trees.leafAt(words, 4);
            assertFault(judge.judgePeriod(header, one(leaf)), Fault.PeriodMalformed, "alone");
            Leaf[] memory pair = two(leaf, Trees.leafAt(words, 5));
            assertFault(judge.judgePeriod(header, pair), Fault.PeriodMalformed, "as the first");
            pair = two(Trees.leafAt(words, 3), leaf);
            assertFault(judge.judgePeriod(header, pair), Fault.PeriodMalformed, "as the second");
            BatchData memory batch;
            assertFault(judge.judgeBatch(header, leaf, batch, true), Fault.PeriodMalformed, "beside a batch");
            Leaf[] memory slot = one(Trees.none(0));
            assertFault(judge.judgePeriodSlots(header, leaf, slot), Fault.PeriodMalformed, "beside a slot");
        }
    }

    function test_PeriodAmountWrong() external {
        leaves[4].ledgerDelta += 1;
        assertFault(periodFault(4, 4), Fault.PeriodAmountWrong, "not the carry's equation");
        leaves[4].carryOut -= 1_000_000;
        assertFault(periodFault(4, 4), Fault.PeriodAmountWrong, "not rounded down");
        settle();
        leaves[0].ledgerDelta -= 1;
        leaves[0].carryOut += 1_000_000;
        assertFault(periodFault(0, 0), Fault.PeriodAmountWrong, "a system account is rounded, too");
        settle();
        leaves[3].ledgerDelta += 1;
        leaves[3].carryOut -= 1_000_000;
        assertFault(periodFault(3, 3), Fault.None, "but the rounding account is not");
    }

    function test_PeriodAmountWrong_inTheFirstPeriod() external view {
        (PeriodHeader memory header,) = sealed_();
        uint256[][] memory words = new uint256[][](ACCOUNTS);
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            words[i] = WordWriter.period(0, i, leaves[i]);
        }
        (header.period, header.root) = (0, Trees.rootOf(words));
        Fault fault = judge.judgePeriod(header, one(Trees.leafAt(words, 4)));
        assertFault(fault, Fault.PeriodAmountWrong, "nothing can come in");
        assertFault(judge.judgePeriod(header, one(Trees.leafAt(words, 5))), Fault.None, "nothing does here");
    }

    function test_PeriodSumWrong() external {
        leaves[0].sumLedgerDelta += 1;
        assertFault(periodFault(0, 0), Fault.PeriodSumWrong, "the first account's");
        assertFault(periodFault(0, 1), Fault.PeriodSumWrong, "the step from it");
        settle();
        leaves[4].sumLedgerDelta += 1;
        leaves[5].sumLedgerDelta += 1;
        assertFault(periodFault(3, 4), Fault.PeriodSumWrong, "a step");
        assertFault(periodFault(5, 5), Fault.PeriodSumWrong, "not zero in all");
        assertFault(periodFault(4, 5), Fault.None, "no step elsewhere");
    }

    function test_PeriodCarryWrong() external {
        leaves[4].carryIn += 1;
        assertFault(carryFault(4), Fault.PeriodCarryWrong, "not what was carried out");
        leaves[5].carryIn = 1;
        assertFault(carryFault(5), Fault.PeriodCarryWrong, "of a new account");
    }

    function test_PeriodCarryWrong_whereTheAccountIsLeftOut() external {
        leaves.pop();
        leaves.pop();
        assertFault(carryFault(4), Fault.PeriodCarryWrong, "what it carried is lost");
        before[4].carryOut = 0;
        assertFault(carryFault(4), Fault.None, "it carried nothing");
    }

    function test_whatIsMalformedBeforeCountsAsNothing() external {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        (PeriodHeader memory headerBefore, uint256[][] memory wordsBefore) = sealedBefore();
        wordsBefore[4][0] |= 1;
        headerBefore.root = Trees.rootOf(wordsBefore);
        (Leaf memory leaf, Leaf memory leafBefore) = (Trees.leafAt(words, 4), Trees.leafAt(wordsBefore, 4));
        Fault fault = judge.judgeCarry(header, leaf, headerBefore, leafBefore);
        assertFault(fault, Fault.PeriodCarryWrong, "carried");
        leaves[4].carryIn = 0;
        (header, words) = sealed_();
        fault = judge.judgeCarry(header, Trees.leafAt(words, 4), headerBefore, leafBefore);
        assertFault(fault, Fault.None, "nothing");
    }

    function test_PeriodSlotMalformed() external view {
        uint256[][] memory words = slotWords(4);
        words[1][3] = 1;
        assertFault(slotFault(words, one(Trees.leafAt(words, 1))), Fault.PeriodSlotMalformed, "padding");
        Leaf[] memory pair = two(Trees.leafAt(words, 0), Trees.leafAt(words, 1));
        assertFault(slotFault(words, pair), Fault.PeriodSlotMalformed, "as the second");
        words[1][3] = 0;
        words[1][0] ^= 1 << 128;
        assertFault(slotFault(words, one(Trees.leafAt(words, 1))), Fault.PeriodSlotMalformed, "another account's");
        words[1][0] ^= 1 << 128 | 1 << 160;
        assertFault(slotFault(words, one(Trees.leafAt(words, 1))), Fault.PeriodSlotMalformed, "another slot's");
    }

    function test_PeriodSlotSumWrong() external view {
        uint256[][] memory words = slotWords(4);
        words[0][2] += 1;
        assertFault(slotFault(words, one(Trees.leafAt(words, 0))), Fault.PeriodSlotSumWrong, "the first slot's");
        Leaf[] memory pair = two(Trees.leafAt(words, 0), Trees.leafAt(words, 1));
        assertFault(slotFault(words, pair), Fault.PeriodSlotSumWrong, "the step from it");
        words = slotWords(4);
        words[2][2] += 1;
        assertFault(slotFault(words, one(Trees.leafAt(words, 2))), Fault.PeriodSlotSumWrong, "not what it earned");
    }

    function test_PeriodLineWrong() external {
        totals[1][4] -= 1;
        assertFault(lineFault(4, 1), Fault.PeriodLineWrong, "not the line's total");
        assertFault(lineFault(4, 0), Fault.None, "of another slot");
        totals[1][4] += 1;
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        uint256[][] memory own = slotWords(4);
        (Leaf memory leaf, Leaf memory slot) = (Trees.leafAt(words, 4), Trees.leafAt(own, 0));
        Fault fault = judge.judgePeriodLine(header, leaf, slot, noWords(), Trees.none(4));
        assertFault(fault, Fault.PeriodLineWrong, "the slot was skipped");
        (uint256[] memory metering,) = lineWords(0, 4);
        fault = judge.judgePeriodLine(header, leaf, slot, metering, Trees.none(4));
        assertFault(fault, Fault.PeriodLineWrong, "it had no line");
        uint256[][] memory lines;
        (metering, lines) = lineWords(0, ACCOUNTS);
        lines[4][0] |= 1;
        metering[7] = uint256(Trees.rootOf(lines));
        fault = judge.judgePeriodLine(header, leaf, slot, metering, Trees.leafAt(lines, 4));
        assertFault(fault, Fault.PeriodLineWrong, "a malformed line is worth nothing");
    }

    function test_PeriodLineWrong_whereTheAccountIsLeftOut() external {
        leaves.pop();
        assertFault(lineFault(5, 0), Fault.PeriodLineWrong, "it earned something");
        assertFault(lineFault(5, 1), Fault.None, "it earned nothing");
    }

    function test_PeriodBatchWrong() external {
        BatchData memory batch = batchOf(0, 2);
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            assertFault(batchFault(i, batch, true), Fault.None, "true");
        }
        batch.deltas[1] += 1;
        assertFault(batchFault(4, batch, false), Fault.PeriodBatchWrong, "another lane");
        assertFault(batchFault(3, batch, false), Fault.None, "its own is right");
        batch = batchOf(0, 1);
        assertFault(batchFault(4, batch, false), Fault.None, "a later batch may hold it");
        assertFault(batchFault(4, batch, true), Fault.PeriodBatchWrong, "no batch holds it");
        batch = batchOf(1, 1);
        assertFault(batchFault(0, batch, true), Fault.PeriodBatchWrong, "the first batch begins behind it");
        batch.batch = 1;
        assertFault(batchFault(0, batch, true), Fault.None, "an earlier batch may hold it");
        batch = batchOf(0, 2);
        leaves[4].ledgerDelta = 0;
        assertFault(batchFault(4, batch, true), Fault.PeriodBatchWrong, "nothing is due");
    }

    function test_PeriodBatchWrong_ofAnAccountBeyondThePeriod() external view {
        BatchData memory batch = batchOf(0, 2);
        assertFault(batchFault(6, batch, true), Fault.None, "nothing is due");
        batch.deltas[1] |= 5 << 128;
        assertFault(batchFault(6, batch, true), Fault.PeriodBatchWrong, "something is paid");
        assertFault(batchFault(7, batch, true), Fault.None, "not to this one");
        assertFault(batchFault(8, batch, true), Fault.None, "beyond the batches");
    }

    function test_evidenceThatProvesNothing() external {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        (PeriodHeader memory headerBefore, uint256[][] memory wordsBefore) = sealedBefore();
        (Leaf memory leaf, Leaf memory leafBefore) = (Trees.leafAt(words, 4), Trees.leafAt(wordsBefore, 4));
        BatchData memory batch = batchOf(0, 2);
        expectMalformed();
        judge.judgePeriod(header, noLeaves());
        expectMalformed();
        judge.judgePeriod(header, two(Trees.leafAt(words, 1), Trees.leafAt(words, 3)));
        expectMalformed();
        judge.judgeCarry(header, leaf, headerBefore, Trees.none(4));
        expectMalformed();
        judge.judgeCarry(header, Trees.none(4), headerBefore, leafBefore);
        expectMalformed();
        judge.judgeCarry(header, leaf, headerBefore, Trees.leafAt(wordsBefore, 3));
        expectMalformed();
        judge.judgeBatch(header, Trees.none(4), batch, true);
        expectUnproven(5);
        leaf.index = 5;
        judge.judgeBatch(header, leaf, batch, true);
        headerBefore.period = 1;
        expectMalformed();
        judge.judgeCarry(header, Trees.leafAt(words, 4), headerBefore, leafBefore);
    }

    function test_slotsAndLinesThatProveNothing() external {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        uint256[][] memory own = slotWords(4);
        (uint256[] memory metering, uint256[][] memory lines) = lineWords(1, ACCOUNTS);
        (Leaf memory leaf, Leaf memory line) = (Trees.leafAt(words, 4), Trees.leafAt(lines, 4));
        Leaf memory slot = Trees.leafAt(own, 1);
        expectMalformed();
        judge.judgePeriodSlots(header, leaf, noLeaves());
        expectMalformed();
        judge.judgePeriodSlots(header, leaf, two(slot, slot));
        expectUnproven(2);
        judge.judgePeriodSlots(header, leaf, one(Trees.none(2)));
        expectMalformed();
        judge.judgePeriodLine(header, leaf, Trees.leafAt(own, 0), metering, line);
        expectMalformed();
        judge.judgePeriodLine(header, leaf, Trees.none(3), metering, line);
        expectMalformed();
        judge.judgePeriodLine(header, leaf, Trees.none(1), metering, line);
        expectMalformed();
        judge.judgePeriodLine(header, leaf, slot, metering, Trees.none(4));
        expectMalformed();
        judge.judgePeriodLine(header, leaf, slot, metering, Trees.leafAt(lines, 3));
        line.words[7] ^= 1;
        expectUnproven(4);
        judge.judgePeriodLine(header, leaf, slot, metering, line);
    }
}
