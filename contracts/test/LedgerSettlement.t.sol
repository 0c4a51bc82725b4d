// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../src/interfaces/ILedger.sol";
import {Lanes} from "../src/libraries/Lanes.sol";
import {SettlementFixture} from "./support/SettlementFixture.sol";

contract LedgerSettlementTest is SettlementFixture {
    function setUp() public {
        deployWithFinalSlot();
    }

    function test_onePeriodInOneBatch() public {
        uint256[] memory deltas = deltasOf(lanes(-30, 0, 0, 10), lanes(-100, 40, 50, 30));
        bytes32[] memory batchHashes = hashes(hashOf(0, 0, deltas));
        bytes32 headerHash = keccak256(abi.encode(period()));
        vm.expectEmit(address(ledger));
        emit ILedger.PeriodCommitted(0, period(), headerHash, 0, batchHashes);
        commit(batchHashes);
        assertTrue(ledger.periodHashOf(0) == headerHash && ledger.batchHashOf(0) == batchHashes[0], "hashes");
        assertTrue(!ledger.isSettling(), "nothing is applied yet");
        vm.expectEmit(address(ledger));
        emit ILedger.BatchSettled(0, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.PeriodSettled(0, FIRST_SLOT, UNTIL, headerHash);
        vm.prank(STRANGER);
        settle(0, 0, deltas);
        int64[8] memory expected = [int64(-30), 0, 0, 10, -100, 40, 50, 30];
        int64[] memory balances = ledger.balances(0, 8);
        for (uint256 i = 0; i < 8; ++i) {
            assertEqSigned(balances[i], expected[i], "balance");
        }
        assertTrue(!ledger.isSettling(), "settled");
        assertTrue(ledger.settledUntil() == UNTIL && ledger.nextPeriod() == 1, "settled until");
        assertEq(market.releasedUntil(), UNTIL, "the slots are paid");
        (ILedger.PeriodStage stage,,,,,) = ledger.periodUnderWay();
        assertTrue(stage == ILedger.PeriodStage.None, "none under way");
    }

    /// @dev Members must not be locked out for as long as a period can be challenged.
    function test_moneyMovesWhileAPeriodWaits() public {
        uint256[] memory deltas = deltasOf(lanes(0, 0, 0, 0), lanes(-5, 5, 0, 0));
        ledger.commitPeriod(period(), hashes(hashOf(0, 0, deltas)));
        fund(5, 10);
        setCreditLimit(4, 200);
        uint256 id = ledger.requestWithdrawal(5, STRANGER, 10);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        ledger.executeWithdrawal(id);
        settle(0, 0, deltas);
        assertEqSigned(ledger.balanceOf(5), 5, "balance");
    }

    function test_manyBatchesLockTheLedgerUntilTheLast() public {
        uint256[] memory first = deltasOf(lanes(-5, 0, 0, 0));
        uint256[] memory second = deltasOf(lanes(0, 5, 0, 0));
        commit(hashes(hashOf(0, 0, first), hashOf(1, 1, second)));
        uint256 id = ledger.requestWithdrawal(4, STRANGER, 1);
        settle(0, 0, first);
        (uint32 next, uint32 count) = ledger.batchProgress();
        assertTrue(ledger.isSettling() && next == 1 && count == 2, "half-way");
        requireLocked(id);
        ledger.retractPeriod(0);
        assertTrue(ledger.isSettling(), "still half-way when the rest is retracted");
        requireLocked(id);
        ledger.recommitPeriod(period(), hashes(hashOf(1, 1, second)));
        requireLocked(id);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        settle(1, 1, second);
        assertEqSigned(ledger.balanceOf(5), 5, "balance");
    }

    function requireLocked(uint256 id) private {
        bytes memory settling = abi.encodeWithSelector(ILedger.SettlementInProgress.selector, 0);
        vm.expectRevert(settling);
        ledger.deposit(4, 1);
        vm.expectRevert(settling);
        ledger.depositWithPermit(4, 1, 0, 0, 0, 0);
        vm.expectRevert(settling);
        ledger.executeWithdrawal(id);
        vm.expectRevert(settling);
        setCreditLimit(4, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodUnderWay.selector, 0));
        ledger.commitPeriod(periodOf(1, UNTIL, UNTIL + 1), hashes(0));
    }

    function test_debtorsDoNotStopASettlement() public {
        uint256[] memory deltas = deltasOf(0, lanes(-120, -7, 127, 0));
        commit(hashes(hashOf(0, 0, deltas)));
        vm.expectEmit(address(ledger));
        emit ILedger.Arrears(0, 4, 20);
        vm.expectEmit(address(ledger));
        emit ILedger.Arrears(0, 5, 7);
        settle(0, 0, deltas);
        int64[8] memory expected = [int64(0), 0, -27, 0, -100, 0, 127, 0];
        int64[] memory balances = ledger.balances(0, 8);
        for (uint256 i = 0; i < 8; ++i) {
            assertEqSigned(balances[i], expected[i], "balance");
        }
    }

    function test_onlyCommittedDeltasAreApplied() public {
        uint256[] memory deltas = deltasOf(lanes(-5, 5, 0, 0));
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotSettling.selector));
        settle(0, 0, deltas);
        bytes32 committed = hashOf(0, 0, deltas);
        commit(hashes(committed));
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongPeriod.selector, 1, 0));
        ledger.settle(1, 0, 0, deltas);
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongBatch.selector, 1, 0));
        settle(1, 0, deltas);
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongFirstWord.selector, 0, 1, 0));
        settle(0, 1, deltas);
        uint256[] memory other = deltasOf(lanes(-6, 6, 0, 0));
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.BatchHashMismatch.selector, 0, hashOf(0, 0, other), committed)
        );
        settle(0, 0, other);
        settle(0, 0, deltas);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotSettling.selector));
        settle(0, 0, deltas);
    }

    /// @dev No account can be paid by two batches, and none is left out between them.
    function test_batchesAreContiguous() public {
        uint256[] memory first = deltasOf(lanes(-5, 0, 0, 0));
        uint256[] memory second = deltasOf(lanes(5, 0, 0, 0));
        commit(hashes(hashOf(0, 0, first), hashOf(1, 0, second)));
        settle(0, 0, first);
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongFirstWord.selector, 1, 0, 1));
        settle(1, 0, second);
        recommit(hashes(hashOf(1, 2, second)));
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongFirstWord.selector, 1, 2, 1));
        settle(1, 2, second);
        recommit(hashes(hashOf(1, 1, second)));
        settle(1, 1, second);
    }

    function test_deltasOfUnknownAccountsAreRefused() public {
        registerMembers(1);
        uint256[] memory beyond = new uint256[](3);
        beyond[2] = lanes(0, 1, -1, 0);
        commit(hashes(hashOf(0, 0, beyond)));
        vm.expectRevert(abi.encodeWithSelector(ILedger.UnknownAccount.selector, 9, 9));
        settle(0, 0, beyond);
        uint256[] memory farBeyond = new uint256[](4);
        recommit(hashes(hashOf(0, 0, farBeyond)));
        vm.expectRevert(abi.encodeWithSelector(ILedger.UnknownAccount.selector, 12, 9));
        settle(0, 0, farBeyond);
        uint256[] memory known = new uint256[](3);
        (known[1], known[2]) = (lanes(0, 0, 0, -1), lanes(1, 0, 0, 0));
        recommit(hashes(hashOf(0, 0, known)));
        vm.expectEmit(address(ledger));
        emit ILedger.Arrears(0, 7, 1);
        settle(0, 0, known);
        assertEqSigned(ledger.balanceOf(8), 1, "balance");
    }

    function test_absurdDeltasAreRefused() public {
        uint256[] memory down = deltasOf(lanes(type(int64).min, 0, 0, 0));
        commit(hashes(hashOf(0, 0, down)));
        uint256 missing = uint256(2 ** 63) - 2 ** 61;
        vm.expectRevert(abi.encodeWithSelector(ILedger.SystemAccountExhausted.selector, 0, missing));
        settle(0, 0, down);
        uint256[] memory debt = deltasOf(0, lanes(0, type(int64).min, 0, 0));
        recommit(hashes(hashOf(0, 0, debt)));
        vm.expectRevert(abi.encodeWithSelector(ILedger.SystemAccountExhausted.selector, 2, missing));
        settle(0, 0, debt);
        uint256[] memory up = deltasOf(lanes(0, type(int64).max, 0, 0));
        recommit(hashes(hashOf(0, 0, up)));
        int256 value = int256(type(int64).max) + 2 ** 61;
        vm.expectRevert(abi.encodeWithSelector(Lanes.LaneOutOfRange.selector, 1, value));
        settle(0, 0, up);
        recommit(hashes(hashOf(0, 0, new uint256[](0))));
        settle(0, 0, new uint256[](0));
        assertTrue(!ledger.isSettling(), "an empty period settles");
    }

    function testFuzz_settlementKeepsEveryUnit(int32[7] calldata changes) public {
        int64 sum = 0;
        for (uint256 i = 0; i < 7; ++i) {
            sum += changes[i];
        }
        uint256[] memory deltas = deltasOf(
            lanes(changes[0], changes[1], changes[2], -sum),
            lanes(changes[3], changes[4], changes[5], changes[6])
        );
        commit(hashes(hashOf(0, 0, deltas)));
        settle(0, 0, deltas);
        int256 total = 0;
        int64[] memory balances = ledger.balances(0, 8);
        for (uint32 i = 0; i < 8; ++i) {
            total += balances[i];
            assertTrue(i < 4 || ledger.headroomOf(i) >= 0, "a member beyond its limit");
            int256 expected = i < 3 ? changes[i] : i == 3 ? -sum : changes[i - 1];
            if (i >= 4 && expected < -int64(ledger.creditLimitOf(i))) expected = -int64(ledger.creditLimitOf(i));
            if (i != 2) assertEqSigned(balances[i], expected, "balance");
        }
        assertEqSigned(total, 0, "the sum of all balances");
    }
}
