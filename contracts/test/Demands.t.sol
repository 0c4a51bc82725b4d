// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Demands} from "../src/Demands.sol";
import {Leaf} from "../src/interfaces/Evidence.sol";
import {Fault} from "../src/interfaces/Fault.sol";
import {IChallenges} from "../src/interfaces/IChallenges.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {DemandKind, IDemands} from "../src/interfaces/IDemands.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {IRule} from "../src/interfaces/IRule.sol";
import {SlotState, SlotWord} from "../src/libraries/SlotWord.sol";
import {DemandFixture} from "./support/DemandFixture.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract DemandsTest is DemandFixture {
    function setUp() public {
        deployWithMember();
        runSlot(SLOT);
    }

    function openCount() private view returns (uint256) {
        return SlotWord.wrap(market.slotWord(SLOT)).demands();
    }

    function test_anyPieceOfASlotIsShown() public {
        vm.expectEmit(address(demands));
        emit IDemands.DemandOpened(1, SLOT, DemandKind.Book, 2, member);
        uint256 book = open(DemandKind.Book, 2);
        (address by, DemandKind kind, uint32 slot, uint32 index, uint256 time) = demands.demandOf(book);
        assertTrue(by == member && kind == DemandKind.Book && slot == SLOT && index == 2, "demand");
        assertEq(time, block.timestamp, "time");
        assertEq(bondCoin.balanceOf(address(demands)), DEPOSIT, "deposit");
        uint256 fill = open(DemandKind.Fill, 1);
        uint256 reading = open(DemandKind.Reading, 3);
        uint256 line = open(DemandKind.Line, 7);
        assertEq(openCount(), 4, "open");
        vm.expectEmit(address(demands));
        emit IDemands.DemandAnswered(book, ANSWERER);
        answer(book, bookHeaders(), bookLeaf(2));
        requireAnswered(book, 1);
        answer(fill, list(clearingWords(), meteringWords()), fillLeaf(1));
        requireAnswered(fill, 2);
        answer(reading, list(meteringWords()), readingLeaf(3));
        requireAnswered(reading, 3);
        answer(line, list(meteringWords()), lineLeaf(7));
        requireAnswered(line, 4);
        assertEq(openCount(), 0, "none open");
        assertEq(bondCoin.balanceOf(address(demands)), 0, "no deposit left");
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
    }

    /// @dev Beyond the header's count there is nothing, and the header shows it.
    function test_nothingIsShownByItsHeader() public {
        uint256[4] memory ids = [
            open(DemandKind.Book, 3), open(DemandKind.Fill, 3), open(DemandKind.Reading, 4), open(DemandKind.Line, 8)
        ];
        answer(ids[0], bookHeaders(), noLeaves());
        answer(ids[1], list(clearingWords(), meteringWords()), noLeaves());
        answer(ids[2], list(meteringWords()), noLeaves());
        answer(ids[3], list(meteringWords()), noLeaves());
        requireAnswered(ids[3], 4);
    }

    function test_answersMustBeTheLeaf() public {
        uint256 id = open(DemandKind.Line, 7);
        bytes memory missing = abi.encodeWithSelector(IDemands.LeafMissing.selector, 7);
        vm.expectRevert(missing);
        answer(id, list(meteringWords()), noLeaves());
        vm.expectRevert(missing);
        answer(id, list(meteringWords()), lineLeaf(6));
        vm.expectRevert(missing);
        answer(id, list(meteringWords()), list(leaf(7), leaf(7)));
        Leaf[] memory forged = lineLeaf(7);
        forged[0].words[2] ^= 1;
        vm.expectRevert(abi.encodeWithSelector(IRule.ProofInvalid.selector, 7));
        answer(id, list(meteringWords()), forged);
        uint256[] memory other = meteringWords();
        other[7] ^= 1;
        bytes32 hash = keccak256(abi.encodePacked(other));
        vm.expectRevert(abi.encodeWithSelector(IChallenges.HeaderNotRecorded.selector, SLOT, hash));
        answer(id, list(other), lineLeaf(7));
        runSlot(SLOT + 1);
        vm.expectRevert(abi.encodeWithSelector(IDemands.WrongSlot.selector, SLOT + 1, SLOT));
        answer(id, list(words(SlotSamples.metering(SLOT + 1, 1))), lineLeaf(7));
        assertEq(openCount(), 1, "still open");
        answer(id, list(meteringWords()), lineLeaf(7));
        vm.expectRevert(abi.encodeWithSelector(IDemands.UnknownDemand.selector, id));
        answer(id, list(meteringWords()), lineLeaf(7));
    }

    function test_onlyMembersAndAuditorsDemand() public {
        vm.expectRevert(abi.encodeWithSelector(IDemands.MayNotDemand.selector, STRANGER, SLOT));
        vm.prank(STRANGER);
        demands.demand(DemandKind.Book, SLOT, 0);
        fundDemander(AUDITOR);
        vm.prank(AUDITOR);
        uint256 id = demands.demand(DemandKind.Book, SLOT, 0);
        answer(id, bookHeaders(), bookLeaf(0));
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotInbox.selector, member));
        open(DemandKind.PostedReading, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotInbox.selector, address(this)));
        demands.demandPosted(SLOT, 0, false, member);
    }

    function test_whatIsNotThereIsNotDemanded() public {
        requireNothing(DemandKind.Book, SLOT + 1);
        bookSlot(SLOT + 1);
        requireNothing(DemandKind.Fill, SLOT + 1);
        requireNothing(DemandKind.Reading, SLOT + 1);
        open(DemandKind.Book, SLOT + 1, 0);
        vm.warp(block.timestamp + 1);
        clear(SlotSamples.clearing(SLOT + 1));
        requireNothing(DemandKind.Line, SLOT + 1);
        open(DemandKind.Fill, SLOT + 1, 0);
        vm.prank(address(court));
        market.voidBook(SLOT);
        requireNothing(DemandKind.Book, SLOT);
        requireNothing(DemandKind.Reading, SLOT);
        meter(SlotSamples.gridMetering(SLOT, 2));
        requireNothing(DemandKind.Fill, SLOT);
        uint256 id = open(DemandKind.Reading, 0);
        answer(id, list(words(SlotSamples.gridMetering(SLOT, 2))), readingLeaf(0));
    }

    function requireNothing(DemandKind kind, uint32 slot) private {
        vm.expectRevert(abi.encodeWithSelector(IDemands.NothingToShow.selector, slot, kind));
        open(kind, slot, 0);
    }

    function test_finalSlotsAreShownNoMore() public {
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotFinal.selector, SLOT, SLOT + 1));
        open(DemandKind.Book, 0);
    }

    function requireExpiry(uint256 id, uint256[][] memory headers, Fault fault, SlotState state, bytes32 hash)
        internal
    {
        uint256 before = bondCoin.balanceOf(member);
        vm.expectEmit(address(demands));
        emit IChallenges.ChallengeProven(SLOT, 1, fault, member);
        vm.prank(STRANGER);
        demands.expire(id, headers);
        requireClosed(id);
        requireState(state, hash);
        assertEq(bondCoin.balanceOf(member), before + DEPOSIT + BOND_PER_SLOT / 2, "deposit and half the bond");
    }

    function test_withheldBooks() public {
        uint256 id = open(DemandKind.Book, 0);
        uint256 lateAfter = block.timestamp + RESPONSE_SECONDS;
        vm.warp(lateAfter);
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandNotLate.selector, id, lateAfter, lateAfter));
        demands.expire(id, none());
        vm.warp(lateAfter + 1);
        requireExpiry(id, none(), Fault.DataWithheld, SlotState.Grid, 0);
    }

    function test_withheldFills() public {
        uint256 id = open(DemandKind.Fill, 0);
        waitForExpiry();
        vm.expectRevert(abi.encodeWithSelector(IChallenges.HeadersIncomplete.selector, 0));
        demands.expire(id, none());
        bytes32 bookHash = keccak256(abi.encodePacked(bookWords()));
        uint256[][] memory headers = list(clearingWords(), meteringWords());
        requireExpiry(id, headers, Fault.DataWithheld, SlotState.Booked, bookHash);
    }

    function test_withheldReadingsAndLines() public {
        uint256 id = open(DemandKind.Reading, 0);
        uint256 second = open(DemandKind.Line, 0);
        waitForExpiry();
        bytes32 clearingHash = keccak256(abi.encodePacked(clearingWords()));
        requireExpiry(id, list(meteringWords()), Fault.DataWithheld, SlotState.Cleared, clearingHash);
        // The other waits for the next version.
        vm.expectRevert(abi.encodeWithSelector(IDemands.NothingToShow.selector, SLOT, DemandKind.Line));
        demands.expire(second, list(meteringWords()));
        meter(SlotSamples.metering(SLOT, 2));
        waitForExpiry();
        demands.expire(second, list(words(SlotSamples.metering(SLOT, 2))));
        requireState(SlotState.Cleared, clearingHash);
        assertEq(openCount(), 0, "none open");
    }

    function test_anotherSlotsHeadersDoNotExpireADemand() public {
        uint256 id = open(DemandKind.Reading, 0);
        runSlot(SLOT + 1);
        waitForExpiry();
        vm.expectRevert(abi.encodeWithSelector(IDemands.WrongSlot.selector, SLOT + 1, SLOT));
        demands.expire(id, list(words(SlotSamples.metering(SLOT + 1, 1))));
    }

    /// @dev A new version is shown anew, and gives time anew; the demand goes on.
    function test_demandsOutliveNewVersions() public {
        uint256 id = open(DemandKind.Line, 7);
        vm.warp(block.timestamp + RESPONSE_SECONDS);
        remeter(SlotSamples.metering(SLOT, 2), SlotSamples.metering(SLOT, 1));
        uint256 lateAfter = block.timestamp + RESPONSE_SECONDS;
        vm.warp(lateAfter);
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandNotLate.selector, id, lateAfter, lateAfter));
        demands.expire(id, list(words(SlotSamples.metering(SLOT, 2))));
        bytes32 hash = keccak256(abi.encodePacked(meteringWords()));
        vm.expectRevert(abi.encodeWithSelector(IChallenges.HeaderNotRecorded.selector, SLOT, hash));
        answer(id, list(meteringWords()), lineLeaf(7));
        answer(id, list(words(SlotSamples.metering(SLOT, 2))), lineLeaf(7));
    }

    function test_pausesGiveTimeAnewAndAnswersGoOn() public {
        uint256 id = open(DemandKind.Line, 7);
        uint256 second = open(DemandKind.Line, 6);
        waitForExpiry();
        community.pause();
        vm.expectRevert(abi.encodeWithSelector(ICommunity.CommunityPaused.selector));
        demands.expire(id, list(meteringWords()));
        answer(second, list(meteringWords()), lineLeaf(6));
        open(DemandKind.Line, 5);
        vm.warp(block.timestamp + 100);
        community.unpause();
        uint256 lateAfter = block.timestamp + RESPONSE_SECONDS;
        vm.expectRevert(
            abi.encodeWithSelector(IDemands.DemandNotLate.selector, id, block.timestamp, lateAfter)
        );
        demands.expire(id, list(meteringWords()));
        vm.warp(lateAfter + 1);
        demands.expire(id, list(meteringWords()));
    }

    function test_mootDemandsAreDismissed() public {
        uint256[3] memory ids = [open(DemandKind.Book, 0), open(DemandKind.Fill, 0), open(DemandKind.Reading, 0)];
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandInForce.selector, ids[0]));
        demands.dismiss(ids[0]);
        vm.prank(address(court));
        market.voidBook(SLOT);
        uint256 before = bondCoin.balanceOf(member);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(demands));
            emit IDemands.DemandDismissed(ids[i]);
            demands.dismiss(ids[i]);
        }
        assertEq(bondCoin.balanceOf(member), before + 2 * DEPOSIT, "deposits");
        vm.expectRevert(abi.encodeWithSelector(IDemands.DemandInForce.selector, ids[2]));
        demands.dismiss(ids[2]);
        vm.warp(block.timestamp + STAGE_SECONDS + 1);
        market.skip(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DemandsOpen.selector, SLOT, 1));
        market.finalize(SLOT + 1);
        demands.dismiss(ids[2]);
        market.finalize(SLOT + 1);
    }

    function test_bookDemandsBeforeTheClearing() public {
        bookSlot(SLOT + 1);
        uint256 id = open(DemandKind.Book, SLOT + 1, 9);
        uint256[] memory header = words(SlotSamples.book(SLOT + 1));
        answer(id, list(header), noLeaves());
        requireAnswered(id, 1);
    }

    function test_slotKindsOnly() public {
        uint256 id = open(DemandKind.Line, 7);
        vm.expectRevert(abi.encodeWithSelector(IDemands.WrongAnswer.selector, DemandKind.Line));
        demands.answerPeriod(id, periodOf(0, SLOT, SLOT + 1), noLeaves());
        vm.expectRevert(abi.encodeWithSelector(IDemands.UnknownDemand.selector, 0));
        demands.dismiss(0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.UnknownDemand.selector, 9));
        demands.expire(9, none());
    }

    /// @dev Who fills the list and empties it just before the end must not have kept others out.
    function test_aFullSlotStaysOpenForAWindow() public {
        uint256[] memory ids = new uint256[](62);
        for (uint32 i = 0; i < 62; ++i) {
            ids[i] = open(DemandKind.Line, 100 + i);
        }
        assertEq(openCount(), 63, "the last place is the hold");
        vm.expectRevert(abi.encodeWithSelector(IMarket.TooManyDemands.selector, SLOT));
        open(DemandKind.Line, 0);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        vm.expectRevert(holdUntil(block.timestamp));
        demands.releaseSlot(SLOT);
        answer(ids[0], list(meteringWords()), noLeaves());
        uint256 id = open(DemandKind.Line, 0);
        answer(id, list(meteringWords()), lineLeaf(0));
        uint256 heldUntil = block.timestamp + WINDOW_SECONDS;
        for (uint32 i = 1; i < 62; ++i) {
            answer(ids[i], list(meteringWords()), noLeaves());
        }
        assertEq(openCount(), 1, "the hold");
        vm.expectRevert(abi.encodeWithSelector(IMarket.DemandsOpen.selector, SLOT, 1));
        market.finalize(SLOT + 1);
        vm.warp(heldUntil - 1);
        vm.expectRevert(holdUntil(heldUntil));
        demands.releaseSlot(SLOT);
        vm.warp(heldUntil);
        demands.releaseSlot(SLOT);
        vm.expectRevert(holdUntil(WINDOW_SECONDS));
        demands.releaseSlot(SLOT);
        market.finalize(SLOT + 1);
    }

    function holdUntil(uint256 heldUntil) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDemands.HoldNotOver.selector, block.timestamp, heldUntil);
    }

    function test_theContractStandsWhereTheMarketExpectsIt() public {
        vm.expectRevert(abi.encodeWithSelector(IChallenges.NotTheMarkets.selector, address(demands)));
        new Demands(market, address(inbox), DEPOSIT, RESPONSE_SECONDS);
        assertTrue(demands.depositAmount() == DEPOSIT && demands.responseSeconds() == RESPONSE_SECONDS, "settings");
        assertTrue(address(demands.market()) == address(market) && demands.inbox() == address(inbox), "parts");
    }
}
