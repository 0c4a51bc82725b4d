// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, PeriodHeader} from "../src/interfaces/Evidence.sol";
import {Fault} from "../src/interfaces/Fault.sol";
import {IChallenges} from "../src/interfaces/IChallenges.sol";
import {DemandKind, IDemands} from "../src/interfaces/IDemands.sol";
import {ILedger} from "../src/interfaces/ILedger.sol";
import {IRule} from "../src/interfaces/IRule.sol";
import {DemandFixture} from "./support/DemandFixture.sol";
import {LeafTree} from "./support/LeafTree.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract DemandsPeriodTest is DemandFixture {
    uint32 private constant UNTIL = SLOT + 2;

    function setUp() public {
        deployWithMember();
        runSlot(SLOT);
        runSlot(SLOT + 1);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(UNTIL);
    }

    function slotLeaves(uint32 account) private pure returns (uint256[][] memory leaves) {
        leaves = new uint256[][](2);
        for (uint32 i = 0; i < 2; ++i) {
            leaves[i] = new uint256[](4);
            leaves[i][0] = SlotSamples.first("perslot2", SLOT + i) | (uint256(account) << 128);
        }
    }

    function leaves_() private pure returns (uint256[][] memory leaves) {
        leaves = SlotSamples.plainLeaves("period.2", 0, SlotSamples.ACCOUNTS, 6);
        for (uint32 account = 0; account < SlotSamples.ACCOUNTS; ++account) {
            leaves[account][5] = uint256(LeafTree.root(slotLeaves(account)));
        }
    }

    function period() private pure returns (PeriodHeader memory header) {
        header = periodOf(0, SLOT, UNTIL);
        header.root = LeafTree.root(leaves_());
    }

    function batch() private pure returns (BatchData memory) {
        uint256[] memory deltas = new uint256[](1);
        deltas[0] = lanes(-5, 5, 0, 0);
        return BatchData({batch: 0, firstWord: 0, deltas: deltas});
    }

    function hashes() private pure returns (bytes32[] memory all) {
        all = new bytes32[](1);
        all[0] = keccak256(abi.encode(uint32(0), uint32(0), uint32(0), batch().deltas));
    }

    function commit() private {
        ledger.commitPeriod(period(), hashes());
    }

    function answerPeriod(uint256 id, Leaf[] memory leaves) private {
        vm.prank(ANSWERER);
        demands.answerPeriod(id, period(), leaves);
    }

    function answerBatch(uint256 id, BatchData memory shown) private {
        vm.prank(ANSWERER);
        demands.answerBatch(id, shown);
    }

    function accountLeaf(uint32 account) private pure returns (Leaf memory) {
        return LeafTree.prove(leaves_(), account);
    }

    function slotLeaf(uint32 account, uint32 index) private pure returns (Leaf memory) {
        return LeafTree.prove(slotLeaves(account), index);
    }

    function openCount() private view returns (uint256 open_) {
        (,,,,, open_) = ledger.periodUnderWay();
    }

    function test_anyPieceOfAPeriodIsShown() public {
        commit();
        uint256 account = open(DemandKind.Period, 0, 5);
        uint256 slot = open(DemandKind.PeriodSlot, SLOT + 1, 5);
        uint256 changes = open(DemandKind.Batch, 0, 0);
        assertEq(openCount(), 3, "open");
        vm.warp(block.timestamp + WINDOW_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(ILedger.DemandsOpen.selector, 0, 3));
        ledger.settle(0, 0, 0, batch().deltas);
        answerPeriod(account, list(accountLeaf(5)));
        requireAnswered(account, 1);
        answerPeriod(slot, list(accountLeaf(5), slotLeaf(5, 1)));
        requireAnswered(slot, 2);
        answerBatch(changes, batch());
        requireAnswered(changes, 3);
        ledger.settle(0, 0, 0, batch().deltas);
    }

    function test_beyondTheCountNothingIsShown() public {
        commit();
        uint256[3] memory ids =
            [open(DemandKind.Period, 0, 8), open(DemandKind.PeriodSlot, SLOT, 8), open(DemandKind.Batch, 0, 1)];
        answerPeriod(ids[0], noLeaves());
        answerPeriod(ids[1], noLeaves());
        BatchData memory nothing;
        answerBatch(ids[2], nothing);
        requireAnswered(ids[2], 3);
    }

    function test_answersMustBeTheLeaf() public {
        commit();
        uint256 account = open(DemandKind.Period, 0, 5);
        uint256 slot = open(DemandKind.PeriodSlot, SLOT + 1, 5);
        bytes memory missing = abi.encodeWithSelector(IDemands.LeafMissing.selector, 5);
        vm.expectRevert(missing);
        answerPeriod(account, noLeaves());
        vm.expectRevert(missing);
        answerPeriod(account, list(accountLeaf(4)));
        vm.expectRevert(missing);
        answerPeriod(slot, list(accountLeaf(5)));
        Leaf memory forged = accountLeaf(5);
        forged.words[3] ^= 1;
        vm.expectRevert(abi.encodeWithSelector(IRule.ProofInvalid.selector, 5));
        answerPeriod(account, list(forged));
        vm.expectRevert(abi.encodeWithSelector(IDemands.LeafMissing.selector, SLOT + 1));
        answerPeriod(slot, list(accountLeaf(5), slotLeaf(5, 0)));
        vm.expectRevert(abi.encodeWithSelector(IRule.ProofInvalid.selector, 1));
        answerPeriod(slot, list(accountLeaf(5), slotLeaf(4, 1)));
        PeriodHeader memory other = period();
        ++other.accounts;
        vm.expectRevert(
            abi.encodeWithSelector(
                IChallenges.PeriodHeaderNotRecorded.selector, 0, keccak256(abi.encode(other))
            )
        );
        demands.answerPeriod(account, other, list(accountLeaf(5)));
    }

    /// @dev A leaf too short to hold a root shows no slots.
    function test_shortLeavesShowNoSlots() public {
        uint256[][] memory short = SlotSamples.plainLeaves("period.2", 0, SlotSamples.ACCOUNTS, 5);
        PeriodHeader memory header = periodOf(0, SLOT, UNTIL);
        header.root = LeafTree.root(short);
        ledger.commitPeriod(header, hashes());
        uint256 id = open(DemandKind.PeriodSlot, SLOT, 5);
        vm.expectRevert(abi.encodeWithSelector(IDemands.LeafMissing.selector, SLOT));
        demands.answerPeriod(id, header, list(LeafTree.prove(short, 5), slotLeaf(5, 0)));
    }

    function test_batchesMustBeTheCommittedOnes() public {
        commit();
        uint256 id = open(DemandKind.Batch, 0, 0);
        bytes memory missing = abi.encodeWithSelector(IDemands.LeafMissing.selector, 0);
        BatchData memory other = batch();
        other.deltas[0] ^= 1;
        vm.expectRevert(missing);
        answerBatch(id, other);
        other = batch();
        other.batch = 1;
        vm.expectRevert(missing);
        answerBatch(id, other);
    }

    function test_eachKindHasItsAnswer() public {
        commit();
        uint256 account = open(DemandKind.Period, 0, 5);
        uint256 changes = open(DemandKind.Batch, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.WrongAnswer.selector, DemandKind.Period));
        answer(account, none(), noLeaves());
        vm.expectRevert(abi.encodeWithSelector(IDemands.WrongAnswer.selector, DemandKind.Period));
        answerBatch(account, batch());
        vm.expectRevert(abi.encodeWithSelector(IDemands.WrongAnswer.selector, DemandKind.Batch));
        answerPeriod(changes, noLeaves());
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandInForce.selector, account));
        demands.dismiss(account);
    }

    function test_onlyThePeriodUnderWayIsDemanded() public {
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotThePeriodUnderWay.selector, 0));
        open(DemandKind.Period, 0, 0);
        commit();
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotThePeriodUnderWay.selector, 1));
        open(DemandKind.Period, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotThePeriodUnderWay.selector, 1));
        open(DemandKind.Batch, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotThePeriodUnderWay.selector, UNTIL));
        open(DemandKind.PeriodSlot, UNTIL, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotThePeriodUnderWay.selector, SLOT - 1));
        open(DemandKind.PeriodSlot, SLOT - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.MayNotDemand.selector, STRANGER, SLOT));
        vm.prank(STRANGER);
        demands.demand(DemandKind.Period, 0, 0);
        fundDemander(AUDITOR);
        vm.prank(AUDITOR);
        demands.demand(DemandKind.Period, 0, 0);
    }

    /// @dev Who was a member at the beginning or the end may ask, whichever it was.
    function test_membersOfAPartMayDemand() public {
        community.revokeDevice(member, UNTIL);
        runSlot(UNTIL);
        address late = vm.addr(5);
        community.registerDevice(late, 5, UNTIL + 1);
        fundDemander(late);
        runSlot(UNTIL + 1);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(UNTIL + 2);
        PeriodHeader memory header = periodOf(0, SLOT, UNTIL + 2);
        ledger.commitPeriod(header, hashes());
        open(DemandKind.Period, 0, 0);
        vm.prank(late);
        demands.demand(DemandKind.Period, 0, 0);
    }

    function test_withheldPeriods() public {
        commit();
        uint256 id = open(DemandKind.Period, 0, 5);
        uint256 second = open(DemandKind.Batch, 0, 0);
        uint256 lateAfter = block.timestamp + RESPONSE_SECONDS;
        vm.warp(lateAfter);
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandNotLate.selector, id, lateAfter, lateAfter));
        demands.expire(id, none());
        vm.warp(lateAfter + 1);
        uint256 before = bondCoin.balanceOf(member);
        vm.expectEmit(address(demands));
        emit IChallenges.PeriodChallengeProven(0, Fault.DataWithheld, member);
        demands.expire(id, none());
        assertEq(bondCoin.balanceOf(member), before + DEPOSIT + BOND_PER_SLOT / 2, "deposit and half a bond");
        bytes memory notUnderWay = abi.encodeWithSelector(IDemands.NotThePeriodUnderWay.selector, 0);
        vm.expectRevert(notUnderWay);
        demands.expire(second, none());
        vm.expectRevert(notUnderWay);
        answerBatch(second, batch());
        ledger.recommitPeriod(period(), hashes());
        vm.warp(block.timestamp + RESPONSE_SECONDS);
        vm.expectRevert(
            abi.encodeWithSelector(IDemands.DemandNotLate.selector, second, block.timestamp, block.timestamp)
        );
        demands.expire(second, none());
        answerBatch(second, batch());
        assertEq(openCount(), 0, "none open");
    }

    function test_aFullPeriodStaysOpenForAWindow() public {
        commit();
        uint256[] memory ids = new uint256[](62);
        for (uint32 i = 0; i < 62; ++i) {
            ids[i] = open(DemandKind.Period, 0, 100 + i);
        }
        assertEq(openCount(), 63, "full");
        vm.warp(block.timestamp + WINDOW_SECONDS);
        for (uint32 i = 0; i < 62; ++i) {
            answerPeriod(ids[i], noLeaves());
        }
        uint256 heldUntil = block.timestamp + WINDOW_SECONDS;
        vm.expectRevert(abi.encodeWithSelector(ILedger.DemandsOpen.selector, 0, 1));
        ledger.settle(0, 0, 0, batch().deltas);
        vm.expectRevert(abi.encodeWithSelector(IDemands.HoldNotOver.selector, block.timestamp, heldUntil));
        demands.releasePeriod();
        vm.warp(heldUntil);
        demands.releasePeriod();
        ledger.settle(0, 0, 0, batch().deltas);
        vm.expectRevert(abi.encodeWithSelector(IDemands.HoldNotOver.selector, block.timestamp, WINDOW_SECONDS));
        demands.releasePeriod();
    }
}
