// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, OrderPosition, PeriodHeader, Terms} from "./Evidence.sol";
import {IChallenges} from "./IChallenges.sol";

/// @notice What the server signed for an order that it took (typed data, packages/protocol).
struct Receipt {
    uint32 sequence;
    bytes32 orderDigest;
    bytes32 logHead;
    bytes signature;
}

/// @title Where anybody proves a recorded result wrong
/// @notice The court checks that the headers shown are what the ledger holds and that the terms are those of the rules in
/// force, asks the judge whom the check belongs to, and voids what is proven wrong (docs/COMMITMENTS.md, "Checks").
/// Half of the slot's bond is the challenger's.
///
/// A challenge is committed first, keccak256(abi.encode(sender, keccak256(calldata of the challenge))), and made in a later
/// block, so that nobody takes it over who sees it under way. The last argument of every challenge is a salt of the
/// challenger's own, so that nobody guesses what was committed.
///
/// `headers` are the header under judgement and those recorded on it since: book, clearing, metering.
interface ICourt is IChallenges {
    /// @notice A challenge was announced.
    event Committed(bytes32 indexed hash);

    /// @notice The challenge was not announced by this sender with exactly this calldata; call `commit` first.
    error NotCommitted(bytes32 hash);
    /// @notice The challenge was announced in this very block; make it in a later one.
    error RevealTooEarly(uint256 blockNumber);
    /// @notice The judge found nothing wrong.
    error NothingProven();
    /// @notice The slot before was recorded later than the slot; the operator has until `graceEnd` to meter the slot anew.
    error SlotBeforeTooFresh(uint32 slot, uint256 blockTime, uint256 graceEnd);
    /// @notice The header before is not of the slot before.
    error NotTheSlotBefore(uint32 slot, uint32 headerSlot);
    /// @notice The slot before has a metering; show its header.
    error SlotBeforeRecorded(uint32 slot);
    /// @notice The slot was not skipped; show its metering.
    error SlotNotSkipped(uint32 slot);
    /// @notice The slot is not one of the period's, or not the one that the leaf stands for.
    error SlotOutsidePeriod(uint32 slot, uint32 fromSlot, uint32 untilSlot);
    /// @notice The first period has no period before.
    error NoPeriodBefore();
    /// @notice The header before is not of the period before.
    error NotThePeriodBefore(uint32 period, uint32 headerPeriod);
    /// @notice The batch is not outstanding, or not the one that was committed.
    error BatchNotOutstanding(uint32 batch, uint32 nextBatch, uint32 batchCount);

    /// @notice Announces a challenge; anyone may.
    function commit(bytes32 hash) external;

    /// @notice One order of a book, or two. Voids the book.
    function challengeBook(
        uint256[][] calldata headers,
        Terms calldata terms,
        Leaf[] calldata orders,
        bytes32 salt
    ) external;
    /// @notice A receipt that the book does not keep. Voids the book.
    function challengeReceipt(
        uint256[][] calldata headers,
        Receipt calldata receipt,
        Leaf calldata order,
        bytes32 salt
    ) external;
    /// @notice A clearing's header, alone or with one position or two. Voids the clearing.
    function challengeClearing(
        uint256[][] calldata headers,
        Terms calldata terms,
        OrderPosition[] calldata positions,
        bytes32 salt
    ) external;
    /// @notice One reading of a metering, or two. Voids the metering, as all that follow here.
    function challengeReadings(uint256[] calldata header, Leaf[] calldata readings, bytes32 salt) external;
    /// @notice A reading beside the same meter's in the slot before, whose header has no words where that slot was
    /// skipped or is not of this market. Where the slot before was recorded later, only when half of the challenge window
    /// has passed since.
    function challengeContinuity(
        uint256[] calldata header,
        Leaf calldata reading,
        uint256[] calldata headerBefore,
        Leaf calldata before,
        bytes32 salt
    ) external;
    /// @notice A metering's header beside its clearing's, which has no words at the grid tariff.
    function challengeMetering(
        uint256[] calldata header,
        uint256[] calldata clearing,
        Terms calldata terms,
        bytes32 salt
    ) external;
    /// @notice One line or two adjacent ones, with a key where the rule shares by keys.
    function challengeLines(
        uint256[] calldata header,
        Terms calldata terms,
        Leaf[] calldata lines,
        Leaf[] calldata keys,
        bytes32 salt
    ) external;
    /// @notice A line beside an order of its account.
    function challengeLineAndOrder(
        uint256[] calldata header,
        uint256[] calldata clearing,
        Terms calldata terms,
        Leaf calldata line,
        OrderPosition calldata position,
        bytes32 salt
    ) external;
    /// @notice A line beside a reading of its account.
    function challengeLineAndReading(
        uint256[] calldata header,
        Leaf calldata line,
        Leaf calldata reading,
        bytes32 salt
    ) external;

    /// @notice One account of the period under way, or two adjacent ones. Voids the period, as all that follow.
    function challengePeriod(PeriodHeader calldata header, Leaf[] calldata leaves, bytes32 salt) external;
    /// @notice An account beside its leaf of the period before.
    function challengeCarry(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        PeriodHeader calldata headerBefore,
        Leaf calldata before,
        bytes32 salt
    ) external;
    /// @notice One slot of an account's period, or two adjacent ones.
    function challengePeriodSlots(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        Leaf[] calldata slots,
        bytes32 salt
    ) external;
    /// @notice A slot of an account's period beside the account's line; `metering` has no words where it was skipped.
    function challengePeriodLine(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        Leaf calldata slotLeaf,
        uint256[] calldata metering,
        Leaf calldata line,
        bytes32 salt
    ) external;
    /// @notice An account's period beside the outstanding batch that should hold its change.
    function challengeBatch(
        PeriodHeader calldata header,
        Leaf calldata leaf,
        BatchData calldata batch,
        bytes32 salt
    ) external;
}
