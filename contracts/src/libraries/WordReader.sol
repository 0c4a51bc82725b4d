// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Fields out of the words of leaves and headers
/// @notice Places are counted in bits from a word's highest bit down, as docs/COMMITMENTS.md writes them.
library WordReader {
    /// @notice The unsigned field of `bits` bits at place `from`.
    function uintAt(uint256 word, uint256 from, uint256 bits) internal pure returns (uint256) {
        return (word << from) >> (256 - bits);
    }

    /// @notice The field of 32 bits at place `from`.
    function u32(uint256 word, uint256 from) internal pure returns (uint256) {
        return uint32(word >> (224 - from));
    }

    /// @notice The field of 64 bits at place `from`.
    function u64(uint256 word, uint256 from) internal pure returns (uint256) {
        return uint64(word >> (192 - from));
    }

    /// @notice The signed field of 64 bits at place `from`.
    function i64(uint256 word, uint256 from) internal pure returns (int256) {
        return int64(uint64(word >> (192 - from)));
    }

    /// @notice The signed field of 128 bits at place `from`.
    function i128(uint256 word, uint256 from) internal pure returns (int256) {
        return int128(uint128(word >> (128 - from)));
    }

    /// @notice Whether nothing is written from place `from` on.
    function isZeroFrom(uint256 word, uint256 from) internal pure returns (bool) {
        return word << from == 0;
    }

    /// @notice Whether a leaf's first word begins with its tag, its slot (or period) and its place.
    function isOf(uint256 word, uint256 tag, uint256 slot, uint256 place) internal pure returns (bool) {
        return word >> 128 == (tag << 64) | (slot << 32) | place;
    }
}
