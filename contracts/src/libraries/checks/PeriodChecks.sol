// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData} from "../../interfaces/Evidence.sol";
import {Fault} from "../../interfaces/Fault.sol";
import {Lanes} from "../Lanes.sol";
import {PeriodLeaf} from "../leaves/PeriodLeaf.sol";
import {PeriodSlotLeaf} from "../leaves/PeriodSlotLeaf.sol";
import {Prices} from "../Prices.sol";

/// @title What the leaves of a period show
/// @notice Amounts in 10^-12 currency, ledger units in 10^-6.
library PeriodChecks {
    int256 private constant PER_LEDGER_UNIT = 1_000_000;
    uint256 private constant ROUNDING = 3;

    /// @notice What came in and what was earned becomes whole ledger units, rounded toward minus infinity, and a rest that
    /// is carried on. The rounding account takes the units that the others' rests add up to, whatever they are.
    function judgeAmounts(uint256 period, uint256 account, PeriodLeaf memory leaf) internal pure returns (Fault) {
        int256 due = leaf.carryIn + leaf.delta;
        bool isRight = due == leaf.ledgerDelta * PER_LEDGER_UNIT + leaf.carryOut
            && (account == ROUNDING || leaf.ledgerDelta == Prices.floorDivide(due, PER_LEDGER_UNIT))
            && (period != 0 || leaf.carryIn == 0);
        return isRight ? Fault.None : Fault.PeriodAmountWrong;
    }

    /// @notice The first account's sum is its own; the last's is zero.
    function judgeEnds(uint256 accounts, uint256 account, PeriodLeaf memory leaf) internal pure returns (Fault) {
        bool isWrong = (account == 0 && leaf.sumLedgerDelta != leaf.ledgerDelta)
            || (account + 1 == accounts && leaf.sumLedgerDelta != 0);
        return isWrong ? Fault.PeriodSumWrong : Fault.None;
    }

    /// @notice From one account to the next the sum grows by the next's own units.
    function judgeStep(PeriodLeaf memory a, PeriodLeaf memory b) internal pure returns (Fault) {
        return b.sumLedgerDelta == a.sumLedgerDelta + b.ledgerDelta ? Fault.None : Fault.PeriodSumWrong;
    }

    /// @notice The first slot's sum is its own; the last's is what the account earned in the period.
    function judgeSlotEnds(PeriodLeaf memory leaf, uint256 place, PeriodSlotLeaf memory slot)
        internal
        pure
        returns (Fault)
    {
        bool isWrong =
            (place == 0 && slot.sumTotal != slot.total) || (place + 1 == leaf.slots && slot.sumTotal != leaf.delta);
        return isWrong ? Fault.PeriodSlotSumWrong : Fault.None;
    }

    /// @notice From one slot to the next the sum grows by the next's own total.
    function judgeSlotStep(PeriodSlotLeaf memory a, PeriodSlotLeaf memory b) internal pure returns (Fault) {
        return b.sumTotal == a.sumTotal + b.total ? Fault.None : Fault.PeriodSlotSumWrong;
    }

    /// @notice The account's lane of its batch is `due`. Batches follow each other without gaps, so where the first one
    /// begins behind the account or the last one ends before it, nothing may be due.
    function judgeBatch(uint256 account, int256 due, BatchData calldata batch, bool isLast)
        internal
        pure
        returns (Fault)
    {
        uint256 word = account / Lanes.LANES_PER_WORD;
        uint256 end = uint256(batch.firstWord) + batch.deltas.length;
        bool isRight;
        if (word < batch.firstWord) {
            isRight = batch.batch != 0 || due == 0;
        } else if (word >= end) {
            isRight = !isLast || due == 0;
        } else {
            isRight = Lanes.get(batch.deltas[word - batch.firstWord], account % Lanes.LANES_PER_WORD) == due;
        }
        return isRight ? Fault.None : Fault.PeriodBatchWrong;
    }
}
