// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, PeriodHeader, BatchData, Terms} from "./Evidence.sol";
import {Fault} from "./Fault.sol";

/// @title Judgements that hold for every rule: books, readings, and lines beside readings
/// @notice As {IRule}: views over evidence under headers whose place on the ledger the caller checks.
interface IFactJudge {
    /// @notice Judges one order of a book, or two of them by ascending index.
    function judgeBook(uint256[] calldata header, Terms calldata terms, Leaf[] calldata orders)
        external
        view
        returns (Fault);
    /// @notice Judges a signed receipt; `order` is the leaf at its sequence, or has no words where there is none.
    function judgeReceipt(
        uint256[] calldata header,
        uint32 sequence,
        bytes32 orderDigest,
        bytes32 logHead,
        bytes calldata signature,
        Leaf calldata order
    ) external view returns (Fault);
    /// @notice Judges one reading of a metering, or two of them by ascending index.
    function judgeReadings(uint256[] calldata header, Leaf[] calldata readings) external view returns (Fault);
    /// @notice Judges a reading beside the same meter's in the slot before; a leaf has no words where the meter is beyond
    /// its header's count, and `headerBefore` none where the slot is the market's first or follows a skipped one.
    function judgeContinuity(
        uint256[] calldata header,
        Leaf calldata reading,
        uint256[] calldata headerBefore,
        Leaf calldata before
    ) external view returns (Fault);
    /// @notice Judges a line beside a reading of its account.
    function judgeLineAndReading(uint256[] calldata header, Leaf calldata line, Leaf calldata reading)
        external
        view
        returns (Fault);
    /// @notice The typed-data digest of an order, as devices sign it.
    function orderDigest(uint256[] calldata bookLeaf) external view returns (bytes32);
}

/// @title Judgements of committed periods
interface IPeriodJudge {
    /// @notice Judges one account's leaf, or two adjacent ones.
    function judgePeriod(PeriodHeader calldata header, Leaf[] calldata leaves) external view returns (Fault);
    /// @notice Judges a leaf beside the same account's of the period before; a leaf has no words where the account is
    /// beyond its period's count.
    function judgeCarry(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        PeriodHeader calldata headerBefore,
        Leaf calldata before
    ) external view returns (Fault);
    /// @notice Judges one slot of an account's leaf, or two adjacent ones.
    function judgePeriodSlots(PeriodHeader calldata header, Leaf calldata leaf, Leaf[] calldata slots)
        external
        view
        returns (Fault);
    /// @notice Judges a slot of an account's leaf beside the account's line; `line` has no words where the account is
    /// beyond the metering's count, and `metering` none where the slot was skipped. `leaf` and `slotLeaf` have none,
    /// together, where the account is beyond the period's count; `slotLeaf.index` counts from the period's first slot.
    function judgePeriodLine(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        Leaf calldata slotLeaf,
        uint256[] calldata metering,
        Leaf calldata line
    ) external view returns (Fault);
    /// @notice Judges an account's leaf beside the batch that should hold its change; `isLast` if no later batch follows.
    /// The leaf has no words where the account is beyond the period's count: then nothing may be paid to it.
    function judgeBatch(PeriodHeader calldata header, Leaf calldata leaf, BatchData calldata batch, bool isLast)
        external
        view
        returns (Fault);
}
