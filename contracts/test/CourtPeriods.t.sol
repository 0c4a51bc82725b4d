// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, PeriodHeader} from "../src/interfaces/Evidence.sol";
import {Fault} from "../src/interfaces/Fault.sol";
import {IChallenges} from "../src/interfaces/IChallenges.sol";
import {ICourt} from "../src/interfaces/ICourt.sol";
import {ILedger} from "../src/interfaces/ILedger.sol";
import {SlotState} from "../src/libraries/SlotWord.sol";
import {CourtFixture} from "./support/CourtFixture.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract CourtPeriodsTest is CourtFixture {
    uint32 private constant UNTIL = SLOT + 2;

    function setUp() public {
        deployCommunity();
        runSlot(SLOT);
        runSlot(SLOT + 1);
        runSlot(UNTIL);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(UNTIL + 1);
        commitFirst();
        judge.setFault(Fault.PeriodSumWrong);
    }

    function period() private pure returns (PeriodHeader memory) {
        return periodOf(0, SLOT, UNTIL);
    }

    function batchOf(uint32 batch) private pure returns (BatchData memory) {
        uint256[] memory deltas = new uint256[](1);
        deltas[0] = batch == 0 ? lanes(-5, 0, 0, 0) : lanes(5, 0, 0, 0);
        return BatchData({batch: batch, firstWord: batch, deltas: deltas});
    }

    function hashOf(uint32 number, BatchData memory batch) private pure returns (bytes32) {
        return keccak256(abi.encode(number, batch.batch, batch.firstWord, batch.deltas));
    }

    function hashes(uint32 number) private pure returns (bytes32[] memory all) {
        all = new bytes32[](2);
        (all[0], all[1]) = (hashOf(number, batchOf(0)), hashOf(number, batchOf(1)));
    }

    function commitFirst() private {
        ledger.commitPeriod(period(), hashes(0));
    }

    function settleFirst() private {
        vm.warp(block.timestamp + WINDOW_SECONDS);
        ledger.settle(0, 0, 0, batchOf(0).deltas);
        ledger.settle(0, 1, 1, batchOf(1).deltas);
    }

    /// @dev A leaf at its slot of the period.
    function slotLeaf(uint32 slot) private pure returns (Leaf memory from) {
        from = leaf(2);
        from.index = slot - SLOT;
    }

    function periodCall(PeriodHeader memory header) private view returns (bytes memory) {
        return abi.encodeCall(court.challengePeriod, (header, list(leaf(4)), SALT));
    }

    function lineCall(Leaf memory slotLeaf_, uint256[] memory metering) private view returns (bytes memory) {
        return abi.encodeCall(
            court.challengePeriodLine, (period(), leaf(4), slotLeaf_, metering, leaf(5), SALT)
        );
    }

    function batchCall(BatchData memory batch) private view returns (bytes memory) {
        return abi.encodeCall(court.challengeBatch, (period(), leaf(4), batch, SALT));
    }

    function requireFalls(bytes memory call, bytes memory asked) private {
        announce(call);
        vm.expectCall(address(judge), asked);
        vm.expectEmit(address(court));
        emit IChallenges.PeriodChallengeProven(0, Fault.PeriodSumWrong, CHALLENGER);
        make(call);
        requireFell();
    }

    function requireFell() private view {
        (ILedger.PeriodStage stage,,,,,) = ledger.periodUnderWay();
        assertTrue(stage == ILedger.PeriodStage.Voided, "voided");
        requirePaid();
    }

    function test_accountsFall() public {
        requireFalls(periodCall(period()), abi.encodeCall(judge.judgePeriod, (period(), list(leaf(4)))));
    }

    function test_slotsFall() public {
        Leaf[] memory slots = list(leaf(0), leaf(1));
        requireFalls(
            abi.encodeCall(court.challengePeriodSlots, (period(), leaf(4), slots, SALT)),
            abi.encodeCall(judge.judgePeriodSlots, (period(), leaf(4), slots))
        );
    }

    function test_linesFall() public {
        uint256[] memory metering = words(SlotSamples.metering(SLOT + 1, 1));
        requireFalls(
            lineCall(slotLeaf(SLOT + 1), metering),
            abi.encodeCall(judge.judgePeriodLine, (period(), leaf(4), slotLeaf(SLOT + 1), metering, leaf(5)))
        );
    }

    /// @dev An account that the period leaves out has neither leaf nor slot: then the metering names the slot.
    function test_linesFallWithoutALeaf() public {
        uint256[] memory metering = words(SlotSamples.metering(SLOT + 1, 1));
        requireFalls(
            lineCall(noLeaf(), metering),
            abi.encodeCall(judge.judgePeriodLine, (period(), leaf(4), noLeaf(), metering, leaf(5)))
        );
    }

    function test_linesBelongToThePeriod() public {
        uint256[] memory metering = words(SlotSamples.metering(SLOT + 1, 1));
        refusesChallenge(lineCall(slotLeaf(SLOT), metering), outside(SLOT + 1));
        metering = words(SlotSamples.metering(UNTIL, 1));
        refusesChallenge(lineCall(slotLeaf(UNTIL), metering), outside(UNTIL));
        refusesChallenge(lineCall(noLeaf(), metering), outside(UNTIL));
        metering[8] ^= 1;
        bytes32 hash = keccak256(abi.encodePacked(metering));
        refusesChallenge(
            lineCall(slotLeaf(UNTIL), metering),
            abi.encodeWithSelector(IChallenges.HeaderNotRecorded.selector, UNTIL, hash)
        );
        refusesChallenge(
            lineCall(slotLeaf(SLOT), noWords()), abi.encodeWithSelector(ICourt.SlotNotSkipped.selector, SLOT)
        );
        refusesChallenge(
            lineCall(slotLeaf(UNTIL), noWords()), abi.encodeWithSelector(ICourt.SlotNotSkipped.selector, UNTIL)
        );
    }

    function outside(uint32 slot) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ICourt.SlotOutsidePeriod.selector, slot, SLOT, UNTIL);
    }

    function test_skippedSlotsHaveNoMetering() public {
        settleFirst();
        uint32 slot = UNTIL + 1;
        vm.warp(startOf(slot) + STAGE_SECONDS + 1);
        market.fallBack(slot);
        vm.warp(startOf(slot + 1) + 2 * STAGE_SECONDS);
        market.skip(slot);
        market.finalize(slot + 1);
        PeriodHeader memory header = periodOf(1, UNTIL, slot + 1);
        ledger.commitPeriod(header, hashes(1));
        Leaf memory skipped = leaf(2);
        skipped.index = slot - UNTIL;
        challenge(
            abi.encodeCall(court.challengePeriodLine, (header, leaf(4), skipped, noWords(), leaf(5), SALT))
        );
        (ILedger.PeriodStage stage,,,,,) = ledger.periodUnderWay();
        assertTrue(stage == ILedger.PeriodStage.Voided, "voided");
    }

    function test_batchesFall() public {
        BatchData memory batch = batchOf(0);
        requireFalls(batchCall(batch), abi.encodeCall(judge.judgeBatch, (period(), leaf(4), batch, false)));
    }

    function test_theLastBatchIsSaidToBe() public {
        BatchData memory batch = batchOf(1);
        requireFalls(batchCall(batch), abi.encodeCall(judge.judgeBatch, (period(), leaf(4), batch, true)));
    }

    function test_onlyOutstandingBatchesAreJudged() public {
        BatchData memory batch = batchOf(0);
        batch.deltas[0] ^= 1;
        bytes memory refusal = abi.encodeWithSelector(ICourt.BatchNotOutstanding.selector, 0, 0, 2);
        refusesChallenge(batchCall(batch), refusal);
        batch = batchOf(0);
        batch.batch = 2;
        refusal = abi.encodeWithSelector(ICourt.BatchNotOutstanding.selector, 2, 0, 2);
        refusesChallenge(batchCall(batch), refusal);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        ledger.settle(0, 0, 0, batchOf(0).deltas);
        refusal = abi.encodeWithSelector(ICourt.BatchNotOutstanding.selector, 0, 1, 2);
        refusesChallenge(batchCall(batchOf(0)), refusal);
        refusesChallenge(batchCall(batchOf(1)), abi.encodeWithSelector(ILedger.PeriodFinal.selector, 0));
    }

    function test_carriesFall() public {
        settleFirst();
        PeriodHeader memory header = periodOf(1, UNTIL, UNTIL + 1);
        ledger.commitPeriod(header, hashes(1));
        PeriodHeader memory before = period();
        refusesChallenge(
            carryCall(header, header), abi.encodeWithSelector(ICourt.NotThePeriodBefore.selector, 1, 1)
        );
        before.root ^= bytes32(uint256(1));
        refusesChallenge(carryCall(header, before), notRecorded(before));
        before = period();
        bytes memory call = carryCall(header, before);
        announce(call);
        vm.expectCall(
            address(judge), abi.encodeCall(judge.judgeCarry, (header, leaf(4), before, leaf(5)))
        );
        make(call);
        requireFell();
    }

    function carryCall(PeriodHeader memory header, PeriodHeader memory before) private view returns (bytes memory) {
        return abi.encodeCall(court.challengeCarry, (header, leaf(4), before, leaf(5), SALT));
    }

    function notRecorded(PeriodHeader memory header) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            IChallenges.PeriodHeaderNotRecorded.selector, header.period, keccak256(abi.encode(header))
        );
    }

    function test_theFirstPeriodHasNoneBefore() public {
        refusesChallenge(
            carryCall(period(), period()), abi.encodeWithSelector(ICourt.NoPeriodBefore.selector)
        );
    }

    function test_periodHeadersMustBeRecorded() public {
        PeriodHeader memory other = period();
        ++other.accounts;
        refusesChallenge(periodCall(other), notRecorded(other));
        Leaf[] memory slots = list(leaf(0));
        refusesChallenge(
            abi.encodeCall(court.challengePeriodSlots, (other, leaf(4), slots, SALT)), notRecorded(other)
        );
        refusesChallenge(carryCall(other, period()), notRecorded(other));
        refusesChallenge(
            abi.encodeCall(
                court.challengePeriodLine, (other, leaf(4), slotLeaf(SLOT), meteringWords(), leaf(5), SALT)
            ),
            notRecorded(other)
        );
        refusesChallenge(
            abi.encodeCall(court.challengeBatch, (other, leaf(4), batchOf(0), SALT)), notRecorded(other)
        );
    }

    function test_nothingFallsWithoutAFault() public {
        judge.setFault(Fault.None);
        bytes memory refusal = abi.encodeWithSelector(ICourt.NothingProven.selector);
        refusesChallenge(periodCall(period()), refusal);
        refusesChallenge(batchCall(batchOf(0)), refusal);
        refusesChallenge(lineCall(slotLeaf(SLOT), meteringWords()), refusal);
    }

    function test_periodsFallOnceAndNotWhenSettled() public {
        challenge(periodCall(period()));
        bytes memory call = batchCall(batchOf(0));
        refusesChallenge(call, abi.encodeWithSelector(ICourt.BatchNotOutstanding.selector, 0, 0, 0));
        Leaf[] memory slots = list(leaf(0));
        call = abi.encodeCall(court.challengePeriodSlots, (period(), leaf(4), slots, SALT));
        refusesChallenge(call, abi.encodeWithSelector(ILedger.PeriodIsVoided.selector, 0));
        ledger.recommitPeriod(period(), hashes(0));
        settleFirst();
        refusesChallenge(periodCall(period()), abi.encodeWithSelector(ILedger.NotSettling.selector));
    }
}
