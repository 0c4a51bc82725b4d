// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {BookHeader, ClearingHeader, MeteringHeader} from "./interfaces/MarketHeaders.sol";
import {SlotState, SlotWord, SlotWords} from "./libraries/SlotWord.sol";

/// @title The market's commitments
/// @notice What it promises is written at {IMarket}.
contract Market is IMarket {
    /// @notice The register whose operator may commit.
    address public immutable community;
    /// @inheritdoc IMarket
    uint32 public immutable slotSeconds;
    /// @inheritdoc IMarket
    uint32 public immutable gateClosureSeconds;
    /// @inheritdoc IMarket
    uint32 public immutable challengeWindowSeconds;
    /// @inheritdoc IMarket
    uint32 public immutable firstSlot;
    /// @inheritdoc IMarket
    uint32 public immutable ringSize;

    bytes32 private immutable _operatorRole;

    /// @inheritdoc IMarket
    uint32 public finalUntil;
    /// @inheritdoc IMarket
    uint32 public nextSlotToClose;

    /// @dev A word does not name its slot: which slot it belongs to follows from `nextSlotToClose`.
    mapping(uint256 position => SlotWord) private _ring;

    modifier onlyOperator() {
        if (!IAccessControl(community).hasRole(_operatorRole, msg.sender)) revert NotOperator(msg.sender);
        _;
    }

    /// @param community_ The register, which must be deployed already.
    /// @param slotSeconds_ The length of a slot.
    /// @param gateClosureSeconds_ How long before a slot's start its book closes.
    /// @param challengeWindowSeconds_ How long after its metering a slot becomes final.
    /// @param firstSlot_ The first slot of this market.
    /// @param ringSize_ How many slots may be under way at once.
    constructor(
        address community_,
        uint32 slotSeconds_,
        uint32 gateClosureSeconds_,
        uint32 challengeWindowSeconds_,
        uint32 firstSlot_,
        uint32 ringSize_
    ) {
        if (slotSeconds_ == 0) revert SettingOutOfRange("slotSeconds", slotSeconds_);
        if (ringSize_ == 0) revert SettingOutOfRange("ringSize", ringSize_);
        community = community_;
        slotSeconds = slotSeconds_;
        gateClosureSeconds = gateClosureSeconds_;
        challengeWindowSeconds = challengeWindowSeconds_;
        firstSlot = firstSlot_;
        ringSize = ringSize_;
        _operatorRole = ICommunity(community_).OPERATOR_ROLE();
        finalUntil = firstSlot_;
        nextSlotToClose = firstSlot_;
    }

    /// @inheritdoc IMarket
    function closeBooks(BookHeader[] calldata headers) external onlyOperator {
        uint32 next = nextSlotToClose;
        for (uint256 i = 0; i < headers.length; ++i) {
            BookHeader calldata header = headers[i];
            if (header.slot != next) revert SlotOutOfOrder(header.slot, next);
            _requireGateClosed(next);
            if (next >= uint256(finalUntil) + ringSize) revert RingFull(next, finalUntil, ringSize);
            _write(next, SlotState.Booked, 0, keccak256(abi.encode(header)));
            emit BookClosed(next, header.orders, header.bookRoot);
            ++next;
        }
        nextSlotToClose = next;
    }

    /// @inheritdoc IMarket
    function clear(ClearingHeader[] calldata headers) external onlyOperator {
        for (uint256 i = 0; i < headers.length; ++i) {
            ClearingHeader calldata header = headers[i];
            SlotWord word = _require(header.slot, SlotState.Booked);
            _requireHash(word, header.slot, keccak256(abi.encode(header.slot, header.orders, header.bookRoot)));
            if (block.timestamp <= word.time()) revert BookTooFresh(header.slot, block.timestamp, word.time());
            bytes32 headerHash = keccak256(abi.encode(header));
            _write(header.slot, SlotState.Cleared, 0, headerHash);
            emit Cleared(header.slot, headerHash, header);
        }
    }

    /// @inheritdoc IMarket
    function meter(MeteringHeader[] calldata headers) external onlyOperator {
        for (uint256 i = 0; i < headers.length; ++i) {
            MeteringHeader calldata header = headers[i];
            SlotWord word = _require(header.slot, SlotState.Cleared);
            _requireHash(word, header.slot, header.clearingHash);
            if (header.version != 1) revert WrongVersion(header.slot, header.version, 1);
            uint256 slotEnd = (uint256(header.slot) + 1) * slotSeconds;
            if (block.timestamp < slotEnd) revert SlotNotEnded(header.slot, block.timestamp, slotEnd);
            _recordMetering(header);
        }
    }

    /// @inheritdoc IMarket
    function remeter(MeteringHeader[] calldata next, MeteringHeader[] calldata previous) external onlyOperator {
        if (next.length != previous.length) revert LengthMismatch(next.length, previous.length);
        for (uint256 i = 0; i < next.length; ++i) {
            MeteringHeader calldata header = next[i];
            MeteringHeader calldata before = previous[i];
            if (header.slot < finalUntil) revert SlotFinal(header.slot, finalUntil);
            SlotWord word = _require(header.slot, SlotState.Metered);
            _requireHash(word, header.slot, keccak256(abi.encode(before)));
            uint256 version = uint256(before.version) + 1;
            if (header.version != version) revert WrongVersion(header.slot, header.version, version);
            if (header.clearingHash != before.clearingHash) {
                revert ClearingChanged(header.slot, header.clearingHash, before.clearingHash);
            }
            _recordMetering(header);
        }
    }

    /// @inheritdoc IMarket
    function finalize(uint32 untilSlot) external {
        uint32 slot = finalUntil;
        if (untilSlot <= slot) return;
        for (; slot < untilSlot; ++slot) {
            SlotWord word = _require(slot, SlotState.Metered);
            uint256 windowEnd = uint256(word.time()) + challengeWindowSeconds;
            if (block.timestamp < windowEnd) revert ChallengeWindowOpen(slot, block.timestamp, windowEnd);
        }
        finalUntil = untilSlot;
        emit Finalized(untilSlot);
    }

    /// @inheritdoc IMarket
    function slotWord(uint32 slot) external view returns (uint256) {
        return SlotWord.unwrap(_read(slot));
    }

    /// @inheritdoc IMarket
    function slotWords(uint32 from, uint32 count) external view returns (uint256[] memory words) {
        words = new uint256[](count);
        for (uint32 i = 0; i < count; ++i) {
            words[i] = SlotWord.unwrap(_read(from + i));
        }
    }

    /// @inheritdoc IMarket
    function slotState(uint32 slot)
        external
        view
        returns (SlotState state, uint8 version, uint40 time, uint200 hash200)
    {
        SlotWord word = _read(slot);
        return (word.state(), word.version(), word.time(), word.hash200());
    }

    function _recordMetering(MeteringHeader calldata header) private {
        bytes32 headerHash = keccak256(abi.encode(header));
        _write(header.slot, SlotState.Metered, header.version, headerHash);
        emit Metered(header.slot, header.version, headerHash, header);
    }

    function _write(uint32 slot, SlotState state, uint8 version, bytes32 hash) private {
        _ring[slot % ringSize] = SlotWords.pack(state, version, uint40(block.timestamp), hash);
    }

    /// @dev Slots that are not booked yet, or were overwritten, must not read another slot's word.
    function _read(uint32 slot) private view returns (SlotWord) {
        uint256 next = nextSlotToClose;
        if (slot < firstSlot || slot >= next || uint256(slot) + ringSize < next) return SlotWord.wrap(0);
        return _ring[slot % ringSize];
    }

    function _require(uint32 slot, SlotState expected) private view returns (SlotWord word) {
        word = _read(slot);
        if (word.state() != expected) revert WrongSlotState(slot, word.state(), expected);
    }

    function _requireHash(SlotWord word, uint32 slot, bytes32 hash) private pure {
        if (!word.hasHash(hash)) revert HeaderMismatch(slot, hash, word.hash200());
    }

    /// @dev Adding instead of subtracting, so that a gate longer than the slot's own time does not underflow.
    function _requireGateClosed(uint32 slot) private view {
        uint256 slotStart = uint256(slot) * slotSeconds;
        if (block.timestamp + gateClosureSeconds < slotStart) {
            revert GateStillOpen(slot, block.timestamp, slotStart - gateClosureSeconds);
        }
    }
}
