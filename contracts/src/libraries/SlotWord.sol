// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One slot's state in one storage word.
/// @dev bits 0..7 state, 8..15 version, 16..55 block time in seconds, 56..255 the top 200 bits of the header's hash.
type SlotWord is uint256;

/// @notice What the ledger knows of a slot; the numbers are part of the word's layout.
enum SlotState {
    None,
    Booked,
    Cleared,
    Metered
}

using SlotWords for SlotWord global;

/// @title Packing and reading of slot words
/// @dev 200 bits leave a second preimage at 2^200 work, so the cut costs no security that matters and saves a word.
library SlotWords {
    uint256 private constant HASH_SHIFT = 56;
    uint256 private constant TIME_SHIFT = 16;
    uint256 private constant VERSION_SHIFT = 8;

    /// @notice Packs a slot's state; `hash` loses its lowest 56 bits.
    function pack(SlotState state_, uint8 version_, uint40 time_, bytes32 hash) internal pure returns (SlotWord) {
        return SlotWord.wrap(
            ((uint256(hash) >> HASH_SHIFT) << HASH_SHIFT) | (uint256(time_) << TIME_SHIFT)
                | (uint256(version_) << VERSION_SHIFT) | uint256(state_)
        );
    }

    /// @notice The stage that was recorded last.
    function state(SlotWord word) internal pure returns (SlotState) {
        return SlotState(uint8(SlotWord.unwrap(word)));
    }

    /// @notice The metering's version, zero before the first one.
    function version(SlotWord word) internal pure returns (uint8) {
        return uint8(SlotWord.unwrap(word) >> VERSION_SHIFT);
    }

    /// @notice The block time, in seconds, at which the stage was recorded.
    function time(SlotWord word) internal pure returns (uint40) {
        return uint40(SlotWord.unwrap(word) >> TIME_SHIFT);
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
