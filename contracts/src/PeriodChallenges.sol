// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitReveal} from "./CommitReveal.sol";
import {BatchData, Leaf, PeriodHeader} from "./interfaces/Evidence.sol";
import {Fault} from "./interfaces/Fault.sol";
import {ICourt} from "./interfaces/ICourt.sol";
import {IPeriodJudge} from "./interfaces/IFactJudge.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {Recorded} from "./libraries/Recorded.sol";
import {SlotState, SlotWord} from "./libraries/SlotWord.sol";

/// @title The court's part that judges periods
/// @notice What it promises is written at {ICourt}.
abstract contract PeriodChallenges is CommitReveal {
    using Recorded for IMarket;

    /// @notice The ledger whose periods are judged.
    ILedger public immutable ledger;
    /// @notice The judge of periods.
    IPeriodJudge public immutable periodJudge;

    IMarket private immutable _market;

    constructor(IMarket market_, IPeriodJudge periodJudge_) {
        _market = market_;
        ledger = ILedger(market_.ledger());
        periodJudge = periodJudge_;
    }

    /// @inheritdoc ICourt
    function challengePeriod(PeriodHeader calldata header, Leaf[] calldata leaves, bytes32) external revealed {
        _requirePeriod(header);
        _condemnPeriod(header.period, periodJudge.judgePeriod(header, leaves));
    }

    /// @inheritdoc ICourt
    function challengeCarry(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        PeriodHeader calldata headerBefore,
        Leaf calldata before,
        bytes32
    ) external revealed {
        _requirePeriod(header);
        if (header.period == 0) revert NoPeriodBefore();
        if (headerBefore.period != header.period - 1) revert NotThePeriodBefore(header.period, headerBefore.period);
        _requirePeriod(headerBefore);
        _condemnPeriod(header.period, periodJudge.judgeCarry(header, leaf, headerBefore, before));
    }

    /// @inheritdoc ICourt
    function challengePeriodSlots(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        Leaf[] calldata slots,
        bytes32
    ) external revealed {
        _requirePeriod(header);
        _condemnPeriod(header.period, periodJudge.judgePeriodSlots(header, leaf, slots));
    }

    /// @inheritdoc ICourt
    function challengePeriodLine(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        Leaf calldata slotLeaf,
        uint256[] calldata metering,
        Leaf calldata line,
        bytes32
    ) external revealed {
        _requirePeriod(header);
        _requireSlot(header, slotLeaf, metering);
        _condemnPeriod(header.period, periodJudge.judgePeriodLine(header, leaf, slotLeaf, metering, line));
    }

    /// @inheritdoc ICourt
    function challengeBatch(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        BatchData calldata batch,
        bytes32
    ) external revealed {
        _requirePeriod(header);
        (uint32 nextBatch, uint32 batchCount) = ledger.batchProgress();
        bytes32 hash = keccak256(abi.encode(header.period, batch.batch, batch.firstWord, batch.deltas));
        bool isOutstanding = batch.batch >= nextBatch && batch.batch < batchCount;
        if (!isOutstanding || hash != ledger.batchHashOf(batch.batch)) {
            revert BatchNotOutstanding(batch.batch, nextBatch, batchCount);
        }
        bool isLast = batch.batch + 1 == batchCount;
        _condemnPeriod(header.period, periodJudge.judgeBatch(header, leaf, batch, isLast));
    }

    /// @dev The ledger refuses what is not under way, or final.
    function _condemnPeriod(uint32 period, Fault fault) private {
        if (fault == Fault.None) revert NothingProven();
        emit PeriodChallengeProven(period, fault, msg.sender);
        ledger.voidPeriod(period, msg.sender);
    }

    function _requirePeriod(PeriodHeader calldata header) private view {
        bytes32 headerHash = keccak256(abi.encode(header));
        if (headerHash != ledger.periodHashOf(header.period)) {
            revert PeriodHeaderNotRecorded(header.period, headerHash);
        }
    }

    /// @dev The market keeps the words of all slots that are not paid. A leaf that is not there names no slot: then the
    /// metering does.
    function _requireSlot(PeriodHeader calldata header, Leaf calldata slotLeaf, uint256[] calldata metering)
        private
        view
    {
        uint256 named = uint256(header.fromSlot) + slotLeaf.index;
        if (metering.length == 0) {
            bool isSkipped = named < header.untilSlot
                && SlotWord.wrap(_market.slotWord(uint32(named))).state() == SlotState.Skipped;
            if (!isSkipped) revert SlotNotSkipped(uint32(named));
            return;
        }
        (uint32 slot,) = _market.requireMetering(metering);
        bool isNamed = slotLeaf.words.length == 0 || slot == named;
        if (!isNamed || slot < header.fromSlot || slot >= header.untilSlot) {
            revert SlotOutsidePeriod(slot, header.fromSlot, header.untilSlot);
        }
    }
}
