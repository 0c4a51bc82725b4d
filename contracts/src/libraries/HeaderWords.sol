// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The fields of header words that the ledger itself reads
/// @notice docs/COMMITMENTS.md, "Words", has the layout; fields are counted from the highest bits down.
library HeaderWords {
    uint256 internal constant BOOK_WORDS = 2;
    uint256 internal constant CLEARING_WORDS = 8;
    uint256 internal constant METERING_WORDS = 9;

    /// @notice The first eight bytes of "bookhead", "clearing" and "metering".
    uint64 internal constant BOOK_TAG = uint64(bytes8("bookhead"));
    uint64 internal constant CLEARING_TAG = uint64(bytes8("clearing"));
    uint64 internal constant METERING_TAG = uint64(bytes8("metering"));

    /// @notice Where a clearing has the root of its book and of its fills.
    uint256 internal constant CLEARING_BOOK_ROOT = 5;
    uint256 internal constant CLEARING_FILL_ROOT = 6;
    /// @notice Where a metering has its clearing's hash and its roots.
    uint256 internal constant METERING_CLEARING_HASH = 5;
    uint256 internal constant METERING_READING_ROOT = 6;
    uint256 internal constant METERING_LINE_ROOT = 7;

    /// @notice The tag of a header, from its first word.
    function tag(uint256 first) internal pure returns (uint64) {
        return uint64(first >> 192);
    }

    /// @notice The slot of a header, from its first word.
    function slot(uint256 first) internal pure returns (uint32) {
        return uint32(first >> 160);
    }

    /// @notice The number of orders of a book or a clearing, from its first word.
    function orders(uint256 first) internal pure returns (uint32) {
        return uint32(first >> 128);
    }

    /// @notice The version of the rules that a clearing names in its first word.
    function clearingRules(uint256 first) internal pure returns (uint32) {
        return uint32(first >> 96);
    }

    /// @notice The version of a metering, from its first word.
    function version(uint256 first) internal pure returns (uint32) {
        return uint32(first >> 128);
    }

    /// @notice The number of meters of a metering, from its first word.
    function meters(uint256 first) internal pure returns (uint32) {
        return uint32(first >> 96);
    }

    /// @notice The number of accounts of a metering, from its first word.
    function accounts(uint256 first) internal pure returns (uint32) {
        return uint32(first >> 64);
    }

    /// @notice The version of the rules that a metering names in its first word.
    function meteringRules(uint256 first) internal pure returns (uint32) {
        return uint32(first >> 32);
    }

    /// @notice The hash of the book's header that a clearing with this first word and book root came from.
    function bookHash(uint256 clearingFirst, uint256 bookRoot) internal pure returns (bytes32) {
        uint256 first = (uint256(BOOK_TAG) << 192) | (uint256(slot(clearingFirst)) << 160)
            | (uint256(orders(clearingFirst)) << 128);
        return keccak256(abi.encode(first, bookRoot));
    }

    /// @notice The hash of a header's words.
    function hashOf(uint256[] calldata words) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(words));
    }
}
