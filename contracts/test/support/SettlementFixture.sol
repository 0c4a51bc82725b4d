// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PeriodHeader} from "../../src/interfaces/Evidence.sol";
import {CommunityFixture} from "./CommunityFixture.sol";

/// @title Periods of one final slot
abstract contract SettlementFixture is CommunityFixture {
    uint32 internal constant UNTIL = FIRST_SLOT + 1;

    function deployWithFinalSlot() internal {
        deployCommunity();
        runFinalSlot(FIRST_SLOT);
        setCreditLimit(4, 100);
    }

    function period() internal pure returns (PeriodHeader memory) {
        return periodOf(0, FIRST_SLOT, UNTIL);
    }

    function deltasOf(uint256 a) internal pure returns (uint256[] memory all) {
        all = new uint256[](1);
        all[0] = a;
    }

    function deltasOf(uint256 a, uint256 b) internal pure returns (uint256[] memory all) {
        all = new uint256[](2);
        (all[0], all[1]) = (a, b);
    }

    function hashOf(uint32 batch, uint32 firstWord, uint256[] memory deltas) internal pure returns (bytes32) {
        return keccak256(abi.encode(uint32(0), batch, firstWord, deltas));
    }

    function hashes(bytes32 a) internal pure returns (bytes32[] memory all) {
        all = new bytes32[](1);
        all[0] = a;
    }

    function hashes(bytes32 a, bytes32 b) internal pure returns (bytes32[] memory all) {
        all = new bytes32[](2);
        (all[0], all[1]) = (a, b);
    }

    /// @dev Committed, with its window over.
    function commit(bytes32[] memory batchHashes) internal {
        ledger.commitPeriod(period(), batchHashes);
        vm.warp(block.timestamp + WINDOW_SECONDS);
    }

    function recommit(bytes32[] memory batchHashes) internal {
        ledger.retractPeriod(0);
        ledger.recommitPeriod(period(), batchHashes);
        vm.warp(block.timestamp + WINDOW_SECONDS);
    }

    function settle(uint32 batch, uint32 firstWord, uint256[] memory deltas) internal {
        ledger.settle(0, batch, firstWord, deltas);
    }
}
