// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, PeriodHeader} from "./interfaces/Evidence.sol";
import {Fault} from "./interfaces/Fault.sol";
import {IPeriodJudge} from "./interfaces/IFactJudge.sol";
import {IRule} from "./interfaces/IRule.sol";
import {PeriodChecks} from "./libraries/checks/PeriodChecks.sol";
import {MeteringHead, MeteringHeads} from "./libraries/headers/MeteringHead.sol";
import {LineLeaf, LineLeaves} from "./libraries/leaves/LineLeaf.sol";
import {PeriodLeaf, PeriodLeaves} from "./libraries/leaves/PeriodLeaf.sol";
import {PeriodSlotLeaf, PeriodSlotLeaves} from "./libraries/leaves/PeriodSlotLeaf.sol";
import {PositionProof} from "./libraries/PositionProof.sol";

/// @title The judge of committed periods
/// @notice What it promises is written at {IPeriodJudge} and in docs/COMMITMENTS.md. What is malformed in an earlier
/// period or in a slot's metering counts as nothing: it is too late to void it.
contract PeriodJudge is IPeriodJudge {
    /// @inheritdoc IPeriodJudge
    function judgePeriod(PeriodHeader calldata header, Leaf[] calldata leaves) external pure returns (Fault fault) {
        bool isPair = leaves.length == 2;
        bool isRight = leaves.length == 1 || (isPair && uint256(leaves[0].index) + 1 == leaves[1].index);
        if (!isRight) revert IRule.EvidenceMalformed();
        for (uint256 i = 0; i < leaves.length; ++i) {
            PositionProof.requireProven(leaves[i], header.root, header.accounts);
        }
        (bool isWell, PeriodLeaf memory a) = _read(header, leaves[0]);
        if (!isWell) return Fault.PeriodMalformed;
        uint256 account = leaves[0].index;
        if (!isPair) {
            fault = PeriodChecks.judgeAmounts(header.period, account, a);
            return fault == Fault.None ? PeriodChecks.judgeEnds(header.accounts, account, a) : fault;
        }
        PeriodLeaf memory b;
        (isWell, b) = _read(header, leaves[1]);
        return isWell ? PeriodChecks.judgeStep(a, b) : Fault.PeriodMalformed;
    }

    /// @inheritdoc IPeriodJudge
    function judgeCarry(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        PeriodHeader calldata headerBefore,
        Leaf calldata before
    ) external pure returns (Fault) {
        bool isNext = uint256(headerBefore.period) + 1 == header.period && leaf.index == before.index;
        if (!isNext) revert IRule.EvidenceMalformed();
        bool isThere = _requireProvenOrBeyond(header, leaf);
        _requireProvenOrBeyond(headerBefore, before);
        (bool isWell, PeriodLeaf memory own) = _read(header, leaf);
        if (isThere && !isWell) return Fault.PeriodMalformed;
        (bool isBeforeWell, PeriodLeaf memory earlier) = _read(headerBefore, before);
        int256 carried = isBeforeWell ? earlier.carryOut : int256(0);
        return own.carryIn == carried ? Fault.None : Fault.PeriodCarryWrong;
    }

    /// @inheritdoc IPeriodJudge
    function judgePeriodSlots(PeriodHeader calldata header, Leaf calldata leaf, Leaf[] calldata slots)
        external
        pure
        returns (Fault)
    {
        bool isPair = slots.length == 2;
        bool isRight = slots.length == 1 || (isPair && uint256(slots[0].index) + 1 == slots[1].index);
        if (!isRight) revert IRule.EvidenceMalformed();
        PositionProof.requireProven(leaf, header.root, header.accounts);
        (bool isWell, PeriodLeaf memory own) = _read(header, leaf);
        if (!isWell) return Fault.PeriodMalformed;
        for (uint256 i = 0; i < slots.length; ++i) {
            PositionProof.requireProven(slots[i], own.slotsRoot, own.slots);
        }
        PeriodSlotLeaf memory a;
        (isWell, a) = _readSlot(header, leaf, slots[0]);
        if (!isWell) return Fault.PeriodSlotMalformed;
        if (!isPair) return PeriodChecks.judgeSlotEnds(own, slots[0].index, a);
        PeriodSlotLeaf memory b;
        (isWell, b) = _readSlot(header, leaf, slots[1]);
        return isWell ? PeriodChecks.judgeSlotStep(a, b) : Fault.PeriodSlotMalformed;
    }

    /// @inheritdoc IPeriodJudge
    function judgePeriodLine(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        Leaf calldata slotLeaf,
        uint256[] calldata metering,
        Leaf calldata line
    ) external pure returns (Fault) {
        uint256 slot = uint256(header.fromSlot) + slotLeaf.index;
        bool isThere = _requireProvenOrBeyond(header, leaf);
        bool isRight = slot < header.untilSlot && isThere == (slotLeaf.words.length > 0);
        if (!isRight) revert IRule.EvidenceMalformed();
        int256 total = _totalOf(slot, leaf.index, metering, line);
        PeriodSlotLeaf memory own;
        if (isThere) {
            (bool isWell, PeriodLeaf memory period) = _read(header, leaf);
            if (!isWell) return Fault.PeriodMalformed;
            PositionProof.requireProven(slotLeaf, period.slotsRoot, period.slots);
            (isWell, own) = _readSlot(header, leaf, slotLeaf);
            if (!isWell) return Fault.PeriodSlotMalformed;
        }
        return own.total == total ? Fault.None : Fault.PeriodLineWrong;
    }

    /// @inheritdoc IPeriodJudge
    function judgeBatch(PeriodHeader calldata header, Leaf calldata leaf, BatchData calldata batch, bool isLast)
        external
        pure
        returns (Fault)
    {
        bool isThere = _requireProvenOrBeyond(header, leaf);
        (bool isWell, PeriodLeaf memory own) = _read(header, leaf);
        if (isThere && !isWell) return Fault.PeriodMalformed;
        return PeriodChecks.judgeBatch(leaf.index, own.ledgerDelta, batch, isLast);
    }

    /// @dev An account beyond the period's count has no leaf, and then nothing may be due to it.
    function _requireProvenOrBeyond(PeriodHeader calldata header, Leaf calldata leaf)
        private
        pure
        returns (bool isThere)
    {
        isThere = leaf.words.length > 0;
        if (isThere) PositionProof.requireProven(leaf, header.root, header.accounts);
        else if (leaf.index < header.accounts) revert IRule.EvidenceMalformed();
    }

    function _read(PeriodHeader calldata header, Leaf calldata leaf)
        private
        pure
        returns (bool isWell, PeriodLeaf memory own)
    {
        (isWell, own) = PeriodLeaves.read(leaf.words, header.period, leaf.index);
        isWell = isWell && own.slots + header.fromSlot == header.untilSlot;
    }

    function _readSlot(PeriodHeader calldata header, Leaf calldata leaf, Leaf calldata slotLeaf)
        private
        pure
        returns (bool isWell, PeriodSlotLeaf memory own)
    {
        uint256 slot = uint256(header.fromSlot) + slotLeaf.index;
        return PeriodSlotLeaves.read(slotLeaf.words, slot, leaf.index);
    }

    /// @dev What the account's line of the slot comes to; nothing where the slot was skipped or has no line for it.
    function _totalOf(uint256 slot, uint256 account, uint256[] calldata metering, Leaf calldata line)
        private
        pure
        returns (int256)
    {
        (bool isWell, MeteringHead memory head) = MeteringHeads.read(metering);
        if (!isWell) return 0;
        if (head.slot != slot || line.index != account) revert IRule.EvidenceMalformed();
        if (line.words.length == 0) {
            if (account < head.accounts) revert IRule.EvidenceMalformed();
            return 0;
        }
        PositionProof.requireProven(line, head.lineRoot, head.accounts);
        LineLeaf memory own;
        (isWell, own) = LineLeaves.read(line.words, head.slot, account);
        return isWell ? LineLeaves.totalOf(own.own) : int256(0);
    }
}
