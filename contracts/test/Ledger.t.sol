// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {ILedger} from "../src/interfaces/ILedger.sol";
import {MarketSettings} from "../src/interfaces/IMarket.sol";
import {Ledger} from "../src/Ledger.sol";
import {LaneBook} from "../src/libraries/LaneBook.sol";
import {Lanes} from "../src/libraries/Lanes.sol";
import {Market} from "../src/Market.sol";
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

    function withdraw(uint32 account, address to, uint64 amount) private {
        uint256 id = ledger.requestWithdrawal(account, to, amount);
        vm.warp(block.timestamp + DELAY_SECONDS);
        ledger.executeWithdrawal(id);
    }

    function test_depositsAndWithdrawals() public {
        fund(5, 1000);
        vm.expectEmit(address(ledger));
        emit ILedger.WithdrawalRequested(1, 5, STRANGER, 400, block.timestamp + DELAY_SECONDS);
        uint256 id = ledger.requestWithdrawal(5, STRANGER, 400);
        (uint32 account, address to, uint64 amount, uint256 executableAt) = ledger.withdrawalOf(id);
        assertTrue(account == 5 && to == STRANGER && amount == 400, "request");
        assertEq(executableAt, block.timestamp + DELAY_SECONDS, "executable");
        assertEqSigned(ledger.balanceOf(5), 1000, "a request takes nothing");
        vm.warp(executableAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.WithdrawalDelayed.selector, id, executableAt - 1, executableAt)
        );
        ledger.executeWithdrawal(id);
        vm.warp(executableAt);
        vm.expectEmit(address(ledger));
        emit ILedger.Withdrawn(id, 5, STRANGER, 400);
        vm.prank(STRANGER);
        ledger.executeWithdrawal(id);
        assertEqSigned(ledger.balanceOf(5), 600, "balance");
        assertEq(coin.balanceOf(STRANGER), 400, "paid out");
        assertEq(coin.balanceOf(address(ledger)), 600, "held");
        (uint128 deposited, uint128 withdrawn) = ledger.totals();
        assertTrue(deposited == 1000 && withdrawn == 400, "totals");
        vm.expectRevert(abi.encodeWithSelector(ILedger.UnknownWithdrawal.selector, id));
        ledger.executeWithdrawal(id);
    }

    /// @dev The headroom counts when the coins go, not when they were asked for.
    function test_withdrawalsStayWithinTheHeadroom() public {
        fund(5, 600);
        uint256 first = ledger.requestWithdrawal(5, STRANGER, 600);
        uint256 second = ledger.requestWithdrawal(5, STRANGER, 1);
        uint256 third = ledger.requestWithdrawal(5, STRANGER, type(uint64).max);
        vm.warp(block.timestamp + DELAY_SECONDS);
        ledger.executeWithdrawal(first);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientHeadroom.selector, 5, 1, 0));
        ledger.executeWithdrawal(second);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientHeadroom.selector, 5, type(uint64).max, 0));
        ledger.executeWithdrawal(third);
        fund(5, 1);
        ledger.executeWithdrawal(second);
    }

    function test_withdrawalsAreTheTreasurers() public {
        vm.startPrank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotTreasurer.selector, STRANGER));
        ledger.requestWithdrawal(5, STRANGER, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotTreasurer.selector, STRANGER));
        ledger.cancelWithdrawal(1);
        vm.stopPrank();
        uint256 id = ledger.requestWithdrawal(5, STRANGER, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.WithdrawalCancelled(id);
        ledger.cancelWithdrawal(id);
        bytes memory unknown = abi.encodeWithSelector(ILedger.UnknownWithdrawal.selector, id);
        vm.expectRevert(unknown);
        ledger.cancelWithdrawal(id);
        vm.expectRevert(unknown);
        ledger.executeWithdrawal(id);
        (,,, uint256 executableAt) = ledger.withdrawalOf(id);
        assertEq(executableAt, 0, "nothing is left");
    }

    function test_aDelayOfZeroIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotTheMarketsLedger.selector, address(ledger)));
        new Ledger(address(coin), address(community), address(market), 0);
        MarketSettings memory settings = settingsFrom(vm.getNonce(address(this)));
        Market other = new Market(settings);
        Ledger quick = new Ledger(address(coin), address(community), address(other), 0);
        quick.executeWithdrawal(quick.requestWithdrawal(5, STRANGER, 0));
    }

    function test_unknownAccountsHoldNothing() public {
        bytes memory unknown = abi.encodeWithSelector(ILedger.UnknownAccount.selector, 8, 8);
        vm.expectRevert(unknown);
        ledger.deposit(8, 1);
        vm.expectRevert(unknown);
        ledger.requestWithdrawal(8, STRANGER, 0);
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
        withdraw(6, STRANGER, 600);
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
        vm.expectRevert(abi.encodeWithSelector(ICommunity.NotOperator.selector, STRANGER));
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
