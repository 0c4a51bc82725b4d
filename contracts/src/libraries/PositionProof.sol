// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../interfaces/Evidence.sol";
import {IRule} from "../interfaces/IRule.sol";

/// @title Proofs that a leaf stands at one place of a tree
/// @notice Pairs are hashed in their order and a node without a sibling moves up unchanged, so that index and count say
/// which siblings a proof has (decision 9; packages/protocol/src/merkle.ts is the same).
library PositionProof {
    /// @notice Whether `node` stands at `index` of the tree of `count` leaves with this root.
    function holds(bytes32 root, uint256 count, uint256 index, bytes32 node, bytes32[] calldata proof)
        internal
        pure
        returns (bool)
    {
        if (index >= count) return false;
        uint256 last = count - 1;
        uint256 used = 0;
        for (; last > 0; last >>= 1) {
            bool isLone = index == last && index % 2 == 0;
            if (!isLone) {
                if (used == proof.length) return false;
                bytes32 sibling = proof[used++];
                node = index % 2 == 0 ? hashPair(node, sibling) : hashPair(sibling, node);
            }
            index >>= 1;
        }
        return used == proof.length && node == root;
    }

    /// @notice Refuses a leaf that is not proven to stand at its index: that is the challenger's fault.
    function requireProven(Leaf calldata leaf, bytes32 root, uint256 count) internal pure {
        bytes32 node = keccak256(abi.encodePacked(leaf.words));
        if (!holds(root, count, leaf.index, node, leaf.proof)) revert IRule.ProofInvalid(leaf.index);
    }

    /// @notice The node above two nodes.
    function hashPair(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return keccak256(abi.encode(left, right));
    }
}
