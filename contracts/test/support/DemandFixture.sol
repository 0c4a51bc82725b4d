// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../../src/interfaces/Evidence.sol";
import {DemandKind, IDemands} from "../../src/interfaces/IDemands.sol";
import {CourtFixture} from "./CourtFixture.sol";
import {LeafTree} from "./LeafTree.sol";
import {SlotSamples} from "./SlotSamples.sol";

/// @title Demands by a member, answers by anybody
abstract contract DemandFixture is CourtFixture {
    address internal constant ANSWERER = address(0xa25);

    address internal member;

    function deployWithMember() internal {
        deployCommunity();
        member = registerKey(4);
        fundDemander(member);
    }

    function fundDemander(address by) internal {
        bondCoin.transfer(by, 1e6);
        vm.prank(by);
        bondCoin.approve(address(demands), type(uint256).max);
    }

    function open(DemandKind kind, uint32 index) internal returns (uint256) {
        return open(kind, SLOT, index);
    }

    function open(DemandKind kind, uint32 slot, uint32 index) internal returns (uint256) {
        vm.prank(member);
        return demands.demand(kind, slot, index);
    }

    function answer(uint256 id, uint256[][] memory headers, Leaf[] memory leaves) internal {
        vm.prank(ANSWERER);
        demands.answer(id, headers, leaves);
    }

    function requireClosed(uint256 id) internal view {
        (address by,,,,) = demands.demandOf(id);
        assertTrue(by == address(0), "closed");
    }

    function requireAnswered(uint256 id, uint256 times) internal view {
        requireClosed(id);
        assertEq(bondCoin.balanceOf(ANSWERER), times * DEPOSIT, "the answerer's deposit");
    }

    /// @dev Lets the time of every answer pass.
    function waitForExpiry() internal {
        vm.warp(block.timestamp + RESPONSE_SECONDS + 1);
    }

    function none() internal pure returns (uint256[][] memory) {
        return new uint256[][](0);
    }

    function noLeaves() internal pure returns (Leaf[] memory) {
        return new Leaf[](0);
    }

    function proven(uint256[][] memory leaves, uint32 index) internal pure returns (Leaf[] memory) {
        return list(LeafTree.prove(leaves, index));
    }

    function bookLeaf(uint32 index) internal pure returns (Leaf[] memory) {
        return proven(SlotSamples.bookLeaves(SLOT), index);
    }

    function fillLeaf(uint32 index) internal pure returns (Leaf[] memory) {
        return proven(SlotSamples.fillLeaves(SLOT), index);
    }

    function readingLeaf(uint32 index) internal pure returns (Leaf[] memory) {
        return proven(SlotSamples.readingLeaves(SLOT), index);
    }

    function lineLeaf(uint32 index) internal pure returns (Leaf[] memory) {
        return proven(SlotSamples.lineLeaves(SLOT), index);
    }
}
