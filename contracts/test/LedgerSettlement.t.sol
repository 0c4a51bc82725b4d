// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../src/interfaces/ILedger.sol";
import {Lanes} from "../src/libraries/Lanes.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";

contract LedgerSettlementTest is CommunityFixture {
    bytes32 private constant ROOT = "root";
    uint32 private constant UNTIL = FIRST_SLOT + 1;

    function setUp() public {
        deployCommunity();
        runFinalSlot(FIRST_SLOT);
        setCreditLimit(4, 100);
    }

    function words(uint256 a) private pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = a;
    }

    function words(uint256 a, uint256 b) private pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (a, b);
    }

    function hashOf(uint32 batch, uint32 firstWord, uint256[] memory deltas) private pure returns (bytes32) {
        return keccak256(abi.encode(uint32(0), batch, firstWord, deltas));
    }

    function hashes(bytes32 a) private pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = a;
    }

    function hashes(bytes32 a, bytes32 b) private pure returns (bytes32[] memory list) {
        list = new bytes32[](2);
        (list[0], list[1]) = (a, b);
    }

    function commit(bytes32[] memory batchHashes) private {
        ledger.commitPeriod(0, FIRST_SLOT, UNTIL, ROOT, batchHashes);
    }

    function settle(uint32 batch, uint32 firstWord, uint256[] memory deltas) private {
        ledger.settle(0, batch, firstWord, deltas);
    }

    function commitAndSettle(uint256[] memory deltas) private {
        commit(hashes(hashOf(0, 0, deltas)));
        settle(0, 0, deltas);
    }

    function test_onePeriodInOneBatch() public {
        uint256[] memory deltas = words(lanes(-30, 0, 0, 10), lanes(-100, 40, 50, 30));
        commit(hashes(hashOf(0, 0, deltas)));
        vm.expectEmit(address(ledger));
        emit ILedger.BatchSettled(0, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.PeriodSettled(0, FIRST_SLOT, UNTIL, ROOT);
        vm.prank(STRANGER);
        settle(0, 0, deltas);
        int64[8] memory expected = [int64(-30), 0, 0, 10, -100, 40, 50, 30];
        int64[] memory balances = ledger.balances(0, 8);
        for (uint256 i = 0; i < 8; ++i) {
            assertEqSigned(balances[i], expected[i], "balance");
        }
        assertTrue(!ledger.isSettling() && ledger.periodRootOf(0) == ROOT, "settled");
        assertEq(ledger.settledUntil(), UNTIL, "settled until");
    }

    function test_manyBatchesLockTheLedgerUntilTheLast() public {
        uint256[] memory first = words(lanes(-5, 0, 0, 0));
        uint256[] memory second = words(lanes(0, 5, 0, 0));
        commit(hashes(hashOf(0, 0, first), hashOf(1, 1, second)));
        settle(0, 0, first);
        (uint32 next, uint32 count) = ledger.batchProgress();
        assertTrue(ledger.isSettling() && next == 1 && count == 2, "half-way");
        bytes memory settling = abi.encodeWithSelector(ILedger.SettlementInProgress.selector, 0);
        vm.expectRevert(settling);
        ledger.deposit(4, 1);
        vm.expectRevert(settling);
        ledger.depositWithPermit(4, 1, 0, 0, 0, 0);
        vm.expectRevert(settling);
        ledger.withdraw(4, STRANGER, 1);
        vm.expectRevert(settling);
        setCreditLimit(4, 1);
        vm.expectRevert(settling);
        ledger.commitPeriod(1, UNTIL, UNTIL + 1, ROOT, hashes(0));
        settle(1, 1, second);
        assertEqSigned(ledger.balanceOf(5), 5, "balance");
    }

    function test_debtorsDoNotStopASettlement() public {
        vm.expectEmit(address(ledger));
        emit ILedger.Arrears(0, 4, 20);
        vm.expectEmit(address(ledger));
        emit ILedger.Arrears(0, 5, 7);
        this.settleForArrears();
        int64[8] memory expected = [int64(0), 0, -27, 0, -100, 0, 127, 0];
        int64[] memory balances = ledger.balances(0, 8);
        for (uint256 i = 0; i < 8; ++i) {
            assertEqSigned(balances[i], expected[i], "balance");
        }
    }

    /// @dev External, so that the expected events are the next call's; the commitment is made inside.
    function settleForArrears() external {
        uint256[] memory deltas = words(lanes(-120, -7, 127, 0));
        LedgerSettlementTest(address(this)).commitOne(hashOf(0, 1, deltas));
        settle(0, 1, deltas);
    }

    function commitOne(bytes32 batchHash) external {
        commit(hashes(batchHash));
    }

    function test_commitmentsComeInOrderAndAreFinal() public {
        bytes32[] memory one = hashes(0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        ledger.commitPeriod(0, FIRST_SLOT, UNTIL, ROOT, one);
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongPeriod.selector, 1, 0));
        ledger.commitPeriod(1, FIRST_SLOT, UNTIL, ROOT, one);
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongPeriodSlots.selector, UNTIL, UNTIL + 1, FIRST_SLOT));
        ledger.commitPeriod(0, UNTIL, UNTIL + 1, ROOT, one);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.WrongPeriodSlots.selector, FIRST_SLOT, FIRST_SLOT, FIRST_SLOT)
        );
        ledger.commitPeriod(0, FIRST_SLOT, FIRST_SLOT, ROOT, one);
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodNotFinal.selector, UNTIL + 1, UNTIL));
        ledger.commitPeriod(0, FIRST_SLOT, UNTIL + 1, ROOT, one);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NoBatches.selector));
        ledger.commitPeriod(0, FIRST_SLOT, UNTIL, ROOT, new bytes32[](0));
    }

    function test_onlyCommittedDeltasAreApplied() public {
        uint256[] memory deltas = words(lanes(-5, 5, 0, 0));
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotSettling.selector));
        settle(0, 0, deltas);
        bytes32 committed = hashOf(0, 0, deltas);
        commit(hashes(committed));
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongPeriod.selector, 1, 0));
        ledger.settle(1, 0, 0, deltas);
        vm.expectRevert(abi.encodeWithSelector(ILedger.WrongBatch.selector, 1, 0));
        settle(1, 0, deltas);
        bytes32 moved = hashOf(0, 1, deltas);
        vm.expectRevert(abi.encodeWithSelector(ILedger.BatchHashMismatch.selector, 0, moved, committed));
        settle(0, 1, deltas);
        settle(0, 0, deltas);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotSettling.selector));
        settle(0, 0, deltas);
    }

    function test_deltasOfUnknownAccountsAreRefused() public {
        registerMembers(1);
        uint256[] memory beyond = words(lanes(0, 1, -1, 0));
        commit(hashes(hashOf(0, 2, beyond)));
        vm.expectRevert(abi.encodeWithSelector(ILedger.UnknownAccount.selector, 9, 9));
        settle(0, 2, beyond);
        uint256[] memory farBeyond = words(0);
        ledger.recommitPeriod(0, ROOT, hashes(hashOf(0, 3, farBeyond)));
        vm.expectRevert(abi.encodeWithSelector(ILedger.UnknownAccount.selector, 12, 9));
        settle(0, 3, farBeyond);
        uint256[] memory known = words(lanes(0, 0, 0, -1), lanes(1, 0, 0, 0));
        ledger.recommitPeriod(0, ROOT, hashes(hashOf(0, 1, known)));
        vm.expectEmit(address(ledger));
        emit ILedger.Arrears(0, 7, 1);
        settle(0, 1, known);
        assertEqSigned(ledger.balanceOf(8), 1, "balance");
    }

    function test_aWrongSumIsRecommittedNotStuck() public {
        uint256[] memory first = words(lanes(-5, 0, 0, 0));
        uint256[] memory wrong = words(lanes(0, 4, 0, 0));
        commit(hashes(hashOf(0, 0, first), hashOf(1, 1, wrong)));
        settle(0, 0, first);
        vm.expectRevert(abi.encodeWithSelector(ILedger.PeriodNotBalanced.selector, 0, -1));
        settle(1, 1, wrong);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        ledger.recommitPeriod(0, ROOT, hashes(0));
        uint256[] memory right = words(lanes(0, 5, 0, 0));
        bytes32[] memory replacement = hashes(hashOf(1, 1, right));
        vm.expectEmit(address(ledger));
        emit ILedger.PeriodRecommitted(0, 1, "other", replacement);
        ledger.recommitPeriod(0, "other", replacement);
        settle(1, 1, right);
        assertEqSigned(ledger.balanceOf(5), 5, "balance");
        assertTrue(ledger.periodRootOf(0) == "other", "the newest root");
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotSettling.selector));
        ledger.recommitPeriod(0, ROOT, replacement);
    }

    function test_absurdDeltasAreRefused() public {
        uint256[] memory down = words(lanes(type(int64).min, 0, 0, 0));
        commit(hashes(hashOf(0, 0, down)));
        uint256 missing = uint256(2 ** 63) - 2 ** 61;
        vm.expectRevert(abi.encodeWithSelector(ILedger.SystemAccountExhausted.selector, 0, missing));
        settle(0, 0, down);
        uint256[] memory debt = words(lanes(0, type(int64).min, 0, 0));
        ledger.recommitPeriod(0, ROOT, hashes(hashOf(0, 1, debt)));
        vm.expectRevert(abi.encodeWithSelector(ILedger.SystemAccountExhausted.selector, 2, missing));
        settle(0, 1, debt);
        uint256[] memory up = words(lanes(0, type(int64).max, 0, 0));
        ledger.recommitPeriod(0, ROOT, hashes(hashOf(0, 0, up)));
        int256 value = int256(type(int64).max) + 2 ** 61;
        vm.expectRevert(abi.encodeWithSelector(Lanes.LaneOutOfRange.selector, 1, value));
        settle(0, 0, up);
        ledger.recommitPeriod(0, ROOT, hashes(hashOf(0, 0, new uint256[](0))));
        settle(0, 0, new uint256[](0));
        assertTrue(!ledger.isSettling(), "an empty period settles");
    }

    function testFuzz_settlementKeepsEveryUnit(int32[7] calldata changes) public {
        int64 sum = 0;
        for (uint256 i = 0; i < 7; ++i) {
            sum += changes[i];
        }
        commitAndSettle(
            words(
                lanes(changes[0], changes[1], changes[2], -sum),
                lanes(changes[3], changes[4], changes[5], changes[6])
            )
        );
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
