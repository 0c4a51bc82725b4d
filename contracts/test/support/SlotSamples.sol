// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../../src/interfaces/Evidence.sol";
import {LeafTree} from "./LeafTree.sol";

/// @title Headers and leaves of any slot, in the layout of docs/COMMITMENTS.md
/// @dev Three orders, four meters, eight accounts. What no contract reads is filled with anything.
library SlotSamples {
    uint32 internal constant ORDERS = 3;
    uint32 internal constant METERS = 4;
    uint32 internal constant ACCOUNTS = 8;

    function first(bytes8 tag, uint32 slot) internal pure returns (uint256) {
        return (uint256(uint64(tag)) << 192) | (uint256(slot) << 160);
    }

    function book(uint32 slot) internal pure returns (uint256[2] memory words) {
        return bookWith(slot, LeafTree.root(bookLeaves(slot)), ORDERS);
    }

    function bookWith(uint32 slot, bytes32 root, uint32 orders) internal pure returns (uint256[2] memory words) {
        words[0] = first("bookhead", slot) | (uint256(orders) << 128);
        words[1] = uint256(root);
    }

    function clearing(uint32 slot) internal pure returns (uint256[8] memory words) {
        words[0] = first("clearing", slot) | (uint256(ORDERS) << 128) | (uint256(1) << 96);
        words[1] = (uint256(200_000_000) << 192) | (uint256(250_000_000) << 128) | (uint256(1) << 96)
            | (uint256(2) << 64) | type(uint64).max;
        words[2] = (uint256(210_000_000) << 192) | (uint256(190_000_000) << 128) | (uint256(6_000_000) << 64) | 9_000_000;
        words[3] = (uint256(6_000_000) << 192) | (uint256(6_000_000) << 128) | (uint256(9_000_000) << 64) | 9_000_000;
        words[4] = uint256(type(uint128).max) << 128;
        words[5] = book(slot)[1];
        words[6] = uint256(LeafTree.root(fillLeaves(slot)));
        words[7] = uint256(keccak256(abi.encode("data", slot)));
    }

    function metering(uint32 slot, uint8 version) internal pure returns (uint256[9] memory words) {
        words = gridMetering(slot, version);
        words[5] = uint256(keccak256(abi.encode(clearing(slot))));
    }

    function gridMetering(uint32 slot, uint8 version) internal pure returns (uint256[9] memory words) {
        words[0] = first("metering", slot) | (uint256(version) << 128) | (uint256(METERS) << 96)
            | (uint256(ACCOUNTS) << 64) | (uint256(1) << 32);
        words[1] = (uint256(200_000_000) << 192) | (uint256(150_000_000) << 128) | (uint256(2_000_000) << 64) | 3_000_000;
        words[2] =
            (uint256(7_000_000) << 192) | (uint256(8_000_000) << 128) | (uint256(90_000_000) << 64) | 80_000_000;
        words[3] = type(uint256).max;
        words[4] = (uint256(type(uint128).max) << 128) | 250_000_000;
        words[6] = uint256(LeafTree.root(readingLeaves(slot)));
        words[7] = uint256(LeafTree.root(lineLeaves(slot)));
        words[8] = uint256(keccak256(abi.encode("data", slot, version)));
    }

    /// @dev Orders by the members 4, 5 and 6 with nonces 100, 101 and 102: two buy at 210, 211, the last sells at 189.
    function bookLeaves(uint32 slot) internal pure returns (uint256[][] memory leaves) {
        leaves = new uint256[][](ORDERS);
        for (uint32 i = 0; i < ORDERS; ++i) {
            int64 limit = i < 2 ? int64(210_000_000 + int32(i)) : int64(189_000_000);
            leaves[i] = bookLeaf(slot, i, 4 + i, i == 2 ? 1 : 0, limit, 100 + i);
        }
    }

    function bookLeaf(uint32 slot, uint32 index, uint32 account, uint8 side, int64 limit, uint64 nonce)
        internal
        pure
        returns (uint256[] memory words)
    {
        words = new uint256[](6);
        words[0] = first("book.v2", slot) | (uint256(index) << 128) | (uint256(account) << 96) | (uint256(side) << 88);
        words[1] = uint256(keccak256(abi.encode("salt", slot, index)));
        words[2] = (uint256(uint64(limit)) << 192) | (uint256(5_000_000) << 128) | (uint256(nonce) << 64);
        words[3] = 0xd0 + account;
    }

    function fillLeaves(uint32 slot) internal pure returns (uint256[][] memory leaves) {
        return plainLeaves("fill.v2", slot, ORDERS, 7);
    }

    function lineLeaves(uint32 slot) internal pure returns (uint256[][] memory leaves) {
        return plainLeaves("line.v2", slot, ACCOUNTS, 11);
    }

    /// @dev Meters 0 to 3: measured, estimated, substituted, absent.
    function readingLeaves(uint32 slot) internal pure returns (uint256[][] memory leaves) {
        leaves = plainLeaves("reading2", slot, METERS, 8);
        for (uint256 meter = 0; meter < METERS; ++meter) {
            leaves[meter][0] |= meter << 56;
        }
    }

    function plainLeaves(bytes8 tag, uint32 slot, uint32 count, uint256 size)
        internal
        pure
        returns (uint256[][] memory leaves)
    {
        leaves = new uint256[][](count);
        for (uint32 i = 0; i < count; ++i) {
            leaves[i] = new uint256[](size);
            leaves[i][0] = first(tag, slot) | (uint256(i) << 128);
            leaves[i][1] = uint256(keccak256(abi.encode("salt", tag, slot, i)));
        }
    }
}
