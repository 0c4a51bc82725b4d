// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../../../src/interfaces/Evidence.sol";

/// @title Position-bound trees, built level by level as packages/protocol/src/merkle.ts builds them
library Trees {
    /// @notice The root over leaves given as words; zero without leaves.
    function rootOf(uint256[][] memory leaves) internal pure returns (bytes32) {
        bytes32[] memory level = hashes(leaves);
        if (level.length == 0) return 0;
        while (level.length > 1) {
            level = above(level);
        }
        return level[0];
    }

    /// @notice A leaf with its proof.
    function leafAt(uint256[][] memory leaves, uint256 index) internal pure returns (Leaf memory) {
        return Leaf({words: leaves[index], index: uint32(index), proof: proofOf(hashes(leaves), index)});
    }

    /// @notice What stands for "there is no such leaf".
    function none(uint256 index) internal pure returns (Leaf memory leaf) {
        leaf.index = uint32(index);
    }

    /// @notice The siblings from the leaf up, leaving out the levels where the node has none.
    function proofOf(bytes32[] memory level, uint256 index) internal pure returns (bytes32[] memory proof) {
        bytes32[] memory siblings = new bytes32[](64);
        uint256 count;
        for (; level.length > 1; level = above(level)) {
            if (index ^ 1 < level.length) siblings[count++] = level[index ^ 1];
            index >>= 1;
        }
        proof = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            proof[i] = siblings[i];
        }
    }

    function hashes(uint256[][] memory leaves) internal pure returns (bytes32[] memory level) {
        level = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            level[i] = keccak256(abi.encodePacked(leaves[i]));
        }
    }

    function above(bytes32[] memory level) internal pure returns (bytes32[] memory next) {
        next = new bytes32[]((level.length + 1) / 2);
        for (uint256 i = 0; i < next.length; ++i) {
            next[i] = 2 * i + 1 < level.length
                ? keccak256(abi.encodePacked(level[2 * i], level[2 * i + 1]))
                : level[2 * i];
        }
    }
}
