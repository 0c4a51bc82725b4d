// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {DemandKind} from "../../src/interfaces/IDemands.sol";
import {SlotState, SlotWord} from "../../src/libraries/SlotWord.sol";
import {DemandFixture} from "./DemandFixture.sol";
import {SlotSamples} from "./SlotSamples.sol";

/// @title Random steps on slots: the operator's, the members' and those of strangers and attackers
/// @dev Steps whose outcome is known are compared with it, and any difference is remembered as a breach; others are
/// tried, and only what they leave behind is looked at.
abstract contract SlotActions is DemandFixture {
    uint256 public breaches;
    uint256 public bondPaidIn;
    uint256 public bondTakenOut;
    uint256 public slashes;
    uint256 public finalized;
    uint256 public skipped;
    uint256 public expired;
    uint256[] public openDemands;
    mapping(uint32 slot => uint256) public demandsIn;
    mapping(uint32 slot => mapping(uint256 hash200 => bool)) public wasVoided;
    mapping(uint32 slot => uint256[9]) private _metered;

    function breach(bool isOne) internal {
        if (isOne) ++breaches;
    }

    function wait(uint16 secondsLater) public {
        vm.warp(block.timestamp + secondsLater % STAGE_SECONDS);
    }

    /// @dev Pauses are short, so that they do not stop everything else.
    function pause(uint8 seed) external {
        if (community.paused()) community.unpause();
        else if (seed % 4 == 0) community.pause();
    }

    function book() external {
        uint32 next = market.nextSlotToClose();
        if (block.timestamp < startOf(next) - GATE_SECONDS) vm.warp(startOf(next) - GATE_SECONDS);
        (uint256 bond, uint256 locked) = market.bond();
        bool isDue = !community.paused() && next + 1 < market.releasedUntil() + RING_SIZE;
        uint256[2][] memory headers = new uint256[2][](1);
        headers[0] = SlotSamples.book(next);
        (bool ok,) = address(market).call(abi.encodeCall(market.closeBooks, (headers)));
        breach(ok != (isDue && bond >= locked + BOND_PER_SLOT));
    }

    function advance(uint256 seed) external {
        if (seed % 2 == 0) return advanceSlot(pickSlot(seed), true);
        for (uint32 slot = market.finalUntil(); slot < market.nextSlotToClose(); ++slot) {
            advanceSlot(slot, false);
        }
    }

    /// @dev The stage that comes next, or a new version of a metering.
    function advanceSlot(uint32 slot, bool isAgain) private {
        SlotState state = stateOf(slot);
        if (community.paused() || state == SlotState.None || state == SlotState.Skipped) return;
        vm.warp(block.timestamp + 1);
        if (state == SlotState.Booked) return clear(SlotSamples.clearing(slot));
        if (block.timestamp < startOf(slot + 1)) vm.warp(startOf(slot + 1));
        uint256 version = uint256(SlotWord.wrap(market.slotWord(slot)).version()) + 1;
        if (version > 255) return;
        uint256[9] memory header = market.atGridTariff(slot)
            ? SlotSamples.gridMetering(slot, uint8(version))
            : SlotSamples.metering(slot, uint8(version));
        if (state != SlotState.Metered) meter(header);
        else if (isAgain && slot >= market.finalUntil()) remeter(header, _metered[slot]);
        else return;
        _metered[slot] = header;
    }

    /// @dev Slots become final exactly when all of them are metered or skipped, their windows over and no demand open.
    function finalize(uint256 seed) public {
        if (seed % 2 == 0) vm.warp(block.timestamp + WINDOW_SECONDS);
        uint32 until = pickSlot(seed) + 1;
        uint32 from = market.finalUntil();
        bool isDue = !community.paused();
        for (uint32 slot = from; slot < until; ++slot) {
            isDue = isDue && isFinalizable(slot);
        }
        (bool ok,) = address(market).call(abi.encodeCall(market.finalize, (until)));
        breach(ok != isDue);
        if (ok && until > from) finalized += until - from;
    }

    function isFinalizable(uint32 slot) private view returns (bool) {
        SlotWord word = SlotWord.wrap(market.slotWord(slot));
        if (word.demands() != 0) return false;
        if (word.state() == SlotState.Skipped) return true;
        uint256 since = laterOf(word.time(), community.requireRunning());
        return word.state() == SlotState.Metered && block.timestamp >= since + WINDOW_SECONDS;
    }

    function laterOf(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }

    function late(uint256 seed, bool isSkip) external {
        if (seed % 4 == 0) vm.warp(block.timestamp + STAGE_SECONDS);
        for (uint32 slot = market.finalUntil(); slot <= market.nextSlotToClose(); ++slot) {
            if ((seed >> (slot % 8)) % 4 == 0) endSlot(slot, isSkip);
        }
    }

    /// @dev By a stranger: a slot falls back or is skipped only when it is late.
    function endSlot(uint32 slot, bool isSkip) private {
        SlotWord word = SlotWord.wrap(market.slotWord(slot));
        vm.prank(STRANGER);
        bytes memory call =
            isSkip ? abi.encodeCall(market.skip, (slot)) : abi.encodeCall(market.fallBack, (slot));
        (bool ok,) = address(market).call(call);
        if (!ok) return;
        uint256 since = word.state() == SlotState.None ? startOf(slot) : uint256(word.time());
        breach(community.paused() || block.timestamp <= since + STAGE_SECONDS);
        breach(isSkip ? word.state() != SlotState.Grid : word.state() == SlotState.Metered);
        if (isSkip) ++skipped;
        else ++slashes;
    }

    /// @dev A challenge of any layer, with the right headers or wrong ones, of a fault or of none.
    function challenge(uint256 seed, uint8 layer, bool isWrong, uint8 faultSeed) external {
        uint32 slot = pickSlot(seed);
        SlotState state = stateOf(slot);
        bool isFault = faultSeed % 5 == 0;
        judge.setFault(isFault ? Fault.MoneyWrong : Fault.None);
        uint256 from = layer % 3;
        uint256[][] memory headers = headersOf(slot, from);
        bool isShown = headers.length != 0 && (from == 2 || !market.atGridTariff(slot));
        if (!isShown) headers = list(words(SlotSamples.metering(slot, 1)));
        if (isWrong) headers[0][1] ^= 1 << (seed % 256);
        bytes memory call = challengeCall(from, headers);
        announce(call);
        uint256 hash = hash200Of(slot);
        vm.prank(CHALLENGER);
        (bool ok,) = address(court).call(call);
        breach(ok != (isShown && !isWrong && isFault && slot >= market.finalUntil()));
        if (!ok) return;
        ++slashes;
        wasVoided[slot][hash] = true;
        breach(stateOf(slot) >= state && stateOf(slot) != SlotState.Grid);
        vm.prank(CHALLENGER);
        (bool again,) = address(court).call(call);
        breach(again);
    }

    function challengeCall(uint256 layer, uint256[][] memory headers) private view returns (bytes memory) {
        if (layer == 0) return abi.encodeCall(court.challengeBook, (headers, termsOf(1), noLeaves(), SALT));
        if (layer == 1) return abi.encodeCall(court.challengeClearing, (headers, termsOf(1), positions(), SALT));
        return abi.encodeCall(court.challengeReadings, (headers[0], noLeaves(), SALT));
    }

    /// @dev A layer's header and those recorded on it, none where the slot has no such layer.
    function headersOf(uint32 slot, uint256 layer) private view returns (uint256[][] memory headers) {
        SlotState state = stateOf(slot);
        uint256 top = uint256(state);
        if (state == SlotState.None || state > SlotState.Metered || layer >= top) return headers;
        headers = new uint256[][](top - layer);
        for (uint256 i = layer; i < top; ++i) {
            if (i == 0) headers[0] = words(SlotSamples.book(slot));
            else if (i == 1) headers[1 - layer] = words(SlotSamples.clearing(slot));
            else headers[2 - layer] = words(_metered[slot]);
        }
    }

    function demand(uint256 seed, uint8 kind, uint32 index) external {
        uint32 slot = pickSlot(seed);
        vm.prank(member);
        (bool ok, bytes memory answer_) =
            address(demands).call(abi.encodeCall(demands.demand, (DemandKind(kind % 4), slot, index % 12)));
        if (!ok) return;
        breach(slot < market.finalUntil());
        openDemands.push(abi.decode(answer_, (uint256)));
        ++demandsIn[slot];
    }

    function closeDemands(uint256 seed) external {
        for (uint256 i = openDemands.length; i > 0; --i) {
            closeDemand(i - 1, uint8(seed >> i));
        }
    }

    /// @dev Answered, expired or dismissed: whichever is tried, the demand is closed once at most.
    function closeDemand(uint256 place, uint8 how) internal {
        uint256 id = openDemands[place];
        (, DemandKind kind, uint32 slot, uint32 index,) = demands.demandOf(id);
        uint256 layer = kind == DemandKind.Book ? 0 : kind == DemandKind.Fill ? 1 : 2;
        uint256[][] memory headers = headersOf(slot, layer);
        bytes memory call = abi.encodeCall(demands.dismiss, (id));
        if (how % 3 == 1) call = abi.encodeCall(demands.answer, (id, headers, leafOf(kind, slot, index)));
        if (how % 3 == 2) call = abi.encodeCall(demands.expire, (id, headers));
        uint256 hash = hash200Of(slot);
        (bool ok,) = address(demands).call(call);
        if (!ok) return;
        if (how % 3 == 2) (slashes, expired, wasVoided[slot][hash]) = (slashes + 1, expired + 1, true);
        openDemands[place] = openDemands[openDemands.length - 1];
        openDemands.pop();
        --demandsIn[slot];
        (bool again,) = address(demands).call(call);
        breach(again);
    }

    function leafOf(DemandKind kind, uint32 slot, uint32 index) private pure returns (Leaf[] memory) {
        uint256[][] memory leaves;
        if (kind == DemandKind.Book) leaves = SlotSamples.bookLeaves(slot);
        else if (kind == DemandKind.Fill) leaves = SlotSamples.fillLeaves(slot);
        else if (kind == DemandKind.Reading) leaves = SlotSamples.readingLeaves(slot);
        else leaves = SlotSamples.lineLeaves(slot);
        return index < leaves.length ? proven(leaves, index) : noLeaves();
    }

    function moveBond(uint128 amount, bool isDeposit) external {
        (uint256 whole, uint256 locked) = market.bond();
        uint128 folded = amount % 20_000;
        bytes memory call = isDeposit
            ? abi.encodeCall(market.depositBond, (folded))
            : abi.encodeCall(market.withdrawBond, (address(this), folded));
        (bool ok,) = address(market).call(call);
        bool isFree = whole >= locked && folded <= whole - locked && !community.paused();
        breach(ok != (isDeposit || isFree));
        if (!ok) return;
        if (isDeposit) bondPaidIn += folded;
        else bondTakenOut += folded;
    }

    function openDemandCount() external view returns (uint256) {
        return openDemands.length;
    }

    function pickSlot(uint256 seed) internal view returns (uint32) {
        return uint32(bound(seed, market.releasedUntil(), market.nextSlotToClose()));
    }
}
