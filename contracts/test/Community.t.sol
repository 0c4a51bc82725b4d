// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Community} from "../src/Community.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";

contract CommunityTest is CommunityFixture {
    address private constant KEY = address(0xdec1ce);

    function setUp() public {
        deployCommunity();
    }

    function one(bytes32 pseudonym) private pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = pseudonym;
    }

    function test_systemAccountsExistFromTheStart() public {
        Community fresh = new Community(address(this), 1 days, address(this), address(this));
        assertEq(fresh.accountCount(), fresh.SYSTEM_ACCOUNTS(), "accounts");
        assertTrue(fresh.pseudonymOf(0) == "supplier" && fresh.pseudonymOf(3) == "rounding", "names");
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

    function test_devicesAreValidInTheirSlots() public {
        (bool valid, uint32 account) = community.deviceAt(KEY, 1005);
        assertTrue(!valid && account == 0, "unknown");
        community.registerDevice(KEY, 6, 1002);
        community.revokeDevice(KEY, 1005);
        uint32[4] memory slots = [uint32(1001), 1002, 1004, 1005];
        bool[4] memory expected = [false, true, true, false];
        for (uint256 i = 0; i < 4; ++i) {
            (valid, account) = community.deviceAt(KEY, slots[i]);
            assertTrue(valid == expected[i] && account == 6, "validity");
        }
    }

    function test_devicesAreRefused() public {
        vm.expectRevert(abi.encodeWithSelector(ICommunity.ZeroAddress.selector));
        community.registerDevice(address(0), 4, 0);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownAccount.selector, 8, 8));
        community.registerDevice(KEY, 8, 0);
        community.registerDevice(KEY, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.DeviceAlreadyRegistered.selector, KEY, 0));
        community.registerDevice(KEY, 4, 0);
    }

    function test_revocationsOnlyShortenOpenSlots() public {
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownDevice.selector, KEY));
        community.revokeDevice(KEY, 1);
        community.registerDevice(KEY, 4, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunity.DeviceValidityNotShortened.selector, KEY, type(uint32).max, type(uint32).max
            )
        );
        community.revokeDevice(KEY, type(uint32).max);
        runSlot(FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunity.SlotAlreadyClosed.selector, FIRST_SLOT, FIRST_SLOT + 1)
        );
        community.revokeDevice(KEY, FIRST_SLOT);
        community.revokeDevice(KEY, FIRST_SLOT + 1);
        (bool valid,) = community.deviceAt(KEY, FIRST_SLOT);
        assertTrue(valid, "the closed slot's signature stays valid");
    }

    function test_revocationsNeedNoMarket() public {
        Community fresh = new Community(address(this), 1 days, address(this), address(this));
        fresh.registerDevice(KEY, 0, 0);
        fresh.revokeDevice(KEY, 0);
        fresh.setRules("first", 5);
        assertEq(fresh.rulesVersion(), 1, "rules");
    }

    function test_rulesGoForward() public {
        community.setRules("first", FIRST_SLOT);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.RulesTooEarly.selector, FIRST_SLOT - 1, FIRST_SLOT));
        community.setRules("second", FIRST_SLOT - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.ZeroRulesHash.selector));
        community.setRules(0, FIRST_SLOT);
        runSlot(FIRST_SLOT);
        runSlot(FIRST_SLOT + 1);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.RulesTooEarly.selector, FIRST_SLOT, FIRST_SLOT + 1));
        community.setRules("second", FIRST_SLOT);
        community.setRules("second", FIRST_SLOT + 1);
        (bytes32 rulesHash, uint32 fromSlot) = community.rulesAt(2);
        assertTrue(rulesHash == "second" && fromSlot == FIRST_SLOT + 1, "second rules");
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownRules.selector, 3, 2));
        community.rulesAt(3);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownRules.selector, 0, 2));
        community.rulesAt(0);
    }

    function test_theMarketIsNamedOnce() public {
        vm.expectRevert(abi.encodeWithSelector(ICommunity.MarketAlreadySet.selector, address(market)));
        community.setMarket(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.ZeroAddress.selector));
        community.setMarket(address(0));
    }

    function test_theReceiptSignerIsNamed() public {
        community.setReceiptSigner(KEY);
        assertTrue(community.receiptSigner() == KEY, "signer");
        vm.expectRevert(abi.encodeWithSelector(ICommunity.ZeroAddress.selector));
        community.setReceiptSigner(address(0));
    }

    function test_strangersMayNothing() public {
        bytes[6] memory calls = [
            abi.encodeCall(community.registerAccounts, (one("x"))),
            abi.encodeCall(community.registerMeters, (new uint32[](1))),
            abi.encodeCall(community.registerDevice, (KEY, 4, 0)),
            abi.encodeCall(community.revokeDevice, (KEY, 0)),
            abi.encodeCall(community.setRules, ("x", 0)),
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
