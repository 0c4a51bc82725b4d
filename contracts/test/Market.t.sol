// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../src/interfaces/IMarket.sol";
import {BookHeader, ClearingHeader, MeteringHeader} from "../src/interfaces/MarketHeaders.sol";
import {SlotState} from "../src/libraries/SlotWord.sol";
import {Market} from "../src/Market.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";

contract MarketTest is CommunityFixture {
    function setUp() public {
        deployCommunity();
    }

    function test_aSlotsLife() public {
        runSlot(FIRST_SLOT);
        (SlotState state, uint8 version, uint40 time, uint200 hash200) = market.slotState(FIRST_SLOT);
        assertTrue(state == SlotState.Metered && version == 1, "metered");
        assertEq(time, startOf(FIRST_SLOT + 1), "time");
        assertEq(hash200, uint256(keccak256(abi.encode(meteringOf(FIRST_SLOT, 1)))) >> 56, "hash");
        vm.warp(startOf(FIRST_SLOT + 1) + WINDOW_SECONDS);
        vm.expectEmit(address(market));
        emit IMarket.Finalized(FIRST_SLOT + 1);
        vm.prank(STRANGER);
        market.finalize(FIRST_SLOT + 1);
        assertEq(market.finalUntil(), FIRST_SLOT + 1, "final");
    }

    function test_settingsMustMakeSense() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.SettingOutOfRange.selector, "slotSeconds", 0));
        new Market(address(community), 0, 0, 0, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.SettingOutOfRange.selector, "ringSize", 0));
        new Market(address(community), 900, 0, 0, 0, 0);
    }

    function test_aGateMayBeLongerThanTime() public {
        Market early = new Market(address(community), 900, type(uint32).max, 0, 0, 1);
        BookHeader[] memory headers = new BookHeader[](1);
        early.closeBooks(headers);
        assertEq(early.nextSlotToClose(), 1, "closed");
    }

    function test_onlyTheOperatorCommits() public {
        bytes[4] memory calls = [
            abi.encodeCall(market.closeBooks, (new BookHeader[](0))),
            abi.encodeCall(market.clear, (new ClearingHeader[](0))),
            abi.encodeCall(market.meter, (new MeteringHeader[](0))),
            abi.encodeCall(market.remeter, (new MeteringHeader[](0), new MeteringHeader[](0)))
        ];
        bytes32 refusal = keccak256(abi.encodeWithSelector(IMarket.NotOperator.selector, STRANGER));
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(STRANGER);
            (bool ok, bytes memory answer) = address(market).call(calls[i]);
            assertTrue(!ok && keccak256(answer) == refusal, "a stranger was let in");
        }
    }

    function test_booksCloseInOrderAndNotEarly() public {
        vm.warp(startOf(FIRST_SLOT) - GATE_SECONDS - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.GateStillOpen.selector, FIRST_SLOT, block.timestamp, block.timestamp + 1
            )
        );
        closeBook(FIRST_SLOT);
        vm.warp(startOf(FIRST_SLOT + 2));
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotOutOfOrder.selector, FIRST_SLOT + 1, FIRST_SLOT));
        closeBook(FIRST_SLOT + 1);
        BookHeader[] memory two = new BookHeader[](2);
        (two[0], two[1]) = (bookOf(FIRST_SLOT), bookOf(FIRST_SLOT + 1));
        market.closeBooks(two);
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotOutOfOrder.selector, FIRST_SLOT, FIRST_SLOT + 2));
        closeBook(FIRST_SLOT);
    }

    function test_theRingKeepsWhatIsNotFinal() public {
        for (uint32 i = 0; i < RING_SIZE; ++i) {
            runSlot(FIRST_SLOT + i);
        }
        uint32 next = FIRST_SLOT + RING_SIZE;
        vm.warp(startOf(next) + WINDOW_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(IMarket.RingFull.selector, next, FIRST_SLOT, RING_SIZE));
        closeBook(next);
        market.finalize(FIRST_SLOT + 1);
        assertEq(market.slotWord(next), 0, "an open slot must not show its predecessor's word");
        closeBook(next);
        assertEq(market.slotWord(FIRST_SLOT), 0, "a slot that left the ring");
        uint256[] memory words = market.slotWords(FIRST_SLOT, RING_SIZE + 2);
        assertTrue(words[0] == 0 && words[1] != 0 && words[RING_SIZE] == market.slotWord(next), "words");
        assertEq(words[RING_SIZE + 1], 0, "the slot after");
        assertEq(market.slotWord(FIRST_SLOT - 1), 0, "the slot before the first");
    }

    function test_clearingNeedsItsBookOnTheLedgerBefore() public {
        ClearingHeader memory header = clearingOf(FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, FIRST_SLOT, SlotState.None, SlotState.Booked)
        );
        clear(header);
        vm.warp(startOf(FIRST_SLOT));
        closeBook(FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.BookTooFresh.selector, FIRST_SLOT, startOf(FIRST_SLOT), startOf(FIRST_SLOT)
            )
        );
        clear(header);
        vm.warp(startOf(FIRST_SLOT) + 1);
        BookHeader memory other = bookOf(FIRST_SLOT);
        other.orders = header.orders = 4;
        (,,, uint200 recorded) = market.slotState(FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.HeaderMismatch.selector, FIRST_SLOT, keccak256(abi.encode(other)), recorded
            )
        );
        clear(header);
    }

    function test_meteringComesAfterTheSlotFromItsClearing() public {
        vm.warp(startOf(FIRST_SLOT));
        closeBook(FIRST_SLOT);
        vm.warp(startOf(FIRST_SLOT) + 1);
        MeteringHeader memory header = meteringOf(FIRST_SLOT, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.WrongSlotState.selector, FIRST_SLOT, SlotState.Booked, SlotState.Cleared
            )
        );
        meter(header);
        clear(clearingOf(FIRST_SLOT));
        uint256 end = startOf(FIRST_SLOT + 1);
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotNotEnded.selector, FIRST_SLOT, end - 1, end));
        meter(header);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IMarket.WrongVersion.selector, FIRST_SLOT, 2, 1));
        meter(meteringOf(FIRST_SLOT, 2));
        header.clearingHash = "another";
        (,,, uint200 recorded) = market.slotState(FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.HeaderMismatch.selector, FIRST_SLOT, bytes32("another"), recorded)
        );
        meter(header);
    }

    function test_correctionsRestartTheWindow() public {
        runSlot(FIRST_SLOT);
        vm.warp(startOf(FIRST_SLOT + 1) + WINDOW_SECONDS - 1);
        remeter(meteringOf(FIRST_SLOT, 2), meteringOf(FIRST_SLOT, 1));
        vm.warp(startOf(FIRST_SLOT + 1) + WINDOW_SECONDS);
        uint256 windowEnd = startOf(FIRST_SLOT + 1) + 2 * WINDOW_SECONDS - 1;
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.ChallengeWindowOpen.selector, FIRST_SLOT, block.timestamp, windowEnd)
        );
        market.finalize(FIRST_SLOT + 1);
        vm.warp(windowEnd);
        market.finalize(FIRST_SLOT + 1);
        market.finalize(FIRST_SLOT);
        assertEq(market.finalUntil(), FIRST_SLOT + 1, "the watermark never goes back");
    }

    function test_correctionsAreRefused() public {
        runSlot(FIRST_SLOT);
        MeteringHeader memory first = meteringOf(FIRST_SLOT, 1);
        MeteringHeader memory second = meteringOf(FIRST_SLOT, 2);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LengthMismatch.selector, 1, 0));
        market.remeter(new MeteringHeader[](1), new MeteringHeader[](0));
        (,,, uint200 recorded) = market.slotState(FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.HeaderMismatch.selector, FIRST_SLOT, keccak256(abi.encode(second)), recorded
            )
        );
        remeter(second, second);
        vm.expectRevert(abi.encodeWithSelector(IMarket.WrongVersion.selector, FIRST_SLOT, 3, 2));
        remeter(meteringOf(FIRST_SLOT, 3), first);
        second.clearingHash = "another";
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.ClearingChanged.selector, FIRST_SLOT, bytes32("another"), first.clearingHash
            )
        );
        remeter(second, first);
        vm.warp(startOf(FIRST_SLOT + 1) + WINDOW_SECONDS);
        market.finalize(FIRST_SLOT + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotFinal.selector, FIRST_SLOT, FIRST_SLOT + 1));
        remeter(meteringOf(FIRST_SLOT, 2), first);
    }

    function test_finalityHasNoGaps() public {
        runSlot(FIRST_SLOT);
        vm.warp(startOf(FIRST_SLOT + 9));
        closeBook(FIRST_SLOT + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.WrongSlotState.selector, FIRST_SLOT + 1, SlotState.Booked, SlotState.Metered
            )
        );
        market.finalize(FIRST_SLOT + 2);
    }

    function test_versionsEndWithTheirByte() public {
        runSlot(FIRST_SLOT);
        for (uint8 version = 1; version < 255; ++version) {
            remeter(meteringOf(FIRST_SLOT, version + 1), meteringOf(FIRST_SLOT, version));
        }
        vm.expectRevert(abi.encodeWithSelector(IMarket.WrongVersion.selector, FIRST_SLOT, 0, 256));
        remeter(meteringOf(FIRST_SLOT, 0), meteringOf(FIRST_SLOT, 255));
    }
}
