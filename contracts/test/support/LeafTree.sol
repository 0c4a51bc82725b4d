// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../../src/interfaces/Evidence.sol";

/// @title Trees of leaves, built as packages/protocol builds them
library LeafTree {
    /// @notice The root of leaves, zero where there are none.
    function root(uint256[][] memory leaves) internal pure returns (bytes32) {
        if (leaves.length == 0) return 0;
        bytes32[] memory level = hashes(leaves);
        while (level.length > 1) {
            level = above(level);
        }
        return level[0];
    }

    /// @notice The leaf at `index` with its proof.
    function prove(uint256[][] memory leaves, uint32 index) internal pure returns (Leaf memory) {
        bytes32[] memory siblings = new bytes32[](32);
        uint256 used = 0;
        uint256 position = index;
        for (bytes32[] memory level = hashes(leaves); level.length > 1; level = above(level)) {
            if (position ^ 1 < level.length) siblings[used++] = level[position ^ 1];
            position >>= 1;
        }
        bytes32[] memory proof = new bytes32[](used);
        for (uint256 i = 0; i < used; ++i) {
            proof[i] = siblings[i];
        }
        return Leaf({words: leaves[index], index: index, proof: proof});
    }

    function hashes(uint256[][] memory leaves) private pure returns (bytes32[] memory level) {
        level = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            level[i] = keccak256(abi.encodePacked(leaves[i]));
        }
    }

    function above(bytes32[] memory level) private pure returns (bytes32[] memory next) {
        next = new bytes32[]((level.length + 1) / 2);
        for (uint256 i = 0; i < next.length; ++i) {
            bool isLone = 2 * i + 1 == level.length;
            next[i] = isLone ? level[2 * i] : keccak256(abi.encode(level[2 * i], level[2 * i + 1]));
        }
    }
}
