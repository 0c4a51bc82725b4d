// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Inbox} from "../src/Inbox.sol";
import {Terms} from "../src/interfaces/Evidence.sol";
import {IChallenges} from "../src/interfaces/IChallenges.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {IInbox, InboxOrder, SignedOrder} from "../src/interfaces/IInbox.sol";
import {InboxFixture} from "./support/InboxFixture.sol";

contract InboxTest is InboxFixture {
    function setUp() public {
        deployWithMember();
        fund(4, 100_000_000);
    }

    function test_ordersArePlaced() public {
        SignedOrder memory order = buyOrder();
        bytes memory signature = signOrder(4, order);
        vm.expectEmit(address(inbox));
        emit IInbox.OrderPlaced(SLOT, 4, 0, order, member, signature, digestOf(order));
        vm.prank(STRANGER);
        assertEq(inbox.placeOrder(order, member, signature, termsOf(1)), 0, "index");
        order.nonce = 2;
        assertEq(place(order), 1, "the next index");
        assertEq(inbox.orderCount(SLOT), 2, "orders");
        InboxOrder memory kept = inbox.orderAt(SLOT, 1);
        assertTrue(kept.device == member && kept.account == 4 && kept.rulesVersion == 1, "who");
        assertTrue(kept.side == 0 && kept.limitPrice == order.limitPrice && kept.nonce == 2, "what");
        vm.expectRevert(abi.encodeWithSelector(IInbox.UnknownOrder.selector, SLOT, 2, 2));
        inbox.orderAt(SLOT, 2);
    }

    function test_theGateClosesTheInbox() public {
        uint256 gate = startOf(SLOT) - GATE_SECONDS;
        vm.warp(gate);
        SignedOrder memory order = buyOrder();
        refuses(order, abi.encodeWithSelector(IInbox.GateClosed.selector, SLOT, gate, gate));
        vm.warp(gate - 1);
        place(order);
        order.slot = 0;
        refuses(order, abi.encodeWithSelector(IInbox.GateClosed.selector, 0, gate - 1, 0));
    }

    function test_ordersAreRefused() public {
        SignedOrder memory order = buyOrder();
        order.account = 3;
        refuses(order, abi.encodeWithSelector(IInbox.SystemAccount.selector, 3));
        order = buyOrder();
        order.side = 2;
        refuses(order, abi.encodeWithSelector(IInbox.SideInvalid.selector, 2));
        order = buyOrder();
        order.limitPrice = 500_000_001;
        refuses(order, outsideCap(order.limitPrice));
        order.limitPrice = -50_000_001;
        refuses(order, outsideCap(order.limitPrice));
        order = buyOrder();
        order.energyUkwh = 0;
        refuses(order, abi.encodeWithSelector(IInbox.EnergyOutOfRange.selector, 0, 2 ** 36 - 1));
        order.energyUkwh = 2 ** 36;
        refuses(order, abi.encodeWithSelector(IInbox.EnergyOutOfRange.selector, 2 ** 36, 2 ** 36 - 1));
        order = buyOrder();
        order.nonce = 2 ** 53;
        refuses(order, abi.encodeWithSelector(IInbox.NonceOutOfRange.selector, 2 ** 53, 2 ** 53 - 1));
        order = buyOrder();
        order.account = 5;
        refuses(order, abi.encodeWithSelector(IInbox.DeviceNotValid.selector, member, SLOT, 5));
        assertEq(inbox.orderCount(SLOT), 0, "none");
    }

    function outsideCap(int64 price) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IInbox.PriceOutsideCap.selector, price, -50_000_000, 500_000_000);
    }

    function test_onlySignedOrdersOfKeysInForce() public {
        SignedOrder memory order = buyOrder();
        bytes memory signature = signOrder(5, order);
        vm.expectRevert(abi.encodeWithSelector(IInbox.SignatureInvalid.selector, member));
        inbox.placeOrder(order, member, signature, termsOf(1));
        vm.expectRevert(abi.encodeWithSelector(IInbox.DeviceNotValid.selector, vm.addr(5), SLOT, 4));
        inbox.placeOrder(order, vm.addr(5), signature, termsOf(1));
        signature = signOrder(4, order);
        ++order.energyUkwh;
        vm.expectRevert(abi.encodeWithSelector(IInbox.SignatureInvalid.selector, member));
        inbox.placeOrder(order, member, signature, termsOf(1));
        --order.energyUkwh;
        community.revokeDevice(member, SLOT);
        vm.expectRevert(abi.encodeWithSelector(IInbox.DeviceNotValid.selector, member, SLOT, 4));
        inbox.placeOrder(order, member, signature, termsOf(1));
    }

    function test_onlyTheTermsInForce() public {
        SignedOrder memory order = buyOrder();
        Terms memory other = termsOf(2);
        bytes memory signature = signOrder(4, order);
        vm.expectRevert(
            abi.encodeWithSelector(
                IChallenges.TermsMismatch.selector, 1, keccak256(abi.encode(other)), keccak256(abi.encode(termsOf(1)))
            )
        );
        inbox.placeOrder(order, member, signature, other);
    }

    function test_oneAccountPlacesFourOrdersASlot() public {
        SignedOrder memory order = buyOrder();
        order.energyUkwh = 1;
        for (uint64 nonce = 0; nonce < 4; ++nonce) {
            order.nonce = nonce;
            place(order);
        }
        order.nonce = 4;
        refuses(order, abi.encodeWithSelector(IInbox.TooManyOrders.selector, SLOT, 4));
        order.slot = SLOT + 1;
        place(order);
        order.slot = SLOT;
        order.account = 5;
        address other = registerKey(5);
        fund(5, 1000);
        bytes memory signature = signOrder(5, order);
        inbox.placeOrder(order, other, signature, termsOf(1));
    }

    /// @dev 100 of credit: a buyer's limit counts up to the retail price of 300, for all orders of the slot together.
    function test_ordersStayWithinTheHeadroom() public {
        SignedOrder memory order = buyOrder();
        (order.limitPrice, order.energyUkwh) = (500_000_000, 333_334);
        uint256 cost = uint256(300_000_000) * 333_334;
        refuses(order, exceeded(cost));
        order.energyUkwh = 333_333;
        place(order);
        cost = uint256(300_000_000) * 333_333;
        order.nonce = 2;
        (order.limitPrice, order.energyUkwh) = (100_000_000, 2);
        refuses(order, exceeded(cost + 200_000_000));
        order.energyUkwh = 1;
        place(order);
    }

    function exceeded(uint256 cost) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IInbox.CreditExceeded.selector, 4, cost, uint256(100_000_000) * 1e6);
    }

    /// @dev A sale costs nothing, unless the feed-in price and its limit are negative; a purchase at a negative price
    /// costs nothing either.
    function test_whatCostsNothingNeedsNoHeadroom() public {
        SignedOrder memory order = buyOrder();
        order.account = 5;
        registerKey(5);
        order.side = 1;
        order.limitPrice = -50_000_000;
        placeBy(5, order);
        (order.side, order.nonce) = (0, 2);
        placeBy(5, order);
        order.nonce = 3;
        order.limitPrice = 1;
        bytes memory signature = signOrder(5, order);
        vm.expectRevert(abi.encodeWithSelector(IInbox.CreditExceeded.selector, 5, order.energyUkwh, 0));
        inbox.placeOrder(order, vm.addr(5), signature, termsOf(1));
    }

    function test_negativeFeedInMakesSalesCost() public {
        Terms memory terms = termsOf(2);
        terms.feedInPrice = -20_000_000;
        community.setRules(terms, SLOT);
        SignedOrder memory order = buyOrder();
        (order.side, order.limitPrice, order.energyUkwh) = (1, -50_000_000, 5_000_001);
        uint256 cost = uint256(20_000_000) * 5_000_001;
        bytes memory signature = signOrder(4, order);
        vm.expectRevert(exceeded(cost));
        inbox.placeOrder(order, member, signature, terms);
        order.energyUkwh = 5_000_000;
        signature = signOrder(4, order);
        inbox.placeOrder(order, member, signature, terms);
    }

    function test_theInboxStandsWhereDemandsExpectIt() public {
        vm.expectRevert(abi.encodeWithSelector(IInbox.NotTheDemandsInbox.selector, address(inbox)));
        new Inbox(market, demands);
        assertTrue(address(inbox.market()) == address(market) && address(inbox.demands()) == address(demands), "parts");
    }
}

contract InboxBeforeRulesTest is InboxFixture {
    function firstRulesSlot() internal pure override returns (uint32) {
        return SLOT + 1;
    }

    function test_noRulesNoOrders() public {
        deployWithMember();
        SignedOrder memory order = buyOrder();
        refuses(order, abi.encodeWithSelector(IInbox.NoRulesInForce.selector, SLOT));
    }
}
