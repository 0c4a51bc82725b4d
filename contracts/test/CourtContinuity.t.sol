// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault} from "../src/interfaces/Fault.sol";
import {IChallenges} from "../src/interfaces/IChallenges.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {ICourt} from "../src/interfaces/ICourt.sol";
import {SlotState} from "../src/libraries/SlotWord.sol";
import {CourtFixture} from "./support/CourtFixture.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract CourtContinuityTest is CourtFixture {
    uint32 private constant NEXT = SLOT + 1;

    function setUp() public {
        deployCommunity();
        runSlot(SLOT);
        judge.setFault(Fault.ReadingNotContinued);
    }

    function callOf(uint256[] memory before) private view returns (bytes memory) {
        uint256[] memory header = words(SlotSamples.metering(NEXT, 1));
        return abi.encodeCall(court.challengeContinuity, (header, leaf(0), before, leaf(1), SALT));
    }

    function test_theSlotBeforeIsShown() public {
        runSlot(NEXT);
        bytes memory call = callOf(meteringWords());
        announce(call);
        vm.expectCall(
            address(judge),
            abi.encodeCall(
                judge.judgeContinuity, (words(SlotSamples.metering(NEXT, 1)), leaf(0), meteringWords(), leaf(1))
            )
        );
        make(call);
        assertState(NEXT, SlotState.Cleared, "the later of the two falls");
        assertState(SLOT, SlotState.Metered, "the slot before stands");
    }

    function test_theSlotBeforeMayBeFinal() public {
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(NEXT);
        runSlot(NEXT);
        challenge(callOf(meteringWords()));
        assertState(NEXT, SlotState.Cleared, "fell");
    }

    function test_anotherSlotIsNotTheOneBefore() public {
        runSlot(NEXT);
        uint256[] memory header = words(SlotSamples.metering(NEXT, 1));
        refusesChallenge(callOf(header), abi.encodeWithSelector(ICourt.NotTheSlotBefore.selector, NEXT, NEXT));
        refusesChallenge(callOf(noWords()), abi.encodeWithSelector(ICourt.SlotBeforeRecorded.selector, NEXT));
        uint256[] memory other = meteringWords();
        other[1] ^= 1;
        bytes32 hash = keccak256(abi.encodePacked(other));
        refusesChallenge(
            callOf(other), abi.encodeWithSelector(IChallenges.HeaderNotRecorded.selector, SLOT, hash)
        );
    }

    /// @dev When the slot before gets a new version, the honest operator needs time to follow with this one.
    function test_aLaterVersionBeforeGivesGrace() public {
        runSlot(NEXT);
        vm.warp(block.timestamp + 10);
        remeter(SlotSamples.metering(SLOT, 2), SlotSamples.metering(SLOT, 1));
        uint256[] memory before = words(SlotSamples.metering(SLOT, 2));
        uint256 graceEnd = block.timestamp + WINDOW_SECONDS / 2;
        vm.warp(graceEnd - 1);
        refusesChallenge(
            callOf(before),
            abi.encodeWithSelector(ICourt.SlotBeforeTooFresh.selector, NEXT, graceEnd - 1, graceEnd)
        );
        vm.warp(graceEnd);
        challenge(callOf(before));
        assertState(NEXT, SlotState.Cleared, "fell after the grace");
    }

    function test_aVersionThatFollowedHasNoGrace() public {
        runSlot(NEXT);
        vm.warp(block.timestamp + 10);
        remeter(SlotSamples.metering(SLOT, 2), SlotSamples.metering(SLOT, 1));
        remeter(SlotSamples.metering(NEXT, 2), SlotSamples.metering(NEXT, 1));
        uint256[] memory header = words(SlotSamples.metering(NEXT, 2));
        uint256[] memory before = words(SlotSamples.metering(SLOT, 2));
        challenge(abi.encodeCall(court.challengeContinuity, (header, leaf(0), before, leaf(1), SALT)));
        assertState(NEXT, SlotState.Cleared, "fell");
    }

    function test_pausesGiveGrace() public {
        runSlot(NEXT);
        vm.warp(block.timestamp + 10);
        remeter(SlotSamples.metering(SLOT, 2), SlotSamples.metering(SLOT, 1));
        uint256[] memory before = words(SlotSamples.metering(SLOT, 2));
        community.pause();
        vm.warp(block.timestamp + WINDOW_SECONDS);
        refusesChallenge(callOf(before), abi.encodeWithSelector(ICommunity.CommunityPaused.selector));
        community.unpause();
        uint256 graceEnd = block.timestamp + WINDOW_SECONDS / 2;
        refusesChallenge(
            callOf(before),
            abi.encodeWithSelector(ICourt.SlotBeforeTooFresh.selector, NEXT, block.timestamp, graceEnd)
        );
        vm.warp(graceEnd);
        challenge(callOf(before));
    }

    function test_afterASkippedSlotNothingIsShown() public {
        vm.prank(address(court));
        market.voidBook(SLOT);
        runSlot(NEXT);
        refusesChallenge(callOf(noWords()), abi.encodeWithSelector(ICourt.SlotBeforeRecorded.selector, NEXT));
        vm.warp(block.timestamp + STAGE_SECONDS);
        market.skip(SLOT);
        uint256 graceEnd = block.timestamp + WINDOW_SECONDS / 2;
        refusesChallenge(
            callOf(noWords()),
            abi.encodeWithSelector(ICourt.SlotBeforeTooFresh.selector, NEXT, block.timestamp, graceEnd)
        );
        vm.warp(graceEnd);
        challenge(callOf(noWords()));
        assertState(NEXT, SlotState.Cleared, "fell");
    }
}
