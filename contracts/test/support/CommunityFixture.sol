// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Community} from "../../src/Community.sol";
import {CommunityCoin} from "../../src/CommunityCoin.sol";
import {BookHeader, ClearingHeader, Marginal, MeteringHeader} from "../../src/interfaces/MarketHeaders.sol";
import {Ledger} from "../../src/Ledger.sol";
import {Market} from "../../src/Market.sol";
import {Test} from "./Test.sol";

/// @title A community of eight accounts, with the test as its admin, operator, treasurer and issuer
abstract contract CommunityFixture is Test {
    uint32 internal constant SLOT_SECONDS = 900;
    uint32 internal constant GATE_SECONDS = 300;
    uint32 internal constant WINDOW_SECONDS = 1800;
    uint32 internal constant FIRST_SLOT = 1000;
    uint32 internal constant RING_SIZE = 4;
    uint32 internal constant MEMBERS = 4;
    address internal constant STRANGER = address(0xbad);

    CommunityCoin internal coin;
    Community internal community;
    Market internal market;
    Ledger internal ledger;

    function deployCommunity() internal {
        vm.warp(uint256(FIRST_SLOT) * SLOT_SECONDS - 10_000);
        coin = new CommunityCoin("Test coin", "TEST", address(this), address(this));
        community = new Community(address(this), 1 days, address(this), address(this));
        market =
            new Market(address(community), SLOT_SECONDS, GATE_SECONDS, WINDOW_SECONDS, FIRST_SLOT, RING_SIZE);
        ledger = new Ledger(address(coin), address(community), address(market));
        community.setMarket(address(market));
        registerMembers(MEMBERS);
    }

    function registerMembers(uint32 count) internal {
        bytes32[] memory pseudonyms = new bytes32[](count);
        for (uint32 i = 0; i < count; ++i) {
            pseudonyms[i] = keccak256(abi.encode("member", community.accountCount() + i));
        }
        community.registerAccounts(pseudonyms);
    }

    function startOf(uint32 slot) internal pure returns (uint256) {
        return uint256(slot) * SLOT_SECONDS;
    }

    function bookOf(uint32 slot) internal pure returns (BookHeader memory) {
        return BookHeader({slot: slot, orders: 3, bookRoot: keccak256(abi.encode("book", slot))});
    }

    function clearingOf(uint32 slot) internal pure returns (ClearingHeader memory) {
        BookHeader memory book = bookOf(slot);
        return ClearingHeader({
            slot: slot,
            orders: book.orders,
            bookRoot: book.bookRoot,
            fillRoot: keccak256(abi.encode("fills", slot)),
            price: -7,
            energyUkwh: 250_000,
            bid: Marginal({index: 1, price: 5, fill: 6}),
            ask: Marginal({index: 2, price: -8, fill: 9}),
            rulesVersion: 1,
            dataHash: keccak256(abi.encode("data", slot))
        });
    }

    function meteringOf(uint32 slot, uint8 version) internal pure returns (MeteringHeader memory) {
        return MeteringHeader({
            slot: slot,
            version: version,
            meters: 4,
            accounts: 8,
            clearingHash: keccak256(abi.encode(clearingOf(slot))),
            readingRoot: keccak256(abi.encode("readings", slot, version)),
            lineRoot: keccak256(abi.encode("lines", slot, version)),
            sharingPrice: -1,
            deliveredUkwh: 2,
            sharedUkwh: 3,
            rulesVersion: 1,
            dataHash: keccak256(abi.encode("data", slot, version))
        });
    }

    function closeBook(uint32 slot) internal {
        BookHeader[] memory headers = new BookHeader[](1);
        headers[0] = bookOf(slot);
        market.closeBooks(headers);
    }

    function clear(ClearingHeader memory header) internal {
        ClearingHeader[] memory headers = new ClearingHeader[](1);
        headers[0] = header;
        market.clear(headers);
    }

    function meter(MeteringHeader memory header) internal {
        MeteringHeader[] memory headers = new MeteringHeader[](1);
        headers[0] = header;
        market.meter(headers);
    }

    function remeter(MeteringHeader memory next, MeteringHeader memory previous) internal {
        MeteringHeader[] memory nexts = new MeteringHeader[](1);
        MeteringHeader[] memory previouses = new MeteringHeader[](1);
        nexts[0] = next;
        previouses[0] = previous;
        market.remeter(nexts, previouses);
    }

    /// @dev From open to metered; leaves the clock at the slot's end.
    function runSlot(uint32 slot) internal {
        vm.warp(startOf(slot) - GATE_SECONDS);
        closeBook(slot);
        vm.warp(startOf(slot));
        clear(clearingOf(slot));
        vm.warp(startOf(slot + 1));
        meter(meteringOf(slot, 1));
    }

    function runFinalSlot(uint32 slot) internal {
        runSlot(slot);
        vm.warp(startOf(slot + 1) + WINDOW_SECONDS);
        market.finalize(slot + 1);
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
}
