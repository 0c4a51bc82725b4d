// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Terms} from "../../../src/interfaces/Evidence.sol";
import {Fault} from "../../../src/interfaces/Fault.sol";
import {IRule} from "../../../src/interfaces/IRule.sol";
import {Cut, Ration} from "../../../src/libraries/Ration.sol";
import {Test} from "../Test.sol";

/// @title What the judges' tests share
abstract contract JudgeTest is Test {
    uint256 internal constant SLOT = 1000;
    uint256 internal constant VERSION = 1;

    function usualTerms() internal pure returns (Terms memory terms) {
        terms.priceFloor = -1_000_000;
        terms.priceCap = 1_000_000;
        terms.retailPrice = 300_000;
        terms.feedInPrice = 80_000;
        terms.buyerFee = 10_000;
        terms.sellerFee = 5_000;
    }

    function noCut() internal pure returns (Cut memory) {
        return Cut(Ration.NO_REMAINDER, Ration.NO_INDEX);
    }

    function noLeaves() internal pure returns (Leaf[] memory) {
        return new Leaf[](0);
    }

    function noWords() internal pure returns (uint256[] memory) {
        return new uint256[](0);
    }

    function one(Leaf memory leaf) internal pure returns (Leaf[] memory leaves) {
        leaves = new Leaf[](1);
        leaves[0] = leaf;
    }

    function two(Leaf memory a, Leaf memory b) internal pure returns (Leaf[] memory leaves) {
        leaves = new Leaf[](2);
        (leaves[0], leaves[1]) = (a, b);
    }

    function assertFault(Fault actual, Fault expected, string memory what) internal pure {
        assertEq(uint256(actual), uint256(expected), what);
    }

    function expectMalformed() internal {
        vm.expectRevert(abi.encodeWithSelector(IRule.EvidenceMalformed.selector));
    }

    function expectUnproven(uint32 index) internal {
        vm.expectRevert(abi.encodeWithSelector(IRule.ProofInvalid.selector, index));
    }

    /// @dev A judgement may answer or refuse the evidence by name, and nothing else.
    function requireNoPanic(bool ok, bytes memory answer) internal pure {
        if (ok) {
            assertTrue(uint256(bytes32(answer)) <= uint256(type(Fault).max), "the answer is a fault");
            return;
        }
        bytes4 selector = bytes4(answer);
        bool isNamed = selector == IRule.EvidenceMalformed.selector || selector == IRule.ProofInvalid.selector;
        assertTrue(isNamed, "evidence is refused by name");
    }
}
