// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommunity} from "./interfaces/ICommunity.sol";
import {IMarket, MarketSettings} from "./interfaces/IMarket.sol";
import {Attestation} from "./libraries/Attestation.sol";
import {HeaderWords} from "./libraries/HeaderWords.sol";
import {SlotState, SlotWord} from "./libraries/SlotWord.sol";
import {SlotRing} from "./SlotRing.sol";
import {SlotStages} from "./SlotStages.sol";

/// @title The market's commitments
/// @notice What it promises is written at {IMarket}.
contract Market is SlotStages {
    using HeaderWords for uint256;

    uint32 private immutable _systemAccounts;

    /// @param settings The register must be deployed already; ledger, court and demands may be named before they are.
    constructor(MarketSettings memory settings) SlotRing(settings) {
        _systemAccounts = ICommunity(settings.community).SYSTEM_ACCOUNTS();
    }

    /// @inheritdoc IMarket
    function closeBooks(uint256[2][] calldata headers) external onlyOperator {
        Progress memory progress = _progress;
        uint32 next = progress.nextSlotToClose;
        for (uint256 i = 0; i < headers.length; ++i) {
            uint256[2] calldata header = headers[i];
            uint256 first = header[0];
            _requireShape(first, HeaderWords.BOOK_TAG, 128);
            if (first.slot() != next) revert SlotOutOfOrder(first.slot(), next);
            _requireGateClosed(next);
            _requireRoom(next, progress.releasedUntil);
            bytes32 headerHash = keccak256(abi.encode(header));
            _write(next, SlotWord.wrap(0).record(SlotState.Booked, block.timestamp, headerHash));
            emit BookClosed(next, headerHash, header);
            ++next;
        }
        uint256 locked = _locked(next, progress.releasedUntil);
        if (progress.bond < locked) revert BondTooLow(progress.bond, locked);
        _progress.nextSlotToClose = next;
    }

    /// @inheritdoc IMarket
    function clear(uint256[8][] calldata headers) external onlyOperator {
        for (uint256 i = 0; i < headers.length; ++i) {
            uint256[8] calldata header = headers[i];
            uint256 first = header[0];
            uint32 slot = first.slot();
            _requireShape(first, HeaderWords.CLEARING_TAG, 96);
            if (uint128(header[4]) != 0) revert HeaderMalformed(slot, 4);
            SlotWord word = _requireBook(slot, HeaderWords.bookHash(first, header[HeaderWords.CLEARING_BOOK_ROOT]));
            if (block.timestamp <= word.time()) revert BookTooFresh(slot, block.timestamp, word.time());
            bool refutable = _requireRules(slot, first.clearingRules());
            bytes32 headerHash = keccak256(abi.encode(header));
            _write(slot, word.record(SlotState.Cleared, block.timestamp, headerHash).needing(!refutable));
            emit Cleared(slot, headerHash, header);
        }
    }

    /// @inheritdoc IMarket
    function meter(uint256[9][] calldata headers) external onlyOperator {
        for (uint256 i = 0; i < headers.length; ++i) {
            uint256[9] calldata header = headers[i];
            uint32 slot = header[0].slot();
            SlotWord word = _read(slot);
            _requireClearingHash(slot, word, bytes32(header[HeaderWords.METERING_CLEARING_HASH]));
            uint256 slotEnd = _startOf(uint256(slot) + 1);
            if (block.timestamp < slotEnd) revert SlotNotEnded(slot, block.timestamp, slotEnd);
            _recordMetering(slot, word, header);
        }
    }

    /// @inheritdoc IMarket
    function remeter(uint256[9][] calldata next, uint256[9][] calldata previous) external onlyOperator {
        if (next.length != previous.length) revert LengthMismatch(next.length, previous.length);
        uint32 final_ = _progress.finalUntil;
        for (uint256 i = 0; i < next.length; ++i) {
            uint256[9] calldata header = next[i];
            uint256[9] calldata before = previous[i];
            uint32 slot = header[0].slot();
            if (slot < final_) revert SlotFinal(slot, final_);
            SlotWord word = _require(slot, SlotState.Metered);
            _requireHash(word, slot, keccak256(abi.encode(before)));
            bytes32 clearingHash = bytes32(header[HeaderWords.METERING_CLEARING_HASH]);
            if (uint256(clearingHash) != before[HeaderWords.METERING_CLEARING_HASH]) {
                revert HeaderMismatch(slot, clearingHash, uint200(before[HeaderWords.METERING_CLEARING_HASH] >> 56));
            }
            _recordMetering(slot, word, header);
        }
    }

    /// @inheritdoc IMarket
    function attest(uint256[9] calldata header, address[] calldata devices, bytes[] calldata signatures) external {
        if (devices.length != signatures.length) revert LengthMismatch(devices.length, signatures.length);
        uint32 slot = header[0].slot();
        bytes32 headerHash = keccak256(abi.encode(header));
        SlotWord word = _require(slot, SlotState.Metered);
        _requireHash(word, slot, headerHash);
        if (devices.length < quorum()) revert QuorumMissed(devices.length, quorum());
        bytes32 digest = Attestation.digest(address(this), slot, word.version(), headerHash);
        uint256 least = _systemAccounts;
        for (uint256 i = 0; i < devices.length; ++i) {
            address device = devices[i];
            (bool valid, uint32 account) = ICommunity(community).deviceAt(device, slot);
            if (account < least) revert AttestationOutOfOrder(device, account);
            least = uint256(account) + 1;
            if (!valid || !ICommunity(community).isSignedBy(device, digest, signatures[i])) {
                revert AttestationInvalid(device);
            }
        }
        _write(slot, word.withAttestation());
        emit Attested(slot, word.version(), devices.length);
    }

    /// @inheritdoc IMarket
    function finalize(uint32 untilSlot) external {
        uint256 unpausedAt = ICommunity(community).requireRunning();
        uint32 slot = _progress.finalUntil;
        if (untilSlot <= slot) return;
        for (; slot < untilSlot; ++slot) {
            _requireFinal(slot, unpausedAt);
        }
        _progress.finalUntil = untilSlot;
        emit Finalized(untilSlot);
    }

    /// @inheritdoc IMarket
    function quorum() public view returns (uint256) {
        uint256 members = ICommunity(community).accountCount() - _systemAccounts;
        return (members * attestationPpm + 1e6 - 1) / 1e6;
    }

    function _recordMetering(uint32 slot, SlotWord word, uint256[9] calldata header) private {
        uint256 first = header[0];
        _requireShape(first, HeaderWords.METERING_TAG, 32);
        // Under a clearing its own version is judged beside it; the grid tariff has none beside it.
        if (header[HeaderWords.METERING_CLEARING_HASH] == 0) _requireRules(slot, first.meteringRules());
        uint256 version = uint256(word.version()) + 1;
        if (first.version() != version || version > type(uint8).max) {
            revert WrongVersion(slot, first.version(), version);
        }
        bytes32 headerHash = keccak256(abi.encode(header));
        SlotWord next = word.record(SlotState.Metered, block.timestamp, headerHash);
        _write(slot, next.withVersion(uint8(version)));
        emit Metered(slot, headerHash, header);
    }

    /// @dev The book's hash binds the slot, so that the usual case need not look up whose word this is.
    function _requireBook(uint32 slot, bytes32 bookHash) private view returns (SlotWord word) {
        word = _wordAt(slot);
        if (word.state() == SlotState.Booked && word.hasHash(bookHash)) return word;
        _requireHash(_require(slot, SlotState.Booked), slot, bookHash);
    }

    function _requireFinal(uint32 slot, uint256 unpausedAt) private view {
        SlotWord word = _read(slot);
        if (word.demands() != 0) revert DemandsOpen(slot, word.demands());
        if (word.state() == SlotState.Skipped) return;
        if (word.state() != SlotState.Metered) revert WrongSlotState(slot, word.state(), SlotState.Metered);
        if (word.lacksAttestation()) revert NotAttested(slot);
        uint256 windowEnd = _later(word.time(), unpausedAt) + challengeWindowSeconds;
        if (block.timestamp < windowEnd) revert ChallengeWindowOpen(slot, block.timestamp, windowEnd);
    }

    /// @dev A slot at the grid tariff has no clearing, and says so with all bits of the hash.
    function _requireClearingHash(uint32 slot, SlotWord word, bytes32 clearingHash) private pure {
        SlotState state = word.state();
        if (state == SlotState.Grid) {
            if (clearingHash != 0) revert HeaderMismatch(slot, clearingHash, 0);
        } else {
            if (state != SlotState.Cleared) revert WrongSlotState(slot, state, SlotState.Cleared);
            _requireHash(word, slot, clearingHash);
        }
    }

    /// @dev Results are judged by the rules in force; they are settled when the slot's book is closed.
    function _requireRules(uint32 slot, uint32 named) private view returns (bool refutable) {
        uint32 version;
        (version, refutable) = ICommunity(community).rulesInForce(slot);
        if (named == 0 || named != version) revert RulesNotInForce(slot, named, version);
    }

    function _requireShape(uint256 first, uint64 tag, uint256 unusedBits) private pure {
        if (first.tag() != tag || first << (256 - unusedBits) != 0) revert HeaderMalformed(first.slot(), 0);
    }

    /// @dev Adding instead of subtracting, so that a gate longer than the slot's own time does not underflow.
    function _requireGateClosed(uint32 slot) private view {
        uint256 slotStart = _startOf(slot);
        if (block.timestamp + gateClosureSeconds < slotStart) {
            revert GateStillOpen(slot, block.timestamp, slotStart - gateClosureSeconds);
        }
    }
}
