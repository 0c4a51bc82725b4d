// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../src/interfaces/Evidence.sol";
import {Fault} from "../src/interfaces/Fault.sol";
import {IChallenges} from "../src/interfaces/IChallenges.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {DemandKind, IDemands} from "../src/interfaces/IDemands.sol";
import {IInbox, SignedOrder, SignedReading} from "../src/interfaces/IInbox.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {IRule} from "../src/interfaces/IRule.sol";
import {SlotState} from "../src/libraries/SlotWord.sol";
import {InboxFixture} from "./support/InboxFixture.sol";
import {LeafTree} from "./support/LeafTree.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract InboxOrderDemandsTest is InboxFixture {
    function setUp() public {
        deployWithMember();
        fund(4, 100_000_000);
    }

    /// @dev A book of one order by account `account`.
    function bookOf(uint32 account, uint8 side, int64 limit, uint64 nonce) private pure returns (uint256[][] memory all) {
        all = new uint256[][](2);
        all[0] = SlotSamples.bookLeaf(SLOT, 0, 7, 0, 1, 1);
        all[1] = SlotSamples.bookLeaf(SLOT, 1, account, side, limit, nonce);
    }

    function demandOrder(SignedOrder memory order, uint256[][] memory book) private returns (uint256 id) {
        place(order);
        vm.warp(startOf(SLOT));
        closeBook(SlotSamples.bookWith(SLOT, LeafTree.root(book), 2));
        return open(DemandKind.InboxOrder, 0);
    }

    function answerOrder(uint256 id, uint256[][] memory book, uint32 index) private {
        uint256[] memory header = words(SlotSamples.bookWith(SLOT, LeafTree.root(book), 2));
        answer(id, list(header), list(LeafTree.prove(book, index)));
    }

    function test_theBookKeepsTheOrder() public {
        uint256[][] memory book = bookOf(4, 0, 200_000_000, 1);
        uint256 id = demandOrder(buyOrder(), book);
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandNotMet.selector, 0));
        answerOrder(id, book, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.LeafMissing.selector, 0));
        answer(id, list(words(SlotSamples.bookWith(SLOT, LeafTree.root(book), 2))), noLeaves());
        answerOrder(id, book, 1);
        requireAnswered(id, 1);
    }

    /// @dev The member used the nonce for another order; the book cannot keep both.
    function test_theBookKeepsAnotherOrderWithTheNonce() public {
        uint256[][] memory book = bookOf(4, 1, 499_000_000, 1);
        answerOrder(demandOrder(buyOrder(), book), book, 1);
    }

    function test_theBookKeepsAnOrderThatItCrosses() public {
        uint256[][] memory book = bookOf(4, 1, 200_000_000, 9);
        answerOrder(demandOrder(buyOrder(), book), book, 1);
    }

    function test_salesCrossPurchases() public {
        SignedOrder memory sale = buyOrder();
        sale.side = 1;
        uint256[][] memory book = bookOf(4, 0, 200_000_000, 9);
        answerOrder(demandOrder(sale, book), book, 1);
    }

    function test_whatDoesNotCrossIsNoAnswer() public {
        requireNoAnswer(bookOf(4, 1, 200_000_001, 9), 0);
        requireNoAnswer(bookOf(4, 0, 200_000_000, 9), 0);
        requireNoAnswer(bookOf(5, 0, 200_000_000, 1), 0);
        requireNoAnswer(bookOf(4, 0, 199_999_999, 9), 1);
        requireNoAnswer(bookOf(4, 2, 0, 9), 1);
        uint256[][] memory malformed = bookOf(4, 0, 200_000_000, 1);
        malformed[1][0] |= 1;
        requireNoAnswer(malformed, 0);
    }

    function requireNoAnswer(uint256[][] memory book, uint8 side) private {
        setUp();
        SignedOrder memory order = buyOrder();
        order.side = side;
        uint256 id = demandOrder(order, book);
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandNotMet.selector, 0));
        answerOrder(id, book, 1);
    }

    function test_ignoredOrdersVoidTheBook() public {
        uint256 id = demandOrder(buyOrder(), bookOf(5, 0, 1, 1));
        waitForExpiry();
        vm.expectEmit(address(demands));
        emit IDemands.DemandExpired(id);
        vm.expectEmit(address(demands));
        emit IChallenges.ChallengeProven(SLOT, 0, Fault.InboxOrderAbsent, member);
        demands.expire(id, none());
        assertState(SLOT, SlotState.Grid, "the grid tariff");
    }

    /// @dev No book could keep such an order: it would fall by the key, or by other price bounds.
    function test_ordersWhoseKeyOrRulesChangedAreVoid() public {
        place(buyOrder());
        community.revokeDevice(member, SLOT);
        address other = registerKey(5);
        fundDemander(other);
        bookSlot(SLOT);
        bytes memory void = abi.encodeWithSelector(IDemands.InboxOrderVoid.selector, SLOT, 0);
        vm.expectRevert(void);
        vm.prank(other);
        demands.demand(DemandKind.InboxOrder, SLOT, 0);
        vm.expectRevert(abi.encodeWithSelector(IInbox.UnknownOrder.selector, SLOT, 1, 1));
        vm.prank(other);
        demands.demand(DemandKind.InboxOrder, SLOT, 1);
    }

    function test_ordersWhoseRulesChangedAreVoid() public {
        place(buyOrder());
        community.setRules(termsOf(2), SLOT);
        bookSlot(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IDemands.InboxOrderVoid.selector, SLOT, 0));
        open(DemandKind.InboxOrder, 0);
    }
}

contract PostedReadingDemandsTest is InboxFixture {
    uint32 private constant MEASURED = 0;
    uint32 private constant ESTIMATED = 1;
    uint32 private constant SUBSTITUTED = 2;
    uint32 private constant ABSENT = 3;

    function setUp() public {
        deployWithMember();
        uint32[] memory accounts = new uint32[](6);
        for (uint32 i = 0; i < 6; ++i) {
            accounts[i] = 4;
        }
        community.registerMeters(accounts);
        runSlot(SLOT);
    }

    function noBaseline() private pure returns (SignedReading[] memory) {
        return new SignedReading[](0);
    }

    function baseline(uint32 meterIndex) private view returns (SignedReading[] memory all) {
        all = new SignedReading[](1);
        all[0] = readingOf(4, SLOT - 1, meterIndex, 5_000_000, 1);
    }

    function post(uint32 meterIndex, SignedReading[] memory before) private returns (uint256) {
        SignedReading memory reading = readingOf(4, SLOT, meterIndex, 6_000_000, 0);
        vm.prank(member);
        return inbox.postReading(SLOT, meterIndex, reading, before);
    }

    function answerReading(uint256 id, uint32 index) private {
        answer(id, list(meteringWords()), readingLeaf(index));
    }

    function requireUnmet(uint256 id, uint32 index) private {
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandNotMet.selector, index));
        answerReading(id, index);
    }

    function test_postedReadingsOpenADemand() public {
        SignedReading memory reading = readingOf(4, SLOT, SUBSTITUTED, 6_000_000, 1);
        vm.expectEmit(address(demands));
        emit IDemands.DemandOpened(1, SLOT, DemandKind.PostedReading, SUBSTITUTED, member);
        vm.expectEmit(address(inbox));
        emit IInbox.ReadingPosted(SLOT, SUBSTITUTED, 1, reading, noBaseline());
        vm.prank(member);
        inbox.postReading(SLOT, SUBSTITUTED, reading, noBaseline());
        assertEq(bondCoin.balanceOf(address(demands)), DEPOSIT, "deposit");
    }

    function test_signedReadingsMeetIt() public {
        answerReading(post(MEASURED, noBaseline()), MEASURED);
        answerReading(post(ESTIMATED, baseline(ESTIMATED)), ESTIMATED);
        assertEq(bondCoin.balanceOf(ANSWERER), 2 * DEPOSIT, "answered");
    }

    function test_substitutesDoNotMeetIt() public {
        uint256 id = post(SUBSTITUTED, noBaseline());
        requireUnmet(id, SUBSTITUTED);
        vm.expectRevert(abi.encodeWithSelector(IDemands.LeafMissing.selector, SUBSTITUTED));
        answerReading(id, MEASURED);
        waitForExpiry();
        vm.expectEmit(address(demands));
        emit IChallenges.ChallengeProven(SLOT, 1, Fault.PostedReadingAbsent, member);
        demands.expire(id, list(meteringWords()));
        assertState(SLOT, SlotState.Cleared, "cleared");
    }

    /// @dev The operator takes the reading up by a new version.
    function test_aNewVersionMeetsIt() public {
        uint256 id = post(SUBSTITUTED, noBaseline());
        uint256[][] memory leaves = SlotSamples.readingLeaves(SLOT);
        leaves[SUBSTITUTED][0] ^= uint256(SUBSTITUTED) << 56;
        uint256[9] memory next = SlotSamples.metering(SLOT, 2);
        next[6] = uint256(LeafTree.root(leaves));
        remeter(next, SlotSamples.metering(SLOT, 1));
        answer(id, list(words(next)), list(LeafTree.prove(leaves, SUBSTITUTED)));
        requireAnswered(id, 1);
    }

    function test_onlyAMeterThatCannotBeginMayBeAbsent() public {
        answerReading(post(ABSENT, noBaseline()), ABSENT);
        requireUnmet(post(ABSENT, baseline(ABSENT)), ABSENT);
        uint256 id = post(4, noBaseline());
        answer(id, list(meteringWords()), noLeaves());
        id = post(4, baseline(4));
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandNotMet.selector, 4));
        answer(id, list(meteringWords()), noLeaves());
    }

    function test_malformedLeavesDoNotMeetIt() public {
        uint256[][] memory leaves = SlotSamples.readingLeaves(SLOT);
        leaves[MEASURED][0] |= 1;
        uint256[9] memory next = SlotSamples.metering(SLOT, 2);
        next[6] = uint256(LeafTree.root(leaves));
        remeter(next, SlotSamples.metering(SLOT, 1));
        uint256 id = post(MEASURED, noBaseline());
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandNotMet.selector, MEASURED));
        answer(id, list(words(next)), list(LeafTree.prove(leaves, MEASURED)));
    }

    function refusesReading(uint32 slot, uint32 meterIndex, SignedReading memory reading, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(member);
        inbox.postReading(slot, meterIndex, reading, noBaseline());
    }

    function test_readingsAreRefused() public {
        SignedReading memory reading = readingOf(4, SLOT, 0, 6_000_000, 2);
        refusesReading(SLOT, 0, reading, abi.encodeWithSelector(IInbox.QualityInvalid.selector, 2));
        uint64 most = 2 ** 50 - 1;
        reading = readingOf(4, SLOT, 0, most + 1, 0);
        refusesReading(SLOT, 0, reading, abi.encodeWithSelector(IInbox.RegisterOutOfRange.selector, most + 1, most));
        reading.importRegisterUkwh = 0;
        reading.exportRegisterUkwh = most + 1;
        refusesReading(SLOT, 0, reading, abi.encodeWithSelector(IInbox.RegisterOutOfRange.selector, most + 1, most));
        reading = readingOf(5, SLOT, 0, 6_000_000, 0);
        refusesReading(SLOT, 0, reading, abi.encodeWithSelector(IInbox.DeviceNotValid.selector, vm.addr(5), SLOT, 4));
        reading = readingOf(4, SLOT + 1, 0, 6_000_000, 0);
        refusesReading(SLOT, 0, reading, abi.encodeWithSelector(IInbox.SignatureInvalid.selector, member));
        refusesReading(SLOT, 6, reading, abi.encodeWithSelector(ICommunity.UnknownMeter.selector, 6, 6));
        refusesReading(
            SLOT + 1,
            0,
            reading,
            abi.encodeWithSelector(IDemands.NothingToShow.selector, SLOT + 1, DemandKind.PostedReading)
        );
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
        reading = readingOf(4, SLOT, 0, 6_000_000, 0);
        refusesReading(SLOT, 0, reading, abi.encodeWithSelector(IMarket.SlotFinal.selector, SLOT, SLOT + 1));
    }

    function test_baselinesAreRefused() public {
        SignedReading memory reading = readingOf(4, SLOT, 0, 6_000_000, 0);
        vm.expectRevert(abi.encodeWithSelector(IInbox.BaselineInvalid.selector, 2));
        inbox.postReading(SLOT, 0, reading, new SignedReading[](2));
        SignedReading[] memory before = baseline(0);
        before[0] = reading;
        vm.expectRevert(abi.encodeWithSelector(IInbox.SignatureInvalid.selector, member));
        inbox.postReading(SLOT, 0, reading, before);
        vm.expectRevert(abi.encodeWithSelector(IInbox.BaselineInvalid.selector, 1));
        inbox.postReading(0, 0, reading, before);
    }

    function test_postingNeedsTheDeposit() public {
        SignedReading memory reading = readingOf(4, SLOT, 0, 6_000_000, 0);
        vm.prank(STRANGER);
        (bool ok,) = address(inbox).call(abi.encodeCall(inbox.postReading, (SLOT, 0, reading, noBaseline())));
        assertTrue(!ok, "posted for nothing");
        bondCoin.approve(address(demands), DEPOSIT);
        inbox.postReading(SLOT, 0, reading, noBaseline());
    }
}
