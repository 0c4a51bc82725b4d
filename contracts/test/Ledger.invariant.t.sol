// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Community} from "../src/Community.sol";
import {CommunityCoin} from "../src/CommunityCoin.sol";
import {Ledger} from "../src/Ledger.sol";
import {Market} from "../src/Market.sol";
import {LedgerHandler} from "./support/LedgerHandler.sol";
import {Test} from "./support/Test.sol";

contract LedgerInvariantTest is Test {
    LedgerHandler private handler;
    CommunityCoin private coin;
    Community private community;
    Market private market;
    Ledger private ledger;

    function setUp() public {
        handler = new LedgerHandler();
        (address coin_, address community_, address market_, address ledger_) = handler.contracts();
        (coin, community) = (CommunityCoin(coin_), Community(community_));
        (market, ledger) = (Market(market_), Ledger(ledger_));
    }

    /// @dev Forge asks which contracts it may call.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev Half-way through a period the balances are off by exactly what was applied so far.
    function invariant_balancesAreWhatWasPaidIn() public view {
        uint32 count = community.accountCount();
        int64[] memory balances = ledger.balances(0, count);
        int256 sum = 0;
        for (uint32 account = 0; account < count; ++account) {
            sum += balances[account];
        }
        assertEqSigned(sum, handler.movedIn() + handler.appliedSum(), "the sum of all balances");
        (uint128 deposited, uint128 withdrawn) = ledger.totals();
        assertEqSigned(int128(deposited) - int128(withdrawn), handler.movedIn(), "the totals");
        assertEqSigned(int256(coin.balanceOf(address(ledger))), handler.movedIn(), "the coins held");
    }

    function invariant_nobodyIsBeyondTheirLimit() public view {
        for (uint32 account = 0; account < community.accountCount(); ++account) {
            assertTrue(ledger.headroomOf(account) >= 0, "headroom below zero");
        }
    }

    function invariant_nothingHappensTwiceOrEarly() public view {
        assertEq(handler.breaches(), 0, "steps that should have been refused, or should not");
        uint256 started = ledger.nextPeriod();
        assertEq(handler.settledPeriods(), ledger.isSettling() ? started - 1 : started, "settled periods");
        assertTrue(ledger.settledUntil() <= market.finalUntil(), "a period of slots that are not final");
    }

    function invariant_finalityComesAfterTheWindow() public view {
        for (uint32 slot = market.firstSlot(); slot < market.finalUntil(); ++slot) {
            uint256 windowEnd = handler.meteredAt(slot) + market.challengeWindowSeconds();
            assertTrue(handler.meteredAt(slot) > 0 && block.timestamp >= windowEnd, "finality before its window");
        }
    }
}
