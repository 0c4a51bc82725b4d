// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FixedSupplyCoin} from "../src/FixedSupplyCoin.sol";
import {Community} from "../src/Community.sol";
import {CommunityCoin} from "../src/CommunityCoin.sol";
import {Ledger} from "../src/Ledger.sol";
import {Market} from "../src/Market.sol";
import {SlotState, SlotWord} from "../src/libraries/SlotWord.sol";
import {CommunityHandler} from "./support/CommunityHandler.sol";
import {Test} from "./support/Test.sol";

contract CommunityInvariantTest is Test {
    uint256 private constant BOND_PER_SLOT = 1001;
    uint256 private constant DEPOSIT = 50;

    CommunityHandler private handler;
    CommunityCoin private coin;
    FixedSupplyCoin private bondCoin;
    Community private community;
    Market private market;
    Ledger private ledger;
    address private demands;

    function setUp() public {
        handler = new CommunityHandler();
        address[8] memory all = handler.contracts();
        (coin, bondCoin) = (CommunityCoin(all[0]), FixedSupplyCoin(all[1]));
        (community, market, ledger) = (Community(all[2]), Market(all[3]), Ledger(all[4]));
        demands = all[6];
    }

    /// @dev Forge asks which contracts it may call, and which of their functions.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function excludeSelectors() public view returns (FuzzSelector[] memory excluded) {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = handler.windDown.selector;
        excluded = new FuzzSelector[](1);
        excluded[0] = FuzzSelector({addr: address(handler), selectors: selectors});
    }

    /// @dev One invariant instead of seven, so that all of them see the same, longer, runs.
    function invariant_whatIsPromisedHolds() public view {
        assertEq(handler.breaches(), 0, "steps that should have been refused, or should not");
        requireBalancesAreWhatWasPaidIn();
        requireNobodyIsBeyondTheirLimit();
        requireEverySlotIsPaidOnce();
        requireWhatWasVoidedIsNeverFinal();
        requireTheBondPaysWhatItHas();
        requireEveryDemandIsCounted();
    }

    /// @dev Half-way through a period the balances are off by exactly what was applied so far.
    function requireBalancesAreWhatWasPaidIn() private view {
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

    function requireNobodyIsBeyondTheirLimit() private view {
        for (uint32 account = 0; account < community.accountCount(); ++account) {
            assertTrue(ledger.headroomOf(account) >= 0, "headroom below zero");
        }
    }

    function requireEverySlotIsPaidOnce() private view {
        uint32 released = market.releasedUntil();
        for (uint32 slot = market.firstSlot(); slot < market.nextSlotToClose(); ++slot) {
            assertEq(handler.timesPaid(slot), slot < released ? 1 : 0, "times paid");
        }
        assertTrue(released <= ledger.settledUntil(), "paid before it was committed");
        assertTrue(ledger.settledUntil() <= market.finalUntil(), "committed before it was final");
        assertTrue(market.finalUntil() <= market.nextSlotToClose(), "final before it was booked");
    }

    function requireWhatWasVoidedIsNeverFinal() private view {
        for (uint32 slot = market.releasedUntil(); slot < market.nextSlotToClose(); ++slot) {
            SlotWord word = SlotWord.wrap(market.slotWord(slot));
            bool isFinal = slot < market.finalUntil();
            bool hasEnded = word.state() == SlotState.Metered || word.state() == SlotState.Skipped;
            assertTrue(!isFinal || (hasEnded && word.demands() == 0), "a final slot that has not ended");
            bool isMetered = word.state() == SlotState.Metered;
            assertTrue(!isMetered || !handler.wasVoided(slot, word.hash200()), "a voided result is back");
        }
    }

    /// @dev What left the bond is what was withdrawn, and a slot's bond for each proven fault and each late stage.
    function requireTheBondPaysWhatItHas() private view {
        (uint256 bond,) = market.bond();
        assertEq(bondCoin.balanceOf(address(market)), bond, "the coins held");
        uint256 out = handler.bondTakenOut() + handler.slashes() * BOND_PER_SLOT;
        uint256 left = handler.bondPaidIn() > out ? handler.bondPaidIn() - out : 0;
        assertTrue(bond >= left, "more was taken than was lost");
        assertTrue(bond <= handler.bondPaidIn() - handler.bondTakenOut(), "more than was put in");
    }

    function requireEveryDemandIsCounted() private view {
        assertEq(bondCoin.balanceOf(demands), handler.openDemandCount() * DEPOSIT, "the deposits held");
        for (uint32 slot = market.releasedUntil(); slot < market.nextSlotToClose(); ++slot) {
            uint256 counted = SlotWord.wrap(market.slotWord(slot)).demands();
            uint256 open = handler.demandsIn(slot);
            assertTrue(counted == open || counted == open + 1, "open demands");
            assertTrue(slot >= market.finalUntil() || open == 0, "a final slot with open demands");
        }
    }

    /// @dev At the end of each run, whatever state it left.
    function afterInvariant() public {
        handler.windDown();
        assertEq(market.finalUntil(), market.nextSlotToClose(), "a slot that never ends");
        assertEq(handler.breaches(), 0, "steps on the way");
    }
}
