// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../../src/interfaces/Evidence.sol";
import {PositionProof} from "../../src/libraries/PositionProof.sol";
import {JudgeTest} from "../support/judges/JudgeTest.sol";
import {Trees} from "../support/judges/Trees.sol";

contract PositionProofTest is JudgeTest {
    uint256 private constant LARGEST = 40;

    function holds(bytes32 root, uint256 count, uint256 index, bytes32 node, bytes32[] calldata proof)
        external
        pure
        returns (bool)
    {
        return PositionProof.holds(root, count, index, node, proof);
    }

    function requireProven(Leaf calldata leaf, bytes32 root, uint256 count) external pure {
        PositionProof.requireProven(leaf, root, count);
    }

    function test_everyLeafOfEveryTreeIsProven() external view {
        for (uint256 count = 1; count <= LARGEST; ++count) {
            uint256[][] memory leaves = leavesOf(count);
            bytes32 root = Trees.rootOf(leaves);
            bytes32[] memory nodes = Trees.hashes(leaves);
            for (uint256 index = 0; index < count; ++index) {
                bytes32[] memory proof = Trees.proofOf(nodes, index);
                assertTrue(this.holds(root, count, index, nodes[index], proof), "a leaf stands at its index");
            }
        }
    }

    function test_noLeafStandsAtAnotherIndex() external view {
        for (uint256 count = 2; count <= LARGEST; count += 3) {
            uint256[][] memory leaves = leavesOf(count);
            (bytes32 root, bytes32[] memory nodes) = (Trees.rootOf(leaves), Trees.hashes(leaves));
            for (uint256 index = 0; index < count; ++index) {
                bytes32[] memory proof = Trees.proofOf(nodes, index);
                for (uint256 other = 0; other < count + 2; ++other) {
                    bool isHeld = this.holds(root, count, other, nodes[index], proof);
                    assertTrue(isHeld == (other == index), "only its own index");
                }
            }
        }
    }

    /// @dev A count decides where a node has no sibling; a shorter one may only pass where the path is the same.
    function test_noLeafStandsBeyondTheCount() external view {
        for (uint256 count = 1; count <= LARGEST; ++count) {
            uint256[][] memory leaves = leavesOf(count);
            (bytes32 root, bytes32[] memory nodes) = (Trees.rootOf(leaves), Trees.hashes(leaves));
            bytes32[] memory proof = Trees.proofOf(nodes, count - 1);
            bytes32 last = nodes[count - 1];
            assertTrue(!this.holds(root, count - 1, count - 1, last, proof), "not beyond the count");
            bytes32[] memory extra = new bytes32[](proof.length + 1);
            for (uint256 i = 0; i < proof.length; ++i) {
                extra[i] = proof[i];
            }
            assertTrue(!this.holds(root, count, count - 1, last, extra), "no sibling too many");
        }
    }

    function test_everySiblingCounts() external view {
        uint256[][] memory leaves = leavesOf(11);
        (bytes32 root, bytes32[] memory nodes) = (Trees.rootOf(leaves), Trees.hashes(leaves));
        bytes32[] memory proof = Trees.proofOf(nodes, 6);
        for (uint256 i = 0; i < proof.length; ++i) {
            proof[i] ^= bytes32(uint256(1));
            assertTrue(!this.holds(root, 11, 6, nodes[6], proof), "a sibling that is not there");
            proof[i] ^= bytes32(uint256(1));
        }
        bytes32[] memory shorter = new bytes32[](proof.length - 1);
        for (uint256 i = 0; i < shorter.length; ++i) {
            shorter[i] = proof[i];
        }
        assertTrue(!this.holds(root, 11, 6, nodes[6], shorter), "a sibling too few");
    }

    function test_aTreeWithoutLeavesProvesNothing() external {
        Leaf memory leaf = Trees.leafAt(leavesOf(1), 0);
        expectUnproven(0);
        this.requireProven(leaf, 0, 0);
    }

    function test_aLeafIsHashedWithAllItsWords() external {
        uint256[][] memory leaves = leavesOf(5);
        bytes32 root = Trees.rootOf(leaves);
        Leaf memory leaf = Trees.leafAt(leaves, 3);
        this.requireProven(leaf, root, 5);
        leaf.words[3] ^= 1;
        expectUnproven(3);
        this.requireProven(leaf, root, 5);
    }

    function leavesOf(uint256 count) private pure returns (uint256[][] memory leaves) {
        leaves = new uint256[][](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = new uint256[](4);
            leaves[i][3] = i + 1;
        }
    }
}
