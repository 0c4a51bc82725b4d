// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PeriodHeader} from "../src/interfaces/Evidence.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {ILedger} from "../src/interfaces/ILedger.sol";
import {SettlementFixture} from "./support/SettlementFixture.sol";

contract LedgerCommitmentsTest is SettlementFixture {
    function setUp() public {
        deployWithFinalSlot();
    }

    function test_aPeriodWaitsForItsWindow() public {
        uint256[] memory deltas = deltasOf(lanes(-5, 5, 0, 0));
        ledger.commitPeriod(period(), hashes(hashOf(0, 0, deltas)));
        uint256 committedAt = block.timestamp;
        (ILedger.PeriodStage stage, uint32 number, uint32 from, uint32 until, uint256 recordedAt, uint256 open_) =
            ledger.periodUnderWay();
        assertTrue(stage == ILedger.PeriodStage.Committed && number == 0, "committed");
        assertTrue(from == FIRST_SLOT && until == UNTIL && recordedAt == committedAt && open_ == 0, "period");
        uint256 windowEnd = committedAt + WINDOW_SECONDS;
        vm.warp(windowEnd - 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodWindowOpen.selector, 0, windowEnd - 1, windowEnd));
        settle(0, 0, deltas);
        community.pause();
        vm.expectRevert(abi.encodeWithSelector(ICommunity.CommunityPaused.selector));
        settle(0, 0, deltas);
        vm.warp(windowEnd + 10);
        community.unpause();
        windowEnd = block.timestamp + WINDOW_SECONDS;
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.PeriodWindowOpen.selector, 0, block.timestamp, windowEnd)
        );
        settle(0, 0, deltas);
        vm.warp(windowEnd);
        settle(0, 0, deltas);
    }

    function test_commitmentsComeInOrderAndAreFinal() public {
        bytes32[] memory one = hashes(0);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        ledger.commitPeriod(period(), one);
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongPeriod.selector, 1, 0));
        ledger.commitPeriod(periodOf(1, FIRST_SLOT, UNTIL), one);
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongPeriodSlots.selector, UNTIL, UNTIL + 1, FIRST_SLOT));
        ledger.commitPeriod(periodOf(0, UNTIL, UNTIL + 1), one);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.WrongPeriodSlots.selector, FIRST_SLOT, FIRST_SLOT, FIRST_SLOT)
        );
        ledger.commitPeriod(periodOf(0, FIRST_SLOT, FIRST_SLOT), one);
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodNotFinal.selector, UNTIL + 1, UNTIL));
        ledger.commitPeriod(periodOf(0, FIRST_SLOT, UNTIL + 1), one);
        vm.expectRevert(abi.encodeWithSelector(ILedger.BatchCountInvalid.selector, 0));
        ledger.commitPeriod(period(), new bytes32[](0));
        vm.expectRevert(abi.encodeWithSelector(ILedger.BatchCountInvalid.selector, 65_536));
        ledger.commitPeriod(period(), new bytes32[](65_536));
    }

    function test_aWrongSumIsRetractedNotStuck() public {
        uint256[] memory first = deltasOf(lanes(-5, 0, 0, 0));
        uint256[] memory wrong = deltasOf(lanes(0, 4, 0, 0));
        commit(hashes(hashOf(0, 0, first), hashOf(1, 1, wrong)));
        settle(0, 0, first);
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodNotBalanced.selector, 0, -1));
        settle(1, 1, wrong);
        uint256[] memory right = deltasOf(lanes(0, 5, 0, 0));
        bytes32[] memory replacement = hashes(hashOf(1, 1, right));
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodNotVoided.selector, 0));
        ledger.recommitPeriod(period(), replacement);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        ledger.retractPeriod(0);
        vm.expectEmit(address(ledger));
        emit ILedger.PeriodVoided(0, 1);
        ledger.retractPeriod(0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodIsVoided.selector, 0));
        ledger.retractPeriod(0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodIsVoided.selector, 0));
        settle(1, 1, wrong);
        vm.expectEmit(address(ledger));
        emit ILedger.PeriodCommitted(0, period(), keccak256(abi.encode(period())), 1, replacement);
        ledger.recommitPeriod(period(), replacement);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.PeriodWindowOpen.selector, 0, block.timestamp, block.timestamp + WINDOW_SECONDS
            )
        );
        settle(1, 1, right);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        settle(1, 1, right);
        assertEqSigned(ledger.balanceOf(5), 5, "balance");
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotSettling.selector));
        ledger.recommitPeriod(period(), replacement);
    }

    function test_aSecondCommitmentCoversTheSamePeriod() public {
        commit(hashes(0));
        ledger.retractPeriod(0);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        ledger.recommitPeriod(period(), hashes(0));
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongPeriod.selector, 1, 0));
        ledger.recommitPeriod(periodOf(1, FIRST_SLOT, UNTIL), hashes(0));
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.WrongPeriodSlots.selector, FIRST_SLOT, UNTIL + 1, FIRST_SLOT)
        );
        ledger.recommitPeriod(periodOf(0, FIRST_SLOT, UNTIL + 1), hashes(0));
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.WrongPeriodSlots.selector, FIRST_SLOT - 1, UNTIL, FIRST_SLOT)
        );
        ledger.recommitPeriod(periodOf(0, FIRST_SLOT - 1, UNTIL), hashes(0));
        PeriodHeader memory other = period();
        other.root = "other";
        ledger.recommitPeriod(other, hashes(0));
        assertTrue(ledger.periodHashOf(0) == keccak256(abi.encode(other)), "the newest header");
    }

    function test_voidedPeriodsCostABond() public {
        commit(hashes(0));
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotJudge.selector, STRANGER));
        vm.prank(STRANGER);
        ledger.voidPeriod(0, STRANGER);
        vm.expectEmit(address(ledger));
        emit ILedger.PeriodVoided(0, 0);
        vm.prank(address(court));
        ledger.voidPeriod(0, STRANGER);
        assertEq(bondCoin.balanceOf(STRANGER), BOND_PER_SLOT / 2, "the challenger's half");
        assertTrue(!ledger.isSettling(), "nothing was applied");
        uint256[] memory deltas = deltasOf(lanes(-5, 5, 0, 0));
        ledger.recommitPeriod(period(), hashes(hashOf(0, 0, deltas)));
        vm.warp(block.timestamp + WINDOW_SECONDS);
        settle(0, 0, deltas);
    }

    /// @dev Applied money stays, so a void then could never be balanced again and would lock the ledger for good.
    function test_aCommitmentIsFinalWithItsFirstBatch() public {
        uint256[] memory first = deltasOf(lanes(-5, 0, 0, 0));
        uint256[] memory second = deltasOf(lanes(0, 5, 0, 0));
        commit(hashes(hashOf(0, 0, first), hashOf(1, 1, second)));
        settle(0, 0, first);
        bytes memory final_ = abi.encodeWithSelector(ILedger.PeriodFinal.selector, 0);
        vm.expectRevert(final_);
        vm.prank(address(court));
        ledger.voidPeriod(0, STRANGER);
        vm.expectRevert(final_);
        vm.prank(address(demands));
        ledger.openDemand(0);
        recommit(hashes(hashOf(1, 1, second)));
        vm.prank(address(court));
        ledger.voidPeriod(0, STRANGER);
    }

    function test_openDemandsKeepAPeriodOpen() public {
        uint256[] memory deltas = deltasOf(lanes(-5, 5, 0, 0));
        vm.startPrank(address(demands));
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotSettling.selector));
        ledger.openDemand(0);
        vm.stopPrank();
        commit(hashes(hashOf(0, 0, deltas)));
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotDemands.selector, address(this)));
        ledger.openDemand(0);
        vm.startPrank(address(demands));
        for (uint256 i = 1; i < 64; ++i) {
            assertEq(ledger.openDemand(0), i, "open");
        }
        vm.expectRevert(abi.encodeWithSelector(ILedger.TooManyDemands.selector, 0));
        ledger.openDemand(0);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(ILedger.DemandsOpen.selector, 0, 63));
        settle(0, 0, deltas);
        ledger.retractPeriod(0);
        vm.startPrank(address(demands));
        for (uint256 i = 63; i > 0; --i) {
            assertEq(ledger.closeDemand(0), i - 1, "open");
        }
        vm.expectRevert(abi.encodeWithSelector(ILedger.NoDemandOpen.selector, 0));
        ledger.closeDemand(0);
        vm.stopPrank();
    }
}
