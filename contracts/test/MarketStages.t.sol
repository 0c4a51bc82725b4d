// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {SlotState, SlotWord, SlotWords} from "../src/libraries/SlotWord.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract MarketStagesTest is CommunityFixture {
    uint32 private constant SLOT = FIRST_SLOT;

    function setUp() public {
        deployCommunity();
    }

    function clearingHash() private pure returns (bytes32) {
        return keccak256(abi.encode(SlotSamples.clearing(SLOT)));
    }

    function bookHash() private pure returns (bytes32) {
        return keccak256(abi.encode(SlotSamples.book(SLOT)));
    }

    function requireLate(bytes memory call, uint256 lateAfter) private {
        vm.warp(lateAfter);
        vm.expectRevert(abi.encodeWithSelector(IMarket.StageNotLate.selector, SLOT, lateAfter, lateAfter));
        (bool ok,) = address(market).call(call);
        ok;
        vm.warp(lateAfter + 1);
    }

    function fallsBackAfter(uint256 lateAfter) private {
        requireLate(abi.encodeCall(market.fallBack, (SLOT)), lateAfter);
        vm.expectEmit(address(market));
        emit IMarket.FellBack(SLOT);
        vm.expectEmit(address(market));
        emit IMarket.BondLost(SLOT, address(0), 0, BOND_PER_SLOT);
        vm.prank(STRANGER);
        market.fallBack(SLOT);
        assertState(SLOT, SlotState.Grid, "at the grid tariff");
        assertTrue(market.atGridTariff(SLOT), "marked");
        assertEq(bondCoin.balanceOf(BURNT), BOND_PER_SLOT, "burnt whole");
        assertEq(hash200Of(SLOT), 0, "nothing recorded");
    }

    function test_lateBooks() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotOutOfOrder.selector, SLOT + 1, SLOT));
        market.fallBack(SLOT + 1);
        fallsBackAfter(startOf(SLOT) + STAGE_SECONDS);
        assertEq(market.nextSlotToClose(), SLOT + 1, "the next book");
        bookSlot(SLOT + 1);
    }

    function test_lateBooksNeedRoom() public {
        vm.warp(startOf(SLOT + 9) + 2 * STAGE_SECONDS);
        for (uint32 i = 0; i + 1 < RING_SIZE; ++i) {
            market.fallBack(SLOT + i);
        }
        uint32 next = SLOT + RING_SIZE - 1;
        vm.expectRevert(abi.encodeWithSelector(IMarket.RingFull.selector, next, SLOT, RING_SIZE));
        market.fallBack(next);
    }

    function test_lateClearings() public {
        bookSlot(SLOT);
        fallsBackAfter(block.timestamp + STAGE_SECONDS);
    }

    function test_lateMeterings() public {
        clearSlot(SLOT);
        fallsBackAfter(startOf(SLOT + 1) + STAGE_SECONDS);
    }

    function test_lateMeteringsOfLateClearings() public {
        bookSlot(SLOT);
        vm.warp(startOf(SLOT + 1) + 100);
        clear(SlotSamples.clearing(SLOT));
        fallsBackAfter(block.timestamp + STAGE_SECONDS);
    }

    function test_pausesStopTheClock() public {
        bookSlot(SLOT);
        vm.warp(block.timestamp + STAGE_SECONDS + 1);
        community.pause();
        vm.expectRevert(abi.encodeWithSelector(ICommunity.CommunityPaused.selector));
        market.fallBack(SLOT);
        vm.warp(block.timestamp + 5000);
        community.unpause();
        fallsBackAfter(block.timestamp + STAGE_SECONDS);
    }

    function test_meteredSlotsDoNotFallBack() public {
        runSlot(SLOT);
        vm.warp(block.timestamp + 100 days);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, SLOT, SlotState.Metered, SlotState.Booked)
        );
        market.fallBack(SLOT);
    }

    function test_theGridTariffIsMetered() public {
        fallsBackAfter(startOf(SLOT) + STAGE_SECONDS);
        uint256[9] memory header = SlotSamples.gridMetering(SLOT, 1);
        header[5] = 1;
        vm.expectRevert(abi.encodeWithSelector(IMarket.HeaderMismatch.selector, SLOT, bytes32(header[5]), 0));
        meter(header);
        header[5] = 0;
        header[0] ^= 3 << 32;
        vm.expectRevert(abi.encodeWithSelector(IMarket.RulesNotInForce.selector, SLOT, 2, 1));
        meter(header);
        meter(SlotSamples.gridMetering(SLOT, 1));
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.HeaderMismatch.selector, SLOT, clearingHash(), 0)
        );
        remeter(SlotSamples.metering(SLOT, 2), SlotSamples.gridMetering(SLOT, 1));
        remeter(SlotSamples.gridMetering(SLOT, 2), SlotSamples.gridMetering(SLOT, 1));
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
        assertEq(market.finalUntil(), SLOT + 1, "final");
    }

    function test_whatIsNotEvenMeteredAtTheGridTariffIsSkipped() public {
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, SLOT, SlotState.None, SlotState.Grid)
        );
        market.skip(SLOT);
        fallsBackAfter(startOf(SLOT) + STAGE_SECONDS);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, SLOT, SlotState.Grid, SlotState.Booked)
        );
        market.fallBack(SLOT);
        requireLate(abi.encodeCall(market.skip, (SLOT)), block.timestamp + STAGE_SECONDS);
        vm.expectEmit(address(market));
        emit IMarket.SlotSkipped(SLOT);
        market.skip(SLOT);
        assertState(SLOT, SlotState.Skipped, "skipped");
        market.finalize(SLOT + 1);
        assertEq(market.finalUntil(), SLOT + 1, "final at once");
    }

    function test_voidedBooksLeaveTheGridTariff() public {
        clearSlot(SLOT);
        vm.expectEmit(address(market));
        emit IMarket.StageVoided(SLOT, SlotState.Grid);
        vm.prank(address(court));
        market.voidBook(SLOT);
        assertTrue(market.atGridTariff(SLOT), "marked");
        vm.warp(startOf(SLOT + 1));
        meter(SlotSamples.gridMetering(SLOT, 1));
    }

    function test_voidedClearingsLeaveTheBook() public {
        runSlot(SLOT);
        vm.expectEmit(address(market));
        emit IMarket.StageVoided(SLOT, SlotState.Booked);
        vm.prank(address(court));
        market.voidClearing(SLOT, bookHash());
        SlotWord word = SlotWord.wrap(market.slotWord(SLOT));
        assertTrue(word.state() == SlotState.Booked && word.hasHash(bookHash()), "the book");
        assertEq(word.time(), block.timestamp, "time starts anew");
        assertEq(word.version(), 1, "versions are never used twice");
        vm.warp(block.timestamp + 1);
        clear(SlotSamples.clearing(SLOT));
        vm.expectRevert(abi.encodeWithSelector(IMarket.WrongVersion.selector, SLOT, 1, 2));
        meter(SlotSamples.metering(SLOT, 1));
        meter(SlotSamples.metering(SLOT, 2));
    }

    function test_voidedMeteringsLeaveTheClearing() public {
        runSlot(SLOT);
        vm.expectEmit(address(market));
        emit IMarket.StageVoided(SLOT, SlotState.Cleared);
        vm.prank(address(demands));
        market.voidMetering(SLOT, clearingHash());
        assertTrue(stateOf(SLOT) == SlotState.Cleared && hash200Of(SLOT) == uint200(uint256(clearingHash()) >> 56), "clearing");
        meter(SlotSamples.metering(SLOT, 2));
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
    }

    function test_voidedMeteringsAtTheGridTariffLeaveIt() public {
        fallsBackAfter(startOf(SLOT) + STAGE_SECONDS);
        meter(SlotSamples.gridMetering(SLOT, 1));
        vm.prank(address(court));
        market.voidMetering(SLOT, 0);
        assertState(SLOT, SlotState.Grid, "at the grid tariff");
        meter(SlotSamples.gridMetering(SLOT, 2));
    }

    function test_finalSlotsAreNotVoided() public {
        runFinalSlot(SLOT);
        bytes memory refusal = abi.encodeWithSelector(IMarket.SlotFinal.selector, SLOT, SLOT + 1);
        vm.startPrank(address(court));
        vm.expectRevert(refusal);
        market.voidBook(SLOT);
        vm.expectRevert(refusal);
        market.voidClearing(SLOT, 0);
        vm.expectRevert(refusal);
        market.voidMetering(SLOT, 0);
        vm.stopPrank();
        vm.startPrank(address(demands));
        vm.expectRevert(refusal);
        market.openDemand(SLOT);
        vm.expectRevert(refusal);
        market.closeDemand(SLOT);
        vm.stopPrank();
    }

    function test_openDemandsKeepASlotOpen() public {
        runSlot(SLOT);
        vm.startPrank(address(demands));
        for (uint256 i = 1; i <= SlotWords.MOST_DEMANDS; ++i) {
            assertEq(market.openDemand(SLOT), i, "open");
        }
        vm.expectRevert(abi.encodeWithSelector(IMarket.TooManyDemands.selector, SLOT));
        market.openDemand(SLOT);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DemandsOpen.selector, SLOT, 63));
        market.finalize(SLOT + 1);
        for (uint256 i = SlotWords.MOST_DEMANDS; i > 0; --i) {
            assertEq(market.closeDemand(SLOT), i - 1, "open");
        }
        vm.expectRevert(abi.encodeWithSelector(IMarket.NoDemandOpen.selector, SLOT));
        market.closeDemand(SLOT);
        vm.stopPrank();
        market.finalize(SLOT + 1);
    }
}

/// @dev Without rules nothing could be judged, so such a slot comes to nothing.
contract MarketBeforeRulesTest is CommunityFixture {
    uint32 private constant SLOT = FIRST_SLOT;

    function setUp() public {
        deployCommunity();
    }

    function firstRulesSlot() internal pure override returns (uint32) {
        return SLOT + 1;
    }

    function test_slotsBeforeTheFirstRulesAreSkipped() public {
        bookSlot(SLOT);
        vm.warp(startOf(SLOT));
        uint256[8] memory clearing = SlotSamples.clearing(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IMarket.RulesNotInForce.selector, SLOT, 1, 0));
        clear(clearing);
        clearing[0] ^= 1 << 96;
        vm.expectRevert(abi.encodeWithSelector(IMarket.RulesNotInForce.selector, SLOT, 0, 0));
        clear(clearing);
        vm.warp(block.timestamp + STAGE_SECONDS);
        market.fallBack(SLOT);
        uint256[9] memory metering = SlotSamples.gridMetering(SLOT, 1);
        metering[0] ^= 1 << 32;
        vm.expectRevert(abi.encodeWithSelector(IMarket.RulesNotInForce.selector, SLOT, 0, 0));
        meter(metering);
        vm.warp(block.timestamp + STAGE_SECONDS + 1);
        market.skip(SLOT);
        market.finalize(SLOT + 1);
        runSlot(SLOT + 1);
    }
}
