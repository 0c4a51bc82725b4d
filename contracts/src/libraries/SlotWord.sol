// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One slot's state in one storage word.
/// @dev bits 0..7 state, 8..15 version, 16..21 open demands, 22 needs attestation, 23 attested, 24..55 block time in
/// seconds, 56..255 the top 200 bits of the recorded header's hash.
type SlotWord is uint256;

/// @notice What the ledger knows of a slot; the numbers are part of the word's layout.
enum SlotState {
    None,
    Booked,
    Cleared,
    Metered,
    Grid,
    Skipped
}

using SlotWords for SlotWord global;

/// @title Packing and reading of slot words
/// @dev 200 bits leave a second preimage at 2^200 work, so the cut costs no security that matters and saves a word.
library SlotWords {
    /// @notice As many demands may be open in a slot.
    uint256 internal constant MOST_DEMANDS = 63;

    uint256 private constant HASH_SHIFT = 56;
    uint256 private constant TIME_SHIFT = 24;
    uint256 private constant DEMANDS_SHIFT = 16;
    uint256 private constant VERSION_SHIFT = 8;
    uint256 private constant ATTESTED = 1 << 23;
    uint256 private constant NEEDS_ATTESTATION = 1 << 22;
    uint256 private constant DEMANDS_MASK = MOST_DEMANDS << DEMANDS_SHIFT;
    uint256 private constant VERSION_MASK = 0xff << VERSION_SHIFT;

    /// @notice The word after a stage was recorded at `time_`: version, demands and the need of an attestation stay,
    /// an attestation of what was there before does not.
    function record(SlotWord word, SlotState state_, uint256 time_, bytes32 hash) internal pure returns (SlotWord) {
        uint256 kept = SlotWord.unwrap(word) & (VERSION_MASK | DEMANDS_MASK | NEEDS_ATTESTATION);
        uint256 cut = (uint256(hash) >> HASH_SHIFT) << HASH_SHIFT;
        return SlotWord.wrap(cut | (uint256(uint32(time_)) << TIME_SHIFT) | kept | uint256(state_));
    }

    /// @notice The word with another version.
    function withVersion(SlotWord word, uint8 version_) internal pure returns (SlotWord) {
        return SlotWord.wrap((SlotWord.unwrap(word) & ~VERSION_MASK) | (uint256(version_) << VERSION_SHIFT));
    }

    /// @notice The word with another number of open demands, at most `MOST_DEMANDS`.
    function withDemands(SlotWord word, uint256 demands_) internal pure returns (SlotWord) {
        return SlotWord.wrap((SlotWord.unwrap(word) & ~DEMANDS_MASK) | (demands_ << DEMANDS_SHIFT));
    }

    /// @notice The word of a slot that does or does not need an attestation.
    function needing(SlotWord word, bool isNeeded) internal pure returns (SlotWord) {
        uint256 rest = SlotWord.unwrap(word) & ~NEEDS_ATTESTATION;
        return SlotWord.wrap(isNeeded ? rest | NEEDS_ATTESTATION : rest);
    }

    /// @notice The word of a slot whose metering a quorum of gateways has signed.
    function withAttestation(SlotWord word) internal pure returns (SlotWord) {
        return SlotWord.wrap(SlotWord.unwrap(word) | ATTESTED);
    }

    /// @notice The stage that was recorded last.
    function state(SlotWord word) internal pure returns (SlotState) {
        return SlotState(uint8(SlotWord.unwrap(word)));
    }

    /// @notice The newest metering's version, zero before the first one; a voided one keeps its number.
    function version(SlotWord word) internal pure returns (uint8) {
        return uint8(SlotWord.unwrap(word) >> VERSION_SHIFT);
    }

    /// @notice How many demands for data are open.
    function demands(SlotWord word) internal pure returns (uint256) {
        return (SlotWord.unwrap(word) & DEMANDS_MASK) >> DEMANDS_SHIFT;
    }

    /// @notice Whether the slot becomes final only when a quorum of gateways has signed its metering.
    function needsAttestation(SlotWord word) internal pure returns (bool) {
        return SlotWord.unwrap(word) & NEEDS_ATTESTATION != 0;
    }

    /// @notice Whether a quorum of gateways has signed the recorded metering.
    function attested(SlotWord word) internal pure returns (bool) {
        return SlotWord.unwrap(word) & ATTESTED != 0;
    }

    /// @notice Whether the slot still waits for its gateways' signatures.
    function lacksAttestation(SlotWord word) internal pure returns (bool) {
        return word.needsAttestation() && !word.attested();
    }

    /// @notice The block time, in seconds, at which the stage was recorded.
    function time(SlotWord word) internal pure returns (uint32) {
        return uint32(SlotWord.unwrap(word) >> TIME_SHIFT);
    }

    /// @notice The top 200 bits of the header's hash, as a number.
    function hash200(SlotWord word) internal pure returns (uint200) {
        return uint200(SlotWord.unwrap(word) >> HASH_SHIFT);
    }

    /// @notice Whether `hash` agrees with the word in the 200 bits that it keeps.
    function hasHash(SlotWord word, bytes32 hash) internal pure returns (bool) {
        return SlotWord.unwrap(word) >> HASH_SHIFT == uint256(hash) >> HASH_SHIFT;
    }
}
