// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {IMarket, MarketSettings} from "../src/interfaces/IMarket.sol";
import {SlotState, SlotWord} from "../src/libraries/SlotWord.sol";
import {Market} from "../src/Market.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract MarketTest is CommunityFixture {
    uint32 private constant SLOT = FIRST_SLOT;

    function setUp() public {
        deployCommunity();
    }

    function hashOf(uint256[2] memory header) private pure returns (bytes32) {
        return keccak256(abi.encode(header));
    }

    function expectMismatch(bytes32 hash) private {
        vm.expectRevert(abi.encodeWithSelector(IMarket.HeaderMismatch.selector, SLOT, hash, hash200Of(SLOT)));
    }

    function test_aSlotsLife() public {
        vm.warp(startOf(SLOT) - GATE_SECONDS);
        uint256[2] memory book = SlotSamples.book(SLOT);
        vm.expectEmit(address(market));
        emit IMarket.BookClosed(SLOT, hashOf(book), book);
        closeBook(book);
        vm.warp(startOf(SLOT));
        uint256[8] memory clearing = SlotSamples.clearing(SLOT);
        vm.expectEmit(address(market));
        emit IMarket.Cleared(SLOT, keccak256(abi.encode(clearing)), clearing);
        clear(clearing);
        vm.warp(startOf(SLOT + 1));
        uint256[9] memory metering = SlotSamples.metering(SLOT, 1);
        bytes32 hash = keccak256(abi.encode(metering));
        vm.expectEmit(address(market));
        emit IMarket.Metered(SLOT, hash, metering);
        meter(metering);
        SlotWord word = SlotWord.wrap(market.slotWord(SLOT));
        assertTrue(word.state() == SlotState.Metered && word.version() == 1, "metered");
        assertTrue(!word.needsAttestation() && !word.attested() && word.demands() == 0, "nothing else");
        assertEq(word.time(), startOf(SLOT + 1), "time");
        assertEq(word.hash200(), uint256(hash) >> 56, "hash");
        vm.warp(startOf(SLOT + 1) + WINDOW_SECONDS);
        vm.expectEmit(address(market));
        emit IMarket.Finalized(SLOT + 1);
        vm.prank(STRANGER);
        market.finalize(SLOT + 1);
        assertEq(market.finalUntil(), SLOT + 1, "final");
    }

    function test_settingsMustMakeSense() public {
        MarketSettings memory settings = settingsFrom(0);
        settings.slotSeconds = 0;
        refusesSetting(settings, "slotSeconds", 0);
        settings = settingsFrom(0);
        settings.stageSeconds = 0;
        refusesSetting(settings, "stageSeconds", 0);
        settings = settingsFrom(0);
        settings.ringSize = 1;
        refusesSetting(settings, "ringSize", 1);
        settings = settingsFrom(0);
        settings.attestationPpm = 1_000_001;
        refusesSetting(settings, "attestationPpm", 1_000_001);
        settings = settingsFrom(0);
        settings.bondCoin = address(coin);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BondCoinIsCommunityCoin.selector, address(coin)));
        new Market(settings);
    }

    function refusesSetting(MarketSettings memory settings, string memory name, uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(IMarket.SettingOutOfRange.selector, name, value));
        new Market(settings);
    }

    function test_settingsAreKept() public view {
        assertTrue(market.community() == address(community) && market.ledger() == address(ledger), "register, ledger");
        assertTrue(market.court() == address(court) && market.demands() == address(demands), "court, demands");
        assertTrue(market.bondCoin() == address(bondCoin), "bond coin");
        assertEq(market.slotSeconds(), SLOT_SECONDS, "slot");
        assertEq(market.gateClosureSeconds(), GATE_SECONDS, "gate");
        assertEq(market.challengeWindowSeconds(), WINDOW_SECONDS, "window");
        assertEq(market.stageSeconds(), STAGE_SECONDS, "stage");
        assertEq(market.firstSlot(), FIRST_SLOT, "first slot");
        assertEq(market.ringSize(), RING_SIZE, "ring");
        assertEq(market.bondPerSlot(), BOND_PER_SLOT, "bond");
        assertEq(market.attestationPpm(), QUORUM_PPM, "quorum");
    }

    function test_aGateMayBeLongerThanTime() public {
        MarketSettings memory settings = settingsFrom(0);
        (settings.gateClosureSeconds, settings.firstSlot, settings.bondPerSlot) = (type(uint32).max, 0, 0);
        Market early = new Market(settings);
        uint256[2][] memory headers = new uint256[2][](1);
        headers[0] = SlotSamples.book(0);
        early.closeBooks(headers);
        assertEq(early.nextSlotToClose(), 1, "closed");
    }

    function test_onlyTheOperatorCommits() public {
        bytes[5] memory calls = [
            abi.encodeCall(market.closeBooks, (new uint256[2][](0))),
            abi.encodeCall(market.clear, (new uint256[8][](0))),
            abi.encodeCall(market.meter, (new uint256[9][](0))),
            abi.encodeCall(market.remeter, (new uint256[9][](0), new uint256[9][](0))),
            abi.encodeCall(market.withdrawBond, (STRANGER, 1))
        ];
        bytes32 refusal = keccak256(abi.encodeWithSelector(ICommunity.NotOperator.selector, STRANGER));
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(STRANGER);
            (bool ok, bytes memory answer) = address(market).call(calls[i]);
            assertTrue(!ok && keccak256(answer) == refusal, "a stranger was let in");
        }
    }

    function test_booksCloseInOrderAndNotEarly() public {
        vm.warp(startOf(SLOT) - GATE_SECONDS - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.GateStillOpen.selector, SLOT, block.timestamp, block.timestamp + 1)
        );
        closeBook(SlotSamples.book(SLOT));
        vm.warp(startOf(SLOT + 2));
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotOutOfOrder.selector, SLOT + 1, SLOT));
        closeBook(SlotSamples.book(SLOT + 1));
        uint256[2][] memory two = new uint256[2][](2);
        (two[0], two[1]) = (SlotSamples.book(SLOT), SlotSamples.book(SLOT + 1));
        market.closeBooks(two);
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotOutOfOrder.selector, SLOT, SLOT + 2));
        closeBook(SlotSamples.book(SLOT));
    }

    function test_headersHaveTheirShape() public {
        vm.warp(startOf(SLOT));
        uint256[2] memory book = SlotSamples.book(SLOT);
        book[0] ^= 1 << 192;
        refusesShape(0);
        closeBook(book);
        book[0] ^= (1 << 192) | 1;
        refusesShape(0);
        closeBook(book);
        bookSlot(SLOT);
        vm.warp(startOf(SLOT) + 1);
        uint256[8] memory clearing = SlotSamples.clearing(SLOT);
        clearing[0] ^= 1 << 255;
        refusesShape(0);
        clear(clearing);
        clearing[0] ^= (1 << 255) | (1 << 95);
        refusesShape(0);
        clear(clearing);
        clearing[0] ^= 1 << 95;
        clearing[4] |= 1 << 127;
        refusesShape(4);
        clear(clearing);
        clear(SlotSamples.clearing(SLOT));
        vm.warp(startOf(SLOT + 1));
        uint256[9] memory metering = SlotSamples.metering(SLOT, 1);
        metering[0] ^= 1 << 255;
        refusesShape(0);
        meter(metering);
        metering[0] ^= (1 << 255) | (1 << 31);
        refusesShape(0);
        meter(metering);
    }

    function refusesShape(uint256 word) private {
        vm.expectRevert(abi.encodeWithSelector(IMarket.HeaderMalformed.selector, SLOT, word));
    }

    function test_clearingNeedsItsBookOnTheLedgerBefore() public {
        uint256[8] memory header = SlotSamples.clearing(SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, SLOT, SlotState.None, SlotState.Booked)
        );
        clear(header);
        vm.warp(startOf(SLOT));
        bookSlot(SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.BookTooFresh.selector, SLOT, startOf(SLOT), startOf(SLOT))
        );
        clear(header);
        vm.warp(startOf(SLOT) + 1);
        header[5] ^= 1;
        expectMismatch(hashOf(SlotSamples.bookWith(SLOT, bytes32(header[5]), SlotSamples.ORDERS)));
        clear(header);
        header[5] ^= 1;
        header[0] ^= 1 << 128;
        expectMismatch(hashOf(SlotSamples.bookWith(SLOT, bytes32(header[5]), SlotSamples.ORDERS ^ 1)));
        clear(header);
        // The word at the next slot's place is another's.
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.WrongSlotState.selector, SLOT + RING_SIZE, SlotState.None, SlotState.Booked
            )
        );
        clear(SlotSamples.clearing(SLOT + RING_SIZE));
    }

    function test_clearingsNameTheRulesInForce() public {
        bookSlot(SLOT);
        vm.warp(startOf(SLOT));
        uint256[8] memory header = SlotSamples.clearing(SLOT);
        header[0] ^= 3 << 96;
        vm.expectRevert(abi.encodeWithSelector(IMarket.RulesNotInForce.selector, SLOT, 2, 1));
        clear(header);
    }

    function test_meteringComesAfterTheSlotFromItsClearing() public {
        bookSlot(SLOT);
        uint256[9] memory header = SlotSamples.metering(SLOT, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, SLOT, SlotState.Booked, SlotState.Cleared)
        );
        meter(header);
        vm.warp(startOf(SLOT));
        clear(SlotSamples.clearing(SLOT));
        uint256 end = startOf(SLOT + 1);
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotNotEnded.selector, SLOT, end - 1, end));
        meter(header);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IMarket.WrongVersion.selector, SLOT, 2, 1));
        meter(SlotSamples.metering(SLOT, 2));
        header[5] ^= 1 << 56;
        expectMismatch(bytes32(header[5]));
        meter(header);
        // Only 200 bits are on the ledger: a difference in the others is the court's to find.
        header[5] ^= (1 << 56) | 1;
        meter(header);
    }

    function test_correctionsRestartTheWindow() public {
        runSlot(SLOT);
        vm.warp(startOf(SLOT + 1) + WINDOW_SECONDS - 1);
        remeter(SlotSamples.metering(SLOT, 2), SlotSamples.metering(SLOT, 1));
        vm.warp(startOf(SLOT + 1) + WINDOW_SECONDS);
        uint256 windowEnd = startOf(SLOT + 1) + 2 * WINDOW_SECONDS - 1;
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.ChallengeWindowOpen.selector, SLOT, block.timestamp, windowEnd)
        );
        market.finalize(SLOT + 1);
        vm.warp(windowEnd);
        market.finalize(SLOT + 1);
        market.finalize(SLOT);
        assertEq(market.finalUntil(), SLOT + 1, "the watermark never goes back");
    }

    function test_pausesRestartTheWindow() public {
        runSlot(SLOT);
        vm.warp(startOf(SLOT + 1) + WINDOW_SECONDS);
        community.pause();
        vm.warp(block.timestamp + 1000);
        community.unpause();
        uint256 windowEnd = block.timestamp + WINDOW_SECONDS;
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.ChallengeWindowOpen.selector, SLOT, block.timestamp, windowEnd)
        );
        market.finalize(SLOT + 1);
        vm.warp(windowEnd);
        market.finalize(SLOT + 1);
    }

    function test_correctionsAreRefused() public {
        runSlot(SLOT);
        uint256[9] memory first = SlotSamples.metering(SLOT, 1);
        uint256[9] memory second = SlotSamples.metering(SLOT, 2);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LengthMismatch.selector, 1, 0));
        market.remeter(new uint256[9][](1), new uint256[9][](0));
        expectMismatch(keccak256(abi.encode(second)));
        remeter(second, second);
        vm.expectRevert(abi.encodeWithSelector(IMarket.WrongVersion.selector, SLOT, 3, 2));
        remeter(SlotSamples.metering(SLOT, 3), first);
        second[5] ^= 1 << 60;
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.HeaderMismatch.selector, SLOT, bytes32(second[5]), uint200(first[5] >> 56)
            )
        );
        remeter(second, first);
        vm.warp(startOf(SLOT + 1) + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.SlotFinal.selector, SLOT, SLOT + 1));
        remeter(SlotSamples.metering(SLOT, 2), first);
    }

    function test_finalityHasNoGaps() public {
        runSlot(SLOT);
        vm.warp(startOf(SLOT + 9));
        bookSlot(SLOT + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.WrongSlotState.selector, SLOT + 1, SlotState.Booked, SlotState.Metered
            )
        );
        market.finalize(SLOT + 2);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, SLOT + 1, SlotState.Booked, SlotState.Metered)
        );
        market.finalize(type(uint32).max);
    }

    function test_versionsEndWithTheirByte() public {
        runSlot(SLOT);
        for (uint8 version = 1; version < 255; ++version) {
            remeter(SlotSamples.metering(SLOT, version + 1), SlotSamples.metering(SLOT, version));
        }
        vm.expectRevert(abi.encodeWithSelector(IMarket.WrongVersion.selector, SLOT, 0, 256));
        remeter(SlotSamples.metering(SLOT, 0), SlotSamples.metering(SLOT, 255));
        uint256[9] memory beyond = SlotSamples.metering(SLOT, 0);
        beyond[0] |= 256 << 128;
        vm.expectRevert(abi.encodeWithSelector(IMarket.WrongVersion.selector, SLOT, 256, 256));
        remeter(beyond, SlotSamples.metering(SLOT, 255));
    }
}
