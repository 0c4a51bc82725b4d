// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../src/interfaces/ILedger.sol";
import {LaneBook} from "../src/libraries/LaneBook.sol";
import {Lanes} from "../src/libraries/Lanes.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";

contract LedgerTest is CommunityFixture {
    uint64 private constant HIGHEST = LaneBook.HIGHEST_LIMIT;

    function setUp() public {
        deployCommunity();
    }

    function test_balancesStartAtZero() public view {
        int64[] memory balances = ledger.balances(0, 8);
        uint64[] memory limits = ledger.creditLimits(0, 8);
        for (uint32 account = 0; account < 8; ++account) {
            assertEqSigned(balances[account], 0, "balance");
            assertEq(limits[account], account < 4 ? HIGHEST : 0, "limit");
            assertEqSigned(ledger.headroomOf(account), int64(limits[account]), "headroom");
        }
    }

    function test_depositsAndWithdrawals() public {
        fund(5, 1000);
        ledger.withdraw(5, STRANGER, 400);
        assertEqSigned(ledger.balanceOf(5), 600, "balance");
        assertEq(coin.balanceOf(STRANGER), 400, "paid out");
        assertEq(coin.balanceOf(address(ledger)), 600, "held");
        (uint128 deposited, uint128 withdrawn) = ledger.totals();
        assertTrue(deposited == 1000 && withdrawn == 400, "totals");
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientHeadroom.selector, 5, 601, 600));
        ledger.withdraw(5, STRANGER, 601);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientHeadroom.selector, 5, type(uint64).max, 600));
        ledger.withdraw(5, STRANGER, type(uint64).max);
    }

    function test_withdrawalsAreTheTreasurers() public {
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotTreasurer.selector, STRANGER));
        vm.prank(STRANGER);
        ledger.withdraw(5, STRANGER, 0);
    }

    function test_unknownAccountsHoldNothing() public {
        bytes memory unknown = abi.encodeWithSelector(ILedger.UnknownAccount.selector, 8, 8);
        vm.expectRevert(unknown);
        ledger.deposit(8, 1);
        vm.expectRevert(unknown);
        ledger.withdraw(8, STRANGER, 0);
        vm.expectRevert(unknown);
        setCreditLimit(8, 1);
    }

    function test_aLaneCannotOverflow() public {
        uint64 all = uint64(type(int64).max);
        fund(5, all);
        coin.mint(address(this), 1);
        coin.approve(address(ledger), 1);
        vm.expectRevert(abi.encodeWithSelector(Lanes.LaneOutOfRange.selector, 5, int256(type(int64).max) + 1));
        ledger.deposit(5, 1);
    }

    function test_permitsReplaceApprovals() public {
        uint256 privateKey = 0xa11ce;
        address holder = vm.addr(privateKey);
        coin.mint(holder, 50);
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 message = keccak256(abi.encode(typeHash, holder, address(ledger), 50, 0, type(uint256).max));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", coin.DOMAIN_SEPARATOR(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        // Somebody saw the permit under way and used it first; the deposit must not mind.
        coin.permit(holder, address(ledger), 50, type(uint256).max, v, r, s);
        vm.prank(holder);
        ledger.depositWithPermit(4, 50, type(uint256).max, v, r, s);
        assertEqSigned(ledger.balanceOf(4), 50, "balance");
    }

    function test_creditLimitsMoveOnlyTheHeadroom() public {
        fund(6, 100);
        setCreditLimit(6, 500);
        assertEqSigned(ledger.balanceOf(6), 100, "balance");
        assertEqSigned(ledger.headroomOf(6), 600, "headroom");
        assertEqSigned(ledger.headroomOf(5), 0, "the neighbour's headroom");
        fund(5, 600);
        ledger.withdraw(6, STRANGER, 600);
        assertEqSigned(ledger.balanceOf(6), -500, "balance on credit");
        vm.expectRevert(abi.encodeWithSelector(ILedger.CreditLimitBelowDebt.selector, 6, 499, -500));
        setCreditLimit(6, 499);
        setCreditLimit(6, 500);
        assertEq(ledger.creditLimitOf(6), 500, "limit");
    }

    function test_creditLimitsAreRefused() public {
        vm.expectRevert(abi.encodeWithSelector(ILedger.SystemAccount.selector, 3));
        setCreditLimit(3, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CreditLimitTooHigh.selector, 4, HIGHEST + 1, HIGHEST));
        setCreditLimit(4, HIGHEST + 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.LengthMismatch.selector, 1, 2));
        ledger.setCreditLimits(new uint32[](1), new uint64[](2));
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        ledger.setCreditLimits(new uint32[](0), new uint64[](0));
    }

    function testFuzz_limitsNeverChangeBalances(uint64 amount, uint64 first, uint64 second) public {
        fund(7, uint64(bound(amount, 0, 2 ** 62)));
        int64 balance = ledger.balanceOf(7);
        setCreditLimit(7, uint64(bound(first, 0, HIGHEST)));
        setCreditLimit(7, uint64(bound(second, 0, HIGHEST)));
        assertEqSigned(ledger.balanceOf(7), balance, "balance");
        assertEqSigned(ledger.balanceOf(6), 0, "the neighbour's balance");
    }
}
