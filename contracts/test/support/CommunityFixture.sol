// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Community} from "../../src/Community.sol";
import {CommunityCoin} from "../../src/CommunityCoin.sol";
import {Court} from "../../src/Court.sol";
import {Demands} from "../../src/Demands.sol";
import {FixedSupplyCoin} from "../../src/FixedSupplyCoin.sol";
import {Inbox} from "../../src/Inbox.sol";
import {Leaf, PeriodHeader, Terms} from "../../src/interfaces/Evidence.sol";
import {IFactJudge, IPeriodJudge} from "../../src/interfaces/IFactJudge.sol";
import {MarketSettings} from "../../src/interfaces/IMarket.sol";
import {Ledger} from "../../src/Ledger.sol";
import {Market} from "../../src/Market.sol";
import {SlotState, SlotWord} from "../../src/libraries/SlotWord.sol";
import {MockJudge} from "./MockJudge.sol";
import {SlotSamples} from "./SlotSamples.sol";
import {Test} from "./Test.sol";

/// @title A community of eight accounts, with the test as its admin, operator, treasurer and issuer
abstract contract CommunityFixture is Test {
    uint32 internal constant SLOT_SECONDS = 900;
    uint32 internal constant GATE_SECONDS = 300;
    uint32 internal constant WINDOW_SECONDS = 1800;
    uint32 internal constant STAGE_SECONDS = 3600;
    uint32 internal constant NOTICE_SECONDS = 7200;
    uint32 internal constant RESPONSE_SECONDS = 600;
    uint32 internal constant DELAY_SECONDS = 500;
    uint32 internal constant FIRST_SLOT = 1000;
    uint32 internal constant RING_SIZE = 6;
    uint32 internal constant MEMBERS = 4;
    uint128 internal constant BOND_PER_SLOT = 1001;
    uint128 internal constant BOND = 100_000;
    uint256 internal constant DEPOSIT = 50;
    uint32 internal constant QUORUM_PPM = 500_000;
    address internal constant STRANGER = address(0xbad);
    address internal constant AUDITOR = address(0xa0d1);
    address internal constant BURNT = 0x000000000000000000000000000000000000dEaD;

    CommunityCoin internal coin;
    FixedSupplyCoin internal bondCoin;
    Community internal community;
    Market internal market;
    Ledger internal ledger;
    Court internal court;
    Demands internal demands;
    Inbox internal inbox;
    MockJudge internal judge;

    function deployCommunity() internal {
        vm.warp(uint256(FIRST_SLOT) * SLOT_SECONDS - 10_000);
        vm.roll(100);
        coin = new CommunityCoin("Test coin", "TEST", address(this), address(this));
        bondCoin = new FixedSupplyCoin("Bond coin", "BOND", address(this), 1e12);
        community = new Community(address(this), 1 days, address(this), address(this), NOTICE_SECONDS);
        (IFactJudge factJudge, IPeriodJudge periodJudge) = deployJudges();
        uint256 nonce = vm.getNonce(address(this));
        market = new Market(settingsFrom(nonce));
        ledger = new Ledger(address(coin), address(community), address(market), DELAY_SECONDS);
        court = new Court(market, factJudge, periodJudge);
        demands = new Demands(market, predicted(nonce + 4), DEPOSIT, RESPONSE_SECONDS);
        inbox = new Inbox(market, demands);
        community.setMarket(address(market));
        community.grantRole(community.AUDITOR_ROLE(), AUDITOR);
        registerMembers(MEMBERS);
        community.setRules(termsOf(1), firstRulesSlot());
        bondCoin.approve(address(market), type(uint256).max);
        bondCoin.approve(address(demands), type(uint256).max);
        market.depositBond(BOND);
    }

    function firstRulesSlot() internal pure virtual returns (uint32) {
        return FIRST_SLOT;
    }

    function deployJudges() internal virtual returns (IFactJudge, IPeriodJudge) {
        judge = new MockJudge();
        return (judge, judge);
    }

    function predicted(uint256 nonce) internal view returns (address) {
        return vm.computeCreateAddress(address(this), nonce);
    }

    /// @dev The market is deployed at `nonce`; ledger, court and demands follow it.
    function settingsFrom(uint256 nonce) internal view returns (MarketSettings memory) {
        return MarketSettings({
            community: address(community),
            ledger: predicted(nonce + 1),
            court: predicted(nonce + 2),
            demands: predicted(nonce + 3),
            coin: address(coin),
            bondCoin: address(bondCoin),
            slotSeconds: SLOT_SECONDS,
            gateClosureSeconds: GATE_SECONDS,
            challengeWindowSeconds: WINDOW_SECONDS,
            stageSeconds: STAGE_SECONDS,
            firstSlot: FIRST_SLOT,
            ringSize: RING_SIZE,
            bondPerSlot: BOND_PER_SLOT,
            attestationPpm: QUORUM_PPM
        });
    }

    function termsOf(uint256 variant) internal view virtual returns (Terms memory terms) {
        terms.rule = address(judge);
        terms.priceFloor = -50_000_000;
        terms.priceCap = 500_000_000;
        terms.retailPrice = 300_000_000;
        terms.feedInPrice = 80_000_000;
        terms.documentHash = bytes32(variant);
    }

    function registerMembers(uint32 count) internal {
        bytes32[] memory pseudonyms = new bytes32[](count);
        for (uint32 i = 0; i < count; ++i) {
            pseudonyms[i] = keccak256(abi.encode("member", community.accountCount() + i));
        }
        community.registerAccounts(pseudonyms);
    }

    /// @dev A member's key, whose private key is the account's number.
    function registerKey(uint32 account) internal returns (address key) {
        key = vm.addr(account);
        community.registerDevice(key, account, FIRST_SLOT);
    }

    function startOf(uint32 slot) internal pure returns (uint256) {
        return uint256(slot) * SLOT_SECONDS;
    }

    function closeBook(uint256[2] memory header) internal {
        uint256[2][] memory headers = new uint256[2][](1);
        headers[0] = header;
        market.closeBooks(headers);
    }

    function clear(uint256[8] memory header) internal {
        uint256[8][] memory headers = new uint256[8][](1);
        headers[0] = header;
        market.clear(headers);
    }

    function meter(uint256[9] memory header) internal {
        uint256[9][] memory headers = new uint256[9][](1);
        headers[0] = header;
        market.meter(headers);
    }

    function remeter(uint256[9] memory next, uint256[9] memory previous) internal {
        uint256[9][] memory nexts = new uint256[9][](1);
        uint256[9][] memory previouses = new uint256[9][](1);
        (nexts[0], previouses[0]) = (next, previous);
        market.remeter(nexts, previouses);
    }

    /// @dev From open to booked; leaves the clock at gate closure.
    function bookSlot(uint32 slot) internal {
        if (block.timestamp < startOf(slot) - GATE_SECONDS) vm.warp(startOf(slot) - GATE_SECONDS);
        closeBook(SlotSamples.book(slot));
    }

    /// @dev From open to cleared; leaves the clock at the slot's start or a second later than it was.
    function clearSlot(uint32 slot) internal {
        bookSlot(slot);
        vm.warp(block.timestamp < startOf(slot) ? startOf(slot) : block.timestamp + 1);
        clear(SlotSamples.clearing(slot));
    }

    /// @dev From open to metered; leaves the clock at the slot's end or later.
    function runSlot(uint32 slot) internal {
        clearSlot(slot);
        if (block.timestamp < startOf(slot + 1)) vm.warp(startOf(slot + 1));
        meter(SlotSamples.metering(slot, 1));
    }

    function runFinalSlot(uint32 slot) internal {
        runSlot(slot);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(slot + 1);
    }

    function stateOf(uint32 slot) internal view returns (SlotState) {
        return SlotWord.wrap(market.slotWord(slot)).state();
    }

    function assertState(uint32 slot, SlotState expected, string memory what) internal view {
        assertEq(uint256(stateOf(slot)), uint256(expected), what);
    }

    function hash200Of(uint32 slot) internal view returns (uint200) {
        return SlotWord.wrap(market.slotWord(slot)).hash200();
    }

    function fund(uint32 account, uint64 amount) internal {
        coin.mint(address(this), amount);
        coin.approve(address(ledger), amount);
        ledger.deposit(account, amount);
    }

    function setCreditLimit(uint32 account, uint64 limit) internal {
        uint32[] memory accounts = new uint32[](1);
        uint64[] memory limits = new uint64[](1);
        accounts[0] = account;
        limits[0] = limit;
        ledger.setCreditLimits(accounts, limits);
    }

    function lanes(int64 a, int64 b, int64 c, int64 d) internal pure returns (uint256) {
        return uint256(uint64(a)) | (uint256(uint64(b)) << 64) | (uint256(uint64(c)) << 128)
            | (uint256(uint64(d)) << 192);
    }

    function periodOf(uint32 period, uint32 fromSlot, uint32 untilSlot) internal pure returns (PeriodHeader memory) {
        return PeriodHeader({
            period: period,
            fromSlot: fromSlot,
            untilSlot: untilSlot,
            accounts: SlotSamples.ACCOUNTS,
            root: keccak256(abi.encode("period", period))
        });
    }

    function words(uint256[2] memory header) internal pure returns (uint256[] memory all) {
        all = new uint256[](2);
        (all[0], all[1]) = (header[0], header[1]);
    }

    function words(uint256[8] memory header) internal pure returns (uint256[] memory all) {
        all = new uint256[](8);
        for (uint256 i = 0; i < 8; ++i) {
            all[i] = header[i];
        }
    }

    function words(uint256[9] memory header) internal pure returns (uint256[] memory all) {
        all = new uint256[](9);
        for (uint256 i = 0; i < 9; ++i) {
            all[i] = header[i];
        }
    }

    function list(uint256[] memory a) internal pure returns (uint256[][] memory all) {
        all = new uint256[][](1);
        all[0] = a;
    }

    function list(uint256[] memory a, uint256[] memory b) internal pure returns (uint256[][] memory all) {
        all = new uint256[][](2);
        (all[0], all[1]) = (a, b);
    }

    function list(uint256[] memory a, uint256[] memory b, uint256[] memory c)
        internal
        pure
        returns (uint256[][] memory all)
    {
        all = new uint256[][](3);
        (all[0], all[1], all[2]) = (a, b, c);
    }

    function list(Leaf memory a) internal pure returns (Leaf[] memory all) {
        all = new Leaf[](1);
        all[0] = a;
    }

    function list(Leaf memory a, Leaf memory b) internal pure returns (Leaf[] memory all) {
        all = new Leaf[](2);
        (all[0], all[1]) = (a, b);
    }

    function noLeaf() internal pure returns (Leaf memory) {
        return Leaf({words: new uint256[](0), index: 0, proof: new bytes32[](0)});
    }
}
