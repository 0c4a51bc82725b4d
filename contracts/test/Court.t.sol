// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Court} from "../src/Court.sol";
import {Terms} from "../src/interfaces/Evidence.sol";
import {Fault} from "../src/interfaces/Fault.sol";
import {IChallenges} from "../src/interfaces/IChallenges.sol";
import {ICourt} from "../src/interfaces/ICourt.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {SlotState} from "../src/libraries/SlotWord.sol";
import {CourtFixture} from "./support/CourtFixture.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract CourtTest is CourtFixture {
    function setUp() public {
        deployCommunity();
        runSlot(SLOT);
        judge.setFault(Fault.OrderKeyInvalid);
    }

    function bookCall(uint256[][] memory headers) private view returns (bytes memory) {
        return abi.encodeCall(court.challengeBook, (headers, termsOf(1), list(leaf(0)), SALT));
    }

    function clearingCall(uint256[][] memory headers) private view returns (bytes memory) {
        return abi.encodeCall(court.challengeClearing, (headers, termsOf(1), positions(), SALT));
    }

    function receiptCall() private view returns (bytes memory) {
        return abi.encodeCall(court.challengeReceipt, (bookHeaders(), receipt(), leaf(2), SALT));
    }

    function meteringCall(uint256[] memory header, uint256[] memory clearing) private view returns (bytes memory) {
        return abi.encodeCall(court.challengeMetering, (header, clearing, termsOf(1), SALT));
    }

    function lineAndOrderCall(uint256[] memory header, uint256[] memory clearing) private view returns (bytes memory) {
        return abi.encodeCall(
            court.challengeLineAndOrder, (header, clearing, termsOf(1), leaf(5), position(), SALT)
        );
    }

    function readingsCall(uint256[] memory header) private view returns (bytes memory) {
        return abi.encodeCall(court.challengeReadings, (header, list(leaf(0), leaf(1)), SALT));
    }

    function linesCall(uint256[] memory header) private view returns (bytes memory) {
        return abi.encodeCall(court.challengeLines, (header, termsOf(1), list(leaf(3)), list(leaf(4)), SALT));
    }

    function lineAndReadingCall(uint256[] memory header) private view returns (bytes memory) {
        return abi.encodeCall(court.challengeLineAndReading, (header, leaf(5), leaf(6), SALT));
    }

    function continuityCall() private view returns (bytes memory) {
        return abi.encodeCall(
            court.challengeContinuity, (meteringWords(), leaf(0), noWords(), noLeaf(), SALT)
        );
    }

    function expectProven(uint8 version) private {
        vm.expectEmit(address(court));
        emit IChallenges.ChallengeProven(SLOT, version, Fault.OrderKeyInvalid, CHALLENGER);
    }

    function notRecorded(uint256[] memory header) private pure returns (bytes memory) {
        bytes32 hash = keccak256(abi.encodePacked(header));
        return abi.encodeWithSelector(IChallenges.HeaderNotRecorded.selector, SLOT, hash);
    }

    /// @dev Every judge is asked with exactly what was shown.
    function test_booksFallToTheGridTariff() public {
        bytes memory call = bookCall(bookHeaders());
        announce(call);
        vm.expectCall(address(judge), abi.encodeCall(judge.judgeBook, (bookWords(), termsOf(1), list(leaf(0)))));
        expectProven(1);
        make(call);
        requireState(SlotState.Grid, 0);
        requirePaid();
    }

    function test_receiptsAreKept() public {
        bytes memory call = receiptCall();
        announce(call);
        vm.expectCall(
            address(judge),
            abi.encodeCall(judge.judgeReceipt, (bookWords(), 2, "digest", "head", "signature", leaf(2)))
        );
        expectProven(1);
        make(call);
        requireState(SlotState.Grid, 0);
        requirePaid();
    }

    function test_clearingsFallToTheirBook() public {
        bytes memory call = clearingCall(list(clearingWords(), meteringWords()));
        announce(call);
        vm.expectCall(
            address(judge), abi.encodeCall(judge.judgeClearing, (clearingWords(), termsOf(1), positions()))
        );
        expectProven(1);
        make(call);
        requireState(SlotState.Booked, keccak256(abi.encodePacked(bookWords())));
        requirePaid();
    }

    function test_meteringsFallToTheirClearing() public {
        bytes memory readings = abi.encodeCall(judge.judgeReadings, (meteringWords(), list(leaf(0), leaf(1))));
        requireMeteringFalls(readingsCall(meteringWords()), readings);
    }

    function test_meteringHeadersFall() public {
        bytes memory headers = abi.encodeCall(judge.judgeMetering, (meteringWords(), clearingWords(), termsOf(1)));
        requireMeteringFalls(meteringCall(meteringWords(), clearingWords()), headers);
    }

    function test_linesFall() public {
        bytes memory lines =
            abi.encodeCall(judge.judgeLines, (meteringWords(), termsOf(1), list(leaf(3)), list(leaf(4))));
        requireMeteringFalls(linesCall(meteringWords()), lines);
    }

    function test_linesFallByTheirOrders() public {
        bytes memory order = abi.encodeCall(
            judge.judgeLineAndOrder, (meteringWords(), clearingWords(), termsOf(1), leaf(5), position())
        );
        requireMeteringFalls(lineAndOrderCall(meteringWords(), clearingWords()), order);
    }

    function test_linesFallByTheirReadings() public {
        bytes memory reading = abi.encodeCall(judge.judgeLineAndReading, (meteringWords(), leaf(5), leaf(6)));
        requireMeteringFalls(lineAndReadingCall(meteringWords()), reading);
    }

    function test_readingsFallByTheSlotBefore() public {
        bytes memory before =
            abi.encodeCall(judge.judgeContinuity, (meteringWords(), leaf(0), noWords(), noLeaf()));
        requireMeteringFalls(continuityCall(), before);
    }

    function requireMeteringFalls(bytes memory call, bytes memory asked) private {
        announce(call);
        vm.expectCall(address(judge), asked);
        expectProven(1);
        make(call);
        requireState(SlotState.Cleared, keccak256(abi.encodePacked(clearingWords())));
        requirePaid();
        // Used up: the same metering recorded again would need a new announcement.
        bytes32 hash = keccak256(abi.encode(CHALLENGER, keccak256(call)));
        vm.expectRevert(abi.encodeWithSelector(ICourt.NotCommitted.selector, hash));
        make(call);
    }

    function test_nothingFallsWithoutAFault() public {
        judge.setFault(Fault.None);
        bytes[9] memory calls = [
            bookCall(bookHeaders()),
            receiptCall(),
            clearingCall(list(clearingWords(), meteringWords())),
            readingsCall(meteringWords()),
            meteringCall(meteringWords(), clearingWords()),
            linesCall(meteringWords()),
            lineAndOrderCall(meteringWords(), clearingWords()),
            lineAndReadingCall(meteringWords()),
            continuityCall()
        ];
        uint256 word = market.slotWord(SLOT);
        for (uint256 i = 0; i < calls.length; ++i) {
            refusesChallenge(calls[i], abi.encodeWithSelector(ICourt.NothingProven.selector));
        }
        assertEq(market.slotWord(SLOT), word, "the slot");
        assertEq(bondCoin.balanceOf(CHALLENGER), 0, "nothing paid");
    }

    function test_challengesAreAnnounced() public {
        bytes memory call = bookCall(bookHeaders());
        bytes32 hash = keccak256(abi.encode(CHALLENGER, keccak256(call)));
        vm.expectRevert(abi.encodeWithSelector(ICourt.NotCommitted.selector, hash));
        make(call);
        vm.expectEmit(address(court));
        emit ICourt.Committed(hash);
        court.commit(hash);
        vm.expectRevert(abi.encodeWithSelector(ICourt.RevealTooEarly.selector, 100));
        make(call);
        vm.roll(101);
        // Somebody who sees the challenge announces it again, or makes it in another name: in vain.
        court.commit(hash);
        bytes32 stolen = keccak256(abi.encode(STRANGER, keccak256(call)));
        vm.expectRevert(abi.encodeWithSelector(ICourt.NotCommitted.selector, stolen));
        vm.prank(STRANGER);
        (bool ok,) = address(court).call(call);
        ok;
        make(call);
        requirePaid();
    }

    function test_theSaltIsPartOfTheAnnouncement() public {
        announce(bookCall(bookHeaders()));
        bytes memory other =
            abi.encodeCall(court.challengeBook, (bookHeaders(), termsOf(1), list(leaf(0)), "other"));
        bytes32 hash = keccak256(abi.encode(CHALLENGER, keccak256(other)));
        vm.expectRevert(abi.encodeWithSelector(ICourt.NotCommitted.selector, hash));
        make(other);
    }

    function test_headersMustBeRecorded() public {
        uint256[] memory other = meteringWords();
        other[8] ^= 1;
        refusesChallenge(readingsCall(other), notRecorded(other));
        refusesChallenge(bookCall(list(bookWords(), clearingWords(), other)), notRecorded(other));
        refusesChallenge(clearingCall(list(clearingWords(), other)), notRecorded(other));
        other = clearingWords();
        other[7] ^= 1;
        refusesChallenge(bookCall(list(bookWords(), other, meteringWords())), notRecorded(other));
        refusesChallenge(clearingCall(list(other, meteringWords())), notRecorded(other));
        refusesChallenge(meteringCall(meteringWords(), other), notRecorded(other));
        refusesChallenge(lineAndOrderCall(meteringWords(), other), notRecorded(other));
        other = bookWords();
        other[1] ^= 1;
        refusesChallenge(bookCall(list(other, clearingWords(), meteringWords())), notRecorded(other));
    }

    /// @dev The metering covers the clearing and the book: they are shown below it, not alone.
    function test_headersAreShownWithThoseSince() public {
        refusesChallenge(bookCall(list(bookWords())), notRecorded(bookWords()));
        refusesChallenge(bookCall(list(bookWords(), clearingWords())), notRecorded(clearingWords()));
        refusesChallenge(clearingCall(list(clearingWords())), notRecorded(clearingWords()));
        refusesChallenge(bookCall(new uint256[][](0)), incomplete(0));
        refusesChallenge(bookCall(new uint256[][](4)), incomplete(4));
        refusesChallenge(clearingCall(new uint256[][](3)), incomplete(3));
        refusesChallenge(readingsCall(noWords()), incomplete(0));
    }

    function incomplete(uint256 headers) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IChallenges.HeadersIncomplete.selector, headers);
    }

    function test_booksFallBeforeTheyAreCleared() public {
        vm.prank(address(court));
        market.voidClearing(SLOT, keccak256(abi.encodePacked(bookWords())));
        challenge(bookCall(list(bookWords())));
        requireState(SlotState.Grid, 0);
    }

    function test_clearedSlotsFall() public {
        bytes32 clearingHash = keccak256(abi.encodePacked(clearingWords()));
        vm.prank(address(court));
        market.voidMetering(SLOT, clearingHash);
        refusesChallenge(readingsCall(meteringWords()), notRecorded(meteringWords()));
        challenge(clearingCall(list(clearingWords())));
        requireState(SlotState.Booked, keccak256(abi.encodePacked(bookWords())));
        vm.warp(block.timestamp + 1);
        clear(SlotSamples.clearing(SLOT));
        challenge(bookCall(list(bookWords(), clearingWords())));
        requireState(SlotState.Grid, 0);
    }

    function test_theGridTariffHasNoClearing() public {
        vm.prank(address(court));
        market.voidBook(SLOT);
        meter(SlotSamples.gridMetering(SLOT, 2));
        uint256[] memory header = words(SlotSamples.gridMetering(SLOT, 2));
        refusesChallenge(meteringCall(header, clearingWords()), notRecorded(clearingWords()));
        refusesChallenge(bookCall(list(bookWords(), clearingWords(), header)), notRecorded(clearingWords()));
        challenge(meteringCall(header, noWords()));
        requireState(SlotState.Grid, 0);
        requirePaid();
    }

    /// @dev A clearing's hash that differs where the ledger keeps no bits must not make the slot unjudgeable.
    function test_clearingsAreComparedInTheBitsThatAreKept() public {
        vm.prank(address(court));
        market.voidMetering(SLOT, keccak256(abi.encodePacked(clearingWords())));
        uint256[9] memory crooked = SlotSamples.metering(SLOT, 2);
        crooked[5] ^= 1;
        meter(crooked);
        challenge(meteringCall(words(crooked), clearingWords()));
        requireState(SlotState.Cleared, keccak256(abi.encodePacked(clearingWords())));
    }

    function test_termsAreThoseOfTheRulesInForce() public {
        Terms memory other = termsOf(7);
        bytes32 recorded = keccak256(abi.encode(termsOf(1)));
        bytes memory refusal = abi.encodeWithSelector(
            IChallenges.TermsMismatch.selector, 1, keccak256(abi.encode(other)), recorded
        );
        bytes[5] memory calls = [
            abi.encodeCall(court.challengeBook, (bookHeaders(), other, list(leaf(0)), SALT)),
            abi.encodeCall(
                court.challengeClearing, (list(clearingWords(), meteringWords()), other, positions(), SALT)
            ),
            abi.encodeCall(court.challengeMetering, (meteringWords(), clearingWords(), other, SALT)),
            abi.encodeCall(court.challengeLines, (meteringWords(), other, list(leaf(3)), list(leaf(4)), SALT)),
            abi.encodeCall(
                court.challengeLineAndOrder, (meteringWords(), clearingWords(), other, leaf(5), position(), SALT)
            )
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            refusesChallenge(calls[i], refusal);
        }
    }

    /// @dev Rules that a metering invents have no terms; it is judged by those of its slot.
    function test_inventedRulesDoNotHide() public {
        uint256[9] memory invented = SlotSamples.metering(SLOT, 2);
        invented[0] |= 999 << 32;
        remeter(invented, SlotSamples.metering(SLOT, 1));
        challenge(meteringCall(words(invented), clearingWords()));
        requirePaid();
    }

    function test_finalSlotsStand() public {
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
        bytes memory refusal = abi.encodeWithSelector(IMarket.SlotFinal.selector, SLOT, SLOT + 1);
        refusesChallenge(bookCall(bookHeaders()), refusal);
        refusesChallenge(clearingCall(list(clearingWords(), meteringWords())), refusal);
        refusesChallenge(readingsCall(meteringWords()), refusal);
    }

    function test_challengesGoOnDuringAPause() public {
        community.pause();
        challenge(bookCall(bookHeaders()));
        requirePaid();
    }

    function test_theCourtStandsWhereTheMarketExpectsIt() public {
        vm.expectRevert(abi.encodeWithSelector(IChallenges.NotTheMarkets.selector, address(court)));
        new Court(market, judge, judge);
        assertTrue(address(court.market()) == address(market) && address(court.ledger()) == address(ledger), "parts");
        assertTrue(
            address(court.factJudge()) == address(judge) && address(court.periodJudge()) == address(judge), "judges"
        );
    }
}
