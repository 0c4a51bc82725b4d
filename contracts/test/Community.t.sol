// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Community} from "../src/Community.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";

contract CommunityTest is CommunityFixture {
    address private constant KEY = address(0xdec1ce);
    address private constant OTHER = address(0x07e4);

    function setUp() public {
        deployCommunity();
    }

    function fresh() private returns (Community) {
        return new Community(address(this), 1 days, address(this), address(this), NOTICE_SECONDS);
    }

    function one(bytes32 pseudonym) private pure returns (bytes32[] memory all) {
        all = new bytes32[](1);
        all[0] = pseudonym;
    }

    function test_systemAccountsExistFromTheStart() public {
        Community start = fresh();
        assertEq(start.accountCount(), start.SYSTEM_ACCOUNTS(), "accounts");
        assertTrue(start.pseudonymOf(0) == "supplier" && start.pseudonymOf(3) == "rounding", "names");
    }

    function test_accountsAreDenseAndUnique() public {
        vm.expectEmit(address(community));
        emit ICommunity.AccountRegistered(8, "new");
        community.registerAccounts(one("new"));
        vm.expectRevert(abi.encodeWithSelector(ICommunity.PseudonymTaken.selector, bytes32("new"), 8));
        community.registerAccounts(one("new"));
        vm.expectRevert(abi.encodeWithSelector(ICommunity.ZeroPseudonym.selector, 0));
        community.registerAccounts(one(0));
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownAccount.selector, 9, 9));
        community.pseudonymOf(9);
    }

    function test_metersBelongToAccounts() public {
        uint32[] memory accounts = new uint32[](2);
        (accounts[0], accounts[1]) = (7, 5);
        community.registerMeters(accounts);
        assertEq(community.accountOfMeter(0), 7, "first meter");
        assertEq(community.accountOfMeter(1), 5, "second meter");
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownMeter.selector, 2, 2));
        community.accountOfMeter(2);
        accounts[1] = 8;
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownAccount.selector, 8, 8));
        community.registerMeters(accounts);
        assertEq(community.meterCount(), 2, "meters after a refusal");
    }

    function test_theMarketIsNamedOnce() public {
        vm.expectRevert(abi.encodeWithSelector(ICommunity.MarketAlreadySet.selector, address(market)));
        community.setMarket(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.ZeroAddress.selector));
        community.setMarket(address(0));
    }

    function test_receiptSignersHoldFromTheFirstOpenSlot() public {
        assertTrue(community.receiptSignerAt(FIRST_SLOT) == address(0), "none yet");
        vm.expectEmit(address(community));
        emit ICommunity.ReceiptSignerSet(KEY, FIRST_SLOT);
        community.setReceiptSigner(KEY);
        bookSlot(FIRST_SLOT);
        community.setReceiptSigner(OTHER);
        assertTrue(community.receiptSignerAt(FIRST_SLOT) == KEY, "a closed slot keeps its signer");
        assertTrue(community.receiptSignerAt(FIRST_SLOT + 1) == OTHER, "the next slot's signer");
        community.setReceiptSigner(KEY);
        assertTrue(community.receiptSignerAt(FIRST_SLOT + 1) == KEY, "an open slot's signer may change");
        assertTrue(community.receiptSignerAt(FIRST_SLOT - 1) == address(0), "before the first");
        vm.expectRevert(abi.encodeWithSelector(ICommunity.ZeroAddress.selector));
        community.setReceiptSigner(address(0));
    }

    function test_pausesStopCommitmentsAndPayments() public {
        community.requireOperating(address(this));
        assertEq(community.requireRunning(), 0, "never paused");
        vm.expectEmit(address(community));
        emit ICommunity.Paused(AUDITOR);
        vm.prank(AUDITOR);
        community.pause();
        assertTrue(community.paused(), "paused");
        bytes memory paused = abi.encodeWithSelector(ICommunity.CommunityPaused.selector);
        uint256[2][] memory books;
        uint256[8][] memory clearings;
        uint256[9][] memory meterings;
        bytes32[] memory hashes;
        bytes[13] memory calls = [
            abi.encodeCall(market.closeBooks, (books)),
            abi.encodeCall(market.clear, (clearings)),
            abi.encodeCall(market.meter, (meterings)),
            abi.encodeCall(market.remeter, (meterings, meterings)),
            abi.encodeCall(market.finalize, (FIRST_SLOT)),
            abi.encodeCall(market.fallBack, (FIRST_SLOT)),
            abi.encodeCall(market.skip, (FIRST_SLOT)),
            abi.encodeCall(market.withdrawBond, (address(this), 0)),
            abi.encodeCall(ledger.commitPeriod, (periodOf(0, FIRST_SLOT, FIRST_SLOT + 1), hashes)),
            abi.encodeCall(ledger.deposit, (4, 0)),
            abi.encodeCall(ledger.requestWithdrawal, (4, STRANGER, 0)),
            abi.encodeCall(ledger.executeWithdrawal, (1)),
            abi.encodeCall(ledger.depositWithPermit, (4, 0, 0, 0, 0, 0))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            address target = i < 8 ? address(market) : address(ledger);
            (bool ok, bytes memory answer) = target.call(calls[i]);
            assertTrue(!ok && keccak256(answer) == keccak256(paused), "something went on during a pause");
        }
        vm.expectRevert(paused);
        community.requireOperating(address(this));
        vm.expectRevert(abi.encodeWithSelector(ICommunity.NotOperator.selector, STRANGER));
        community.requireOperating(STRANGER);
        vm.expectRevert(paused);
        community.pause();
        vm.warp(block.timestamp + 77);
        community.unpause();
        assertEq(community.requireRunning(), block.timestamp, "the end of the pause");
        community.requireOperating(address(this));
        vm.expectRevert(abi.encodeWithSelector(ICommunity.CommunityNotPaused.selector));
        community.unpause();
    }

    function test_onlyAdminAndAuditorsPause() public {
        vm.expectRevert(abi.encodeWithSelector(ICommunity.MayNotPause.selector, STRANGER));
        vm.prank(STRANGER);
        community.pause();
        community.pause();
        refusesStranger(abi.encodeCall(community.unpause, ()), community.DEFAULT_ADMIN_ROLE());
        bytes memory refusal = abi.encodeWithSelector(
            IAccessControl.AccessControlUnauthorizedAccount.selector, AUDITOR, community.DEFAULT_ADMIN_ROLE()
        );
        vm.expectRevert(refusal);
        vm.prank(AUDITOR);
        community.unpause();
    }

    /// @dev Whoever gets or loses the role during a pause must be as if there had been none.
    function test_operatorsComeAndGoAlsoDuringAPause() public {
        bytes32 role = community.OPERATOR_ROLE();
        community.grantRole(role, OTHER);
        community.pause();
        community.revokeRole(role, OTHER);
        community.grantRole(role, KEY);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.CommunityPaused.selector));
        community.requireOperating(KEY);
        community.unpause();
        community.requireOperating(KEY);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.NotOperator.selector, OTHER));
        community.requireOperating(OTHER);
        vm.prank(KEY);
        community.renounceRole(role, KEY);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.NotOperator.selector, KEY));
        community.requireOperating(KEY);
    }

    function test_theAdminHandsOverInTwoSteps() public {
        community.beginDefaultAdminTransfer(OTHER);
        vm.warp(block.timestamp + 1 days + 1);
        vm.prank(OTHER);
        community.acceptDefaultAdminTransfer();
        assertTrue(community.defaultAdmin() == OTHER, "admin");
    }

    function test_strangersMayNothing() public {
        bytes[7] memory calls = [
            abi.encodeCall(community.registerAccounts, (one("x"))),
            abi.encodeCall(community.registerMeters, (new uint32[](1))),
            abi.encodeCall(community.registerDevice, (KEY, 4, 0)),
            abi.encodeCall(community.registerP256Device, (0, 0, 4, 0)),
            abi.encodeCall(community.revokeDevice, (KEY, 0)),
            abi.encodeCall(community.setRules, (termsOf(2), 0)),
            abi.encodeCall(community.setReceiptSigner, (KEY))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            refusesStranger(calls[i], community.OPERATOR_ROLE());
        }
        refusesStranger(abi.encodeCall(community.setMarket, (KEY)), community.DEFAULT_ADMIN_ROLE());
    }

    function refusesStranger(bytes memory data, bytes32 role) private {
        vm.prank(STRANGER);
        (bool ok, bytes memory answer) = address(community).call(data);
        bytes memory refusal =
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, STRANGER, role);
        assertTrue(!ok && keccak256(answer) == keccak256(refusal), "a stranger was let in");
    }
}
