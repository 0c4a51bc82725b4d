// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, OrderPosition, Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {IMarket} from "../../src/interfaces/IMarket.sol";
import {Receipt} from "../../src/interfaces/ICourt.sol";
import {SlotState} from "../../src/libraries/SlotWord.sol";
import {CommunityFixture} from "./CommunityFixture.sol";
import {LeafTree} from "./LeafTree.sol";
import {SlotSamples} from "./SlotSamples.sol";

/// @title Challenges, announced and made by somebody who is no member
abstract contract CourtFixture is CommunityFixture {
    address internal constant CHALLENGER = address(0xc4a11);
    bytes32 internal constant SALT = "salt";
    uint32 internal constant SLOT = FIRST_SLOT;

    uint256 private _block = 100;

    function announce(bytes memory call) internal {
        court.commit(keccak256(abi.encode(CHALLENGER, keccak256(call))));
        vm.roll(++_block);
    }

    /// @dev The next call is the challenge itself, so that it can be expected to be refused.
    function challenge(bytes memory call) internal {
        announce(call);
        make(call);
    }

    function refusesChallenge(bytes memory call, bytes memory refusal) internal {
        announce(call);
        vm.expectRevert(refusal);
        make(call);
    }

    function make(bytes memory call) internal {
        vm.prank(CHALLENGER);
        (bool ok, bytes memory answer) = address(court).call(call);
        if (ok) return;
        assembly {
            revert(add(answer, 32), mload(answer))
        }
    }

    function leaf(uint32 index) internal pure returns (Leaf memory) {
        return LeafTree.prove(SlotSamples.lineLeaves(SLOT), index);
    }

    function position() internal pure returns (OrderPosition memory) {
        return OrderPosition({
            book: LeafTree.prove(SlotSamples.bookLeaves(SLOT), 1),
            fill: LeafTree.prove(SlotSamples.fillLeaves(SLOT), 1)
        });
    }

    function positions() internal pure returns (OrderPosition[] memory all) {
        all = new OrderPosition[](1);
        all[0] = position();
    }

    function receipt() internal pure returns (Receipt memory) {
        return Receipt({sequence: 2, orderDigest: "digest", logHead: "head", signature: "signature"});
    }

    function bookWords() internal pure returns (uint256[] memory) {
        return words(SlotSamples.book(SLOT));
    }

    function clearingWords() internal pure returns (uint256[] memory) {
        return words(SlotSamples.clearing(SLOT));
    }

    function meteringWords() internal pure returns (uint256[] memory) {
        return words(SlotSamples.metering(SLOT, 1));
    }

    function bookHeaders() internal pure returns (uint256[][] memory) {
        return list(bookWords(), clearingWords(), meteringWords());
    }

    function noWords() internal pure returns (uint256[] memory) {
        return new uint256[](0);
    }

    function requirePaid() internal view {
        assertEq(bondCoin.balanceOf(CHALLENGER), BOND_PER_SLOT / 2, "the challenger's half");
        assertEq(bondCoin.balanceOf(BURNT), BOND_PER_SLOT - BOND_PER_SLOT / 2, "burnt");
    }

    function requireState(SlotState state, bytes32 hash) internal view {
        assertState(SLOT, state, "state");
        assertEq(hash200Of(SLOT), uint256(hash) >> 56, "recorded hash");
    }
}
