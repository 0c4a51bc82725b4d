// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, PeriodHeader} from "./Evidence.sol";
import {IChallenges} from "./IChallenges.sol";

/// @notice What is demanded. For slots: the leaf at an index of a tree; a book that keeps an order of the inbox, by its
/// index there; a metering that keeps a posted reading, by its meter. For the period under way: an account's leaf; a
/// slot of an account's leaf; a batch.
enum DemandKind {
    Book,
    Fill,
    Reading,
    Line,
    InboxOrder,
    PostedReading,
    Period,
    PeriodSlot,
    Batch
}

/// @title Where what was committed must be shown
/// @notice A device key of the community, or an auditor, demands any piece of what was recorded and leaves a deposit.
/// Whoever shows it in time gets the deposit. What nobody shows is void, with half of the slot's bond for the demander.
/// An answer is checked against what is recorded when it is given; a demand outlives new versions, and its time runs
/// from the last recording. While demands are open nothing becomes final and no batch is applied.
///
/// A slot, or a period, has room for 62 demands. So that nobody keeps others out by filling it and emptying it just before the
/// end, a full one stays open for a challenge window after it was last full.
interface IDemands is IChallenges {
    /// @notice Something is to be shown. `slot` is the period for `Period` and `Batch`; `index` is the account for
    /// `PeriodSlot`.
    event DemandOpened(uint256 indexed id, uint32 indexed slot, DemandKind kind, uint32 index, address by);
    /// @notice It was shown.
    event DemandAnswered(uint256 indexed id, address by);
    /// @notice Nobody showed it in time; what it belongs to was voided.
    event DemandExpired(uint256 indexed id);
    /// @notice What it belongs to is no longer in force; the deposit went back.
    event DemandDismissed(uint256 indexed id);

    /// @notice The caller is no key of a member in the slot, nor an auditor.
    error MayNotDemand(address caller, uint32 slot);
    /// @notice Posted readings are demanded by posting them; use the inbox.
    error NotInbox(address caller);
    /// @notice The coin kept a part of the deposit; a bond coin must transfer what it is told.
    error CoinKeptPart(uint256 sent, uint256 received);
    /// @notice The slot has no such stage now: not yet, or no more.
    error NothingToShow(uint32 slot, DemandKind kind);
    /// @notice The order's key or rules have changed since it was placed, so no book could keep it.
    error InboxOrderVoid(uint32 slot, uint32 index);
    /// @notice The period under way is another, or there is none.
    error NotThePeriodUnderWay(uint32 period);
    /// @notice There is no such demand, or it is closed.
    error UnknownDemand(uint256 id);
    /// @notice This kind is answered by another function.
    error WrongAnswer(DemandKind kind);
    /// @notice The headers are of another slot than the demand.
    error WrongSlot(uint32 slot, uint32 demandedSlot);
    /// @notice Show one leaf (two for a slot of a period) at the place that was demanded.
    error LeafMissing(uint32 index);
    /// @notice The leaf does not keep the order that was placed or the reading that was posted.
    error DemandNotMet(uint32 index);
    /// @notice It may still be shown.
    error DemandNotLate(uint256 id, uint256 blockTime, uint256 lateAfter);
    /// @notice What was demanded is still in force.
    error DemandInForce(uint256 id);
    /// @notice The slot or period has not been full, or is full, or was full less than a window ago.
    error HoldNotOver(uint256 blockTime, uint256 heldUntil);

    /// @notice Demands a piece, with a deposit in the bond coin; a member's key or an auditor may.
    function demand(DemandKind kind, uint32 slot, uint32 index) external returns (uint256 id);
    /// @notice Opens the demand that goes with a posted reading, with a deposit of `by`; only the inbox may.
    function demandPosted(uint32 slot, uint32 meter, bool hasBaseline, address by) external returns (uint256 id);
    /// @notice Shows a piece of a slot; anyone may. Where the index is beyond the header's count no leaf is needed.
    /// @param headers The header that the leaf stands under, and those recorded on it since.
    /// @param leaves The leaf; for an order of the inbox the book's leaf that keeps it: of the same account with the same
    /// nonce, or crossing it.
    function answer(uint256 id, uint256[][] calldata headers, Leaf[] calldata leaves) external;
    /// @notice Shows an account's leaf of the period under way, or that and a slot of it; anyone may.
    function answerPeriod(uint256 id, PeriodHeader calldata header, Leaf[] calldata leaves) external;
    /// @notice Shows a batch of the period under way; anyone may.
    function answerBatch(uint256 id, BatchData calldata batch) external;
    /// @notice Voids what nobody showed in time; anyone may.
    /// @param headers For fills the clearing's header, and the metering's where there is one; for readings and lines
    /// the metering's; else none.
    function expire(uint256 id, uint256[][] calldata headers) external;
    /// @notice Gives a deposit back whose demand is about a slot that has no market result any more; anyone may.
    function dismiss(uint256 id) external;
    /// @notice Lets a slot that was full of demands become final, when a window has passed; anyone may.
    function releaseSlot(uint32 slot) external;
    /// @notice As `releaseSlot`, for the period under way.
    function releasePeriod() external;

    /// @notice The inbox, whose orders and readings are demanded.
    function inbox() external view returns (address);
    /// @notice What a demand costs until it is closed, in the bond coin's smallest unit.
    function depositAmount() external view returns (uint256);
    /// @notice How many seconds there are for an answer.
    function responseSeconds() external view returns (uint32);
    /// @notice An open demand, zero everything when it is closed.
    function demandOf(uint256 id)
        external
        view
        returns (address by, DemandKind kind, uint32 slot, uint32 index, uint256 time);
}
