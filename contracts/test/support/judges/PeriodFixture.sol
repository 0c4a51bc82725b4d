// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, PeriodHeader} from "../../../src/interfaces/Evidence.sol";
import {Fault} from "../../../src/interfaces/Fault.sol";
import {MeteringHead} from "../../../src/libraries/headers/MeteringHead.sol";
import {LineLeaf} from "../../../src/libraries/leaves/LineLeaf.sol";
import {PeriodLeaf} from "../../../src/libraries/leaves/PeriodLeaf.sol";
import {PeriodSlotLeaf} from "../../../src/libraries/leaves/PeriodSlotLeaf.sol";
import {PeriodJudge} from "../../../src/PeriodJudge.sol";
import {JudgeTest} from "./JudgeTest.sol";
import {Trees} from "./Trees.sol";
import {WordWriter} from "./WordWriter.sol";

/// @title Period 3 of slots [1000, 1003) and six accounts, netted rightly, to be forged by tests
/// @dev Accounts 4 and 5 are members; 5 is new in the period.
abstract contract PeriodFixture is JudgeTest {
    uint32 internal constant FROM = uint32(SLOT);
    uint256 internal constant SLOTS = 3;
    uint256 internal constant ACCOUNTS = 6;
    uint256 internal constant BEFORE = 5;

    PeriodJudge internal judge;
    PeriodLeaf[] internal before;
    PeriodLeaf[] internal leaves;
    PeriodSlotLeaf[] internal slots;
    int256[6][3] internal totals;

    function setUp() external {
        judge = new PeriodJudge();
        totals[0] = [int256(-2_500_000), 40, 0, 0, 1_500_000, 999_960];
        totals[1] = [int256(7), 0, 0, 0, -7, 0];
        totals[2] = [int256(-1_200_000), 0, 0, 0, 0, 1_200_000];
        int256[5] memory carries = [int256(400_000), 0, 0, -1_300_000, 900_000];
        for (uint256 i = 0; i < BEFORE; ++i) {
            PeriodLeaf memory leaf;
            (leaf.slots, leaf.carryOut) = (SLOTS, carries[i]);
            before.push(leaf);
        }
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            leaves.push();
        }
        settle();
    }

    /// @dev Nets the period from the totals and the carries, the rounding account taking the difference.
    function settle() internal {
        int256 paid;
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            PeriodLeaf storage leaf = leaves[i];
            (leaf.slots, leaf.carryIn) = (SLOTS, i < BEFORE ? before[i].carryOut : int256(0));
            leaf.delta = totals[0][i] + totals[1][i] + totals[2][i];
            int256 due = leaf.carryIn + leaf.delta;
            leaf.carryOut = ((due % 1_000_000) + 1_000_000) % 1_000_000;
            leaf.ledgerDelta = (due - leaf.carryOut) / 1_000_000;
            leaf.slotsRoot = Trees.rootOf(slotWords(i));
            if (i != 3) paid += leaf.ledgerDelta;
        }
        leaves[3].carryOut = leaves[3].carryIn + leaves[3].delta + paid * 1_000_000;
        leaves[3].ledgerDelta = -paid;
        int256 sum;
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            sum += leaves[i].ledgerDelta;
            leaves[i].sumLedgerDelta = sum;
        }
    }

    function sealed_() internal view returns (PeriodHeader memory header, uint256[][] memory words) {
        words = new uint256[][](leaves.length);
        for (uint256 i = 0; i < words.length; ++i) {
            words[i] = WordWriter.period(3, i, leaves[i]);
        }
        header = PeriodHeader(3, FROM, FROM + uint32(SLOTS), uint32(words.length), Trees.rootOf(words));
    }

    function sealedBefore() internal view returns (PeriodHeader memory header, uint256[][] memory words) {
        words = new uint256[][](BEFORE);
        for (uint256 i = 0; i < BEFORE; ++i) {
            words[i] = WordWriter.period(2, i, before[i]);
        }
        header = PeriodHeader(2, FROM - uint32(SLOTS), FROM, uint32(BEFORE), Trees.rootOf(words));
    }

    function slotWords(uint256 account) internal view returns (uint256[][] memory words) {
        words = new uint256[][](SLOTS);
        int256 sum;
        for (uint256 s = 0; s < SLOTS; ++s) {
            sum += totals[s][account];
            words[s] = WordWriter.periodSlot(SLOT + s, account, PeriodSlotLeaf(totals[s][account], sum));
        }
    }

    /// @dev The lines of a slot, whose totals are spread over the four amounts.
    function lineWords(uint256 place, uint256 accounts)
        internal
        pure
        returns (uint256[] memory header, uint256[][] memory words)
    {
        words = new uint256[][](accounts);
        int256[6][3] memory true_ = [
            [int256(-2_500_000), 40, 0, 0, 1_500_000, 999_960],
            [int256(7), 0, 0, 0, -7, 0],
            [int256(-1_200_000), 0, 0, 0, 0, 1_200_000]
        ];
        for (uint256 i = 0; i < accounts; ++i) {
            LineLeaf memory line;
            (line.own.trade, line.own.sharing, line.own.supplier) = (5, -11, 2);
            line.own.fee = true_[place][i] + 4;
            words[i] = WordWriter.line(SLOT + place, i, line);
        }
        MeteringHead memory head;
        (head.slot, head.accounts, head.lineRoot) = (SLOT + place, accounts, Trees.rootOf(words));
        header = WordWriter.meteringHead(head);
    }

    function batchOf(uint256 firstWord, uint256 count) internal view returns (BatchData memory batch) {
        (batch.firstWord, batch.deltas) = (uint32(firstWord), new uint256[](count));
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            if (i / 4 < firstWord || i / 4 >= firstWord + count) continue;
            uint256 lane = uint64(int64(leaves[i].ledgerDelta));
            batch.deltas[i / 4 - firstWord] |= lane << (64 * (i % 4));
        }
    }

    function leafOf(uint256 account, uint256[][] memory words) internal pure returns (Leaf memory) {
        return account < words.length ? Trees.leafAt(words, account) : Trees.none(account);
    }

    function periodFault(uint256 a, uint256 b) internal view returns (Fault) {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        Leaf memory leaf = Trees.leafAt(words, a);
        return judge.judgePeriod(header, a == b ? one(leaf) : two(leaf, Trees.leafAt(words, b)));
    }

    function carryFault(uint256 account) internal view returns (Fault) {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        (PeriodHeader memory headerBefore, uint256[][] memory wordsBefore) = sealedBefore();
        return judge.judgeCarry(header, leafOf(account, words), headerBefore, leafOf(account, wordsBefore));
    }

    function slotFault(uint256 account, uint256 a, uint256 b) internal view returns (Fault) {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        uint256[][] memory own = slotWords(account);
        Leaf memory slot = Trees.leafAt(own, a);
        Leaf[] memory shown = a == b ? one(slot) : two(slot, Trees.leafAt(own, b));
        return judge.judgePeriodSlots(header, Trees.leafAt(words, account), shown);
    }

    /// @dev Slots of account 4 that are other than its leaf's, committed to.
    function slotFault(uint256[][] memory own, Leaf[] memory shown) internal view returns (Fault) {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        words[4][5] = uint256(Trees.rootOf(own));
        header.root = Trees.rootOf(words);
        return judge.judgePeriodSlots(header, Trees.leafAt(words, 4), shown);
    }

    function lineFault(uint256 account, uint256 place) internal view returns (Fault) {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        uint256[][] memory own = slotWords(account);
        Leaf memory leaf = leafOf(account, words);
        Leaf memory slot = Trees.none(place);
        if (leaf.words.length > 0) {
            words[account][5] = uint256(Trees.rootOf(own));
            (leaf, slot) = (Trees.leafAt(words, account), Trees.leafAt(own, place));
            header.root = Trees.rootOf(words);
        }
        return lineFault(header, leaf, slot);
    }

    /// @dev Beside the true line of the account in the slot.
    function lineFault(PeriodHeader memory header, Leaf memory leaf, Leaf memory slot) internal view returns (Fault) {
        (uint256[] memory metering, uint256[][] memory lines) = lineWords(slot.index, ACCOUNTS);
        return judge.judgePeriodLine(header, leaf, slot, metering, Trees.leafAt(lines, leaf.index));
    }

    function batchFault(uint256 account, BatchData memory batch, bool isLast) internal view returns (Fault) {
        (PeriodHeader memory header, uint256[][] memory words) = sealed_();
        return judge.judgeBatch(header, leafOf(account, words), batch, isLast);
    }
}
