// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SlotState} from "../libraries/SlotWord.sol";
import {BookHeader, ClearingHeader, MeteringHeader} from "./MarketHeaders.sol";

/// @title The market's commitments, slot by slot
/// @notice A slot goes from booked to cleared to metered to final. Slot `s` is `[s * slotSeconds, (s + 1) * slotSeconds)`
/// in seconds since the Unix epoch. Every window runs on block time and is fixed at deployment.
interface IMarket {
    /// @notice A book was frozen, before it was cleared.
    event BookClosed(uint32 indexed slot, uint32 orders, bytes32 bookRoot);
    /// @notice A book was cleared; the header is whole, so that anyone can recompute `headerHash`.
    event Cleared(uint32 indexed slot, bytes32 headerHash, ClearingHeader header);
    /// @notice A slot was metered, or metered anew; the challenge window starts over.
    event Metered(uint32 indexed slot, uint8 version, bytes32 headerHash, MeteringHeader header);
    /// @notice All slots before `untilSlot` are final.
    event Finalized(uint32 untilSlot);

    /// @notice A setting of the deployment makes no sense.
    error SettingOutOfRange(string setting, uint256 value);
    /// @notice The caller lacks the operator's role in the community.
    error NotOperator(address caller);
    /// @notice Books are closed strictly in order.
    error SlotOutOfOrder(uint32 slot, uint32 expectedSlot);
    /// @notice The slot's gate is still open.
    error GateStillOpen(uint32 slot, uint256 blockTime, uint256 gateClosure);
    /// @notice The ring is full: the word's old slot is not final yet.
    error RingFull(uint32 slot, uint32 finalUntil, uint32 ringSize);
    /// @notice The slot is not in the state that this step needs.
    error WrongSlotState(uint32 slot, SlotState state, SlotState expected);
    /// @notice The header that should be on the ledger is not.
    error HeaderMismatch(uint32 slot, bytes32 headerHash, uint200 recordedHash200);
    /// @notice The book must be on the ledger in an earlier second than its clearing.
    error BookTooFresh(uint32 slot, uint256 blockTime, uint256 bookedAt);
    /// @notice A slot cannot be metered before it has ended.
    error SlotNotEnded(uint32 slot, uint256 blockTime, uint256 slotEnd);
    /// @notice Versions go up by one, from one.
    error WrongVersion(uint32 slot, uint8 version, uint256 expectedVersion);
    /// @notice A new version must come from the same clearing.
    error ClearingChanged(uint32 slot, bytes32 clearingHash, bytes32 previousClearingHash);
    /// @notice The slot is final; what was wrong goes into a credit note.
    error SlotFinal(uint32 slot, uint32 finalUntil);
    /// @notice Each new header needs its previous one.
    error LengthMismatch(uint256 next, uint256 previous);
    /// @notice The slot's challenge window is still open.
    error ChallengeWindowOpen(uint32 slot, uint256 blockTime, uint256 windowEnd);

    /// @notice Freezes books, in slot order without a gap; only the operator may.
    function closeBooks(BookHeader[] calldata headers) external;
    /// @notice Records the clearings of books that were closed in an earlier block; only the operator may.
    function clear(ClearingHeader[] calldata headers) external;
    /// @notice Records first meterings (version 1) of cleared slots that have ended; only the operator may.
    function meter(MeteringHeader[] calldata headers) external;
    /// @notice Replaces meterings that are not final; the windows start over; only the operator may.
    /// @param next The new headers, one version above.
    /// @param previous The headers that are recorded now, in the same order.
    function remeter(MeteringHeader[] calldata next, MeteringHeader[] calldata previous) external;
    /// @notice Makes all slots before `untilSlot` final; anyone may. Does nothing when they already are.
    function finalize(uint32 untilSlot) external;

    /// @notice The length of a slot in seconds.
    function slotSeconds() external view returns (uint32);
    /// @notice How many seconds before its slot's start a book closes.
    function gateClosureSeconds() external view returns (uint32);
    /// @notice How many seconds after its metering a slot becomes final.
    function challengeWindowSeconds() external view returns (uint32);
    /// @notice The first slot of this market.
    function firstSlot() external view returns (uint32);
    /// @notice How many slots are kept; older words are overwritten once they are final.
    function ringSize() external view returns (uint32);
    /// @notice The first slot that is not final.
    function finalUntil() external view returns (uint32);
    /// @notice The next slot whose book may be closed.
    function nextSlotToClose() external view returns (uint32);
    /// @notice A slot's word, zero before it was booked and after it left the ring.
    function slotWord(uint32 slot) external view returns (uint256);
    /// @notice The words of `count` slots from `from` on, as `slotWord` gives them.
    function slotWords(uint32 from, uint32 count) external view returns (uint256[] memory);
    /// @notice A slot's word taken apart.
    function slotState(uint32 slot)
        external
        view
        returns (SlotState state, uint8 version, uint40 time, uint200 hash200);
}
