// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, PeriodHeader} from "../src/interfaces/Evidence.sol";
import {Fault} from "../src/interfaces/Fault.sol";
import {DemandKind} from "../src/interfaces/IDemands.sol";
import {DemandFixture} from "./support/DemandFixture.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

/// @title What whole transactions burn, alone in their block
/// @dev Every call is a transaction of its own, so that storage is cold and 21,000 and the calldata are counted. The
/// figures are kept in snapshots/, and `npm test` fails when they move.
/// forge-config: default.isolate = true
contract GasTest is DemandFixture {
    uint256 private constant FRESH = 63_000;
    uint256 private constant REUSED = 46_000;
    uint256 private constant PER_ACCOUNT = 1600;
    uint32 private constant ACCOUNTS = 1000;

    function setUp() public {
        deployWithMember();
    }

    function measured(string memory name) private returns (uint256) {
        return vm.snapshotGasLastCall("transactions", name);
    }

    function within(string memory name, uint256 most) private {
        assertTrue(measured(name) <= most, name);
    }

    function commitSlot(uint32 slot, string memory kind, uint256 mostForTheBook) private {
        vm.warp(startOf(slot));
        closeBook(SlotSamples.book(slot));
        within(string.concat("closeBooks, ", kind), mostForTheBook);
        vm.warp(startOf(slot) + 1);
        clear(SlotSamples.clearing(slot));
        within(string.concat("clear, ", kind), REUSED);
        vm.warp(startOf(slot + 1));
        meter(SlotSamples.metering(slot, 1));
        within(string.concat("meter, ", kind), REUSED);
    }

    function test_commitments() public {
        commitSlot(SLOT, "fresh word", FRESH);
        uint32 next = SLOT + RING_SIZE;
        for (uint32 slot = SLOT + 1; slot < next; ++slot) {
            release(slot);
            runSlot(slot);
        }
        release(next);
        commitSlot(next, "reused word", REUSED);
        remeter(SlotSamples.metering(next, 2), SlotSamples.metering(next, 1));
        measured("remeter");
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(next + 1);
        measured("finalize");
    }

    /// @dev As if the slots had been paid.
    function release(uint32 until) private {
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(until);
        vm.prank(address(ledger));
        market.releaseSlots(until);
    }

    function test_manySlotsAtOnce() public {
        uint256[2][] memory books = new uint256[2][](5);
        uint256[8][] memory clearings = new uint256[8][](5);
        uint256[9][] memory meterings = new uint256[9][](5);
        for (uint32 i = 0; i < 5; ++i) {
            books[i] = SlotSamples.book(SLOT + i);
            clearings[i] = SlotSamples.clearing(SLOT + i);
            meterings[i] = SlotSamples.metering(SLOT + i, 1);
        }
        vm.warp(startOf(SLOT + 5));
        market.closeBooks(books);
        measured("closeBooks, 5 slots, fresh words");
        vm.warp(block.timestamp + 1);
        market.clear(clearings);
        measured("clear, 5 slots");
        market.meter(meterings);
        measured("meter, 5 slots");
    }

    function test_settlement() public {
        registerMembers(ACCOUNTS - community.accountCount());
        giveCredit();
        runFinalSlot(SLOT);
        uint256[] memory deltas = new uint256[](ACCOUNTS / 4);
        for (uint256 w = 1; w < deltas.length; ++w) {
            deltas[w] = lanes(1001, -1001, 1001, -1001);
        }
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = keccak256(abi.encode(uint32(0), uint32(0), uint32(0), deltas));
        ledger.commitPeriod(periodOf(0, SLOT, SLOT + 1), hashes);
        measured("commitPeriod, fresh words");
        vm.warp(block.timestamp + WINDOW_SECONDS);
        ledger.settle(0, 0, 0, deltas);
        uint256 each = measured("settle, 1000 accounts") / ACCOUNTS;
        vm.snapshotValue("transactions", "settle, each of 1000 accounts", each);
        assertTrue(each <= PER_ACCOUNT, "settle");
    }

    function giveCredit() private {
        uint32[] memory accounts = new uint32[](ACCOUNTS - 4);
        uint64[] memory limits = new uint64[](ACCOUNTS - 4);
        for (uint32 i = 0; i < accounts.length; ++i) {
            (accounts[i], limits[i]) = (4 + i, 1e9);
        }
        ledger.setCreditLimits(accounts, limits);
    }

    function test_demands() public {
        runSlot(SLOT);
        uint256 id = open(DemandKind.Line, 7);
        measured("demand");
        answer(id, list(meteringWords()), lineLeaf(7));
        measured("answer, a line");
        id = open(DemandKind.Book, 2);
        waitForExpiry();
        demands.expire(id, none());
        measured("expire, a book");
    }

    /// @dev Around judges that answer at once: what the court itself costs.
    function test_theCourtItself() public {
        runSlot(SLOT);
        judge.setFault(Fault.MoneyWrong);
        bytes memory call = abi.encodeCall(court.challengeReadings, (meteringWords(), lineLeaf(7), SALT));
        announce(call);
        measured("commit of a challenge");
        make(call);
        measured("challengeReadings, without the judge");
        meter(SlotSamples.metering(SLOT, 2));
        uint256[][] memory headers = list(bookWords(), clearingWords(), words(SlotSamples.metering(SLOT, 2)));
        challenge(abi.encodeCall(court.challengeBook, (headers, termsOf(1), bookLeaf(0), SALT)));
        measured("challengeBook, without the judge");
    }
}
