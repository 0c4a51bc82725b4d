// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WordReader} from "../WordReader.sol";

/// @notice One order as it stands in the book: limit all-in in 10^-6 currency/kWh, energy in 10^-6 kWh.
struct BookLeaf {
    uint256 account;
    uint256 side;
    uint256 v;
    int256 limitPrice;
    uint256 energyUkwh;
    uint256 nonce;
    address device;
    bytes32 r;
    bytes32 s;
}

/// @title Reading the leaves of books
library BookLeaves {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("book.v2"));

    /// @notice Takes a leaf's words apart; not `isWell` where they are not those of a leaf at this slot and index.
    function read(uint256[] calldata words, uint256 slot, uint256 index)
        internal
        pure
        returns (bool isWell, BookLeaf memory leaf)
    {
        if (words.length != 6) return (false, leaf);
        (uint256 first, uint256 terms) = (words[0], words[2]);
        isWell = first.isOf(TAG, slot, index) && first.isZeroFrom(176) && terms.isZeroFrom(192) && words[3] >> 160 == 0;
        leaf.account = first.u32(128);
        leaf.side = first.uintAt(160, 8);
        leaf.v = first.uintAt(168, 8);
        leaf.limitPrice = terms.i64(0);
        leaf.energyUkwh = terms.u64(64);
        leaf.nonce = terms.u64(128);
        leaf.device = address(uint160(words[3]));
        leaf.r = bytes32(words[4]);
        leaf.s = bytes32(words[5]);
    }
}
