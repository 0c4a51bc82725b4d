// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Demands} from "../src/Demands.sol";
import {DemandKind, IDemands} from "../src/interfaces/IDemands.sol";
import {IMarket, MarketSettings} from "../src/interfaces/IMarket.sol";
import {Market} from "../src/Market.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";
import {OddCoin} from "./support/OddCoin.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract MarketBondTest is CommunityFixture {
    uint32 private constant SLOT = FIRST_SLOT;

    function setUp() public {
        deployCommunity();
    }

    function requireBond(uint256 amount, uint256 locked) private view {
        (uint256 bond, uint256 lockedBond) = market.bond();
        assertEq(bond, amount, "bond");
        assertEq(lockedBond, locked, "locked");
    }

    function test_booksNeedABond() public {
        market.withdrawBond(address(this), BOND - BOND_PER_SLOT);
        bookSlot(SLOT);
        requireBond(BOND_PER_SLOT, BOND_PER_SLOT);
        vm.warp(startOf(SLOT + 1));
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.BondTooLow.selector, BOND_PER_SLOT, 2 * uint256(BOND_PER_SLOT))
        );
        closeBook(SlotSamples.book(SLOT + 1));
        bondCoin.transfer(STRANGER, BOND_PER_SLOT);
        vm.startPrank(STRANGER);
        bondCoin.approve(address(market), BOND_PER_SLOT);
        vm.expectEmit(address(market));
        emit IMarket.BondDeposited(STRANGER, BOND_PER_SLOT);
        market.depositBond(BOND_PER_SLOT);
        vm.stopPrank();
        closeBook(SlotSamples.book(SLOT + 1));
    }

    function test_whatIsLockedStays() public {
        bookSlot(SLOT);
        uint128 free = BOND - BOND_PER_SLOT;
        vm.expectRevert(abi.encodeWithSelector(IMarket.BondLocked.selector, free + 1, free));
        market.withdrawBond(STRANGER, free + 1);
        vm.expectEmit(address(market));
        emit IMarket.BondWithdrawn(STRANGER, free);
        market.withdrawBond(STRANGER, free);
        assertEq(bondCoin.balanceOf(STRANGER), free, "paid");
        requireBond(BOND_PER_SLOT, BOND_PER_SLOT);
        vm.prank(address(court));
        market.slash(SLOT, address(0xc4a11));
        requireBond(0, BOND_PER_SLOT);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BondLocked.selector, 1, 0));
        market.withdrawBond(STRANGER, 1);
    }

    function test_lostBondsAreHalfTheChallengersHalfBurnt() public {
        address challenger = address(0xc4a11);
        vm.expectEmit(address(market));
        emit IMarket.BondLost(SLOT, challenger, BOND_PER_SLOT / 2, BOND_PER_SLOT - BOND_PER_SLOT / 2);
        vm.prank(address(court));
        market.slash(SLOT, challenger);
        assertEq(bondCoin.balanceOf(challenger), BOND_PER_SLOT / 2, "paid");
        assertEq(bondCoin.balanceOf(BURNT), BOND_PER_SLOT - BOND_PER_SLOT / 2, "burnt");
        vm.prank(address(demands));
        market.slash(SLOT, challenger);
        vm.prank(address(ledger));
        market.slash(SLOT, challenger);
        requireBond(BOND - 3 * BOND_PER_SLOT, 0);
        assertEq(bondCoin.balanceOf(address(market)), BOND - 3 * BOND_PER_SLOT, "held");
    }

    /// @dev What is left is lost, and no more.
    function test_theBondNeverPaysMoreThanItHas() public {
        market.withdrawBond(address(this), BOND - 11);
        vm.prank(address(court));
        market.slash(SLOT, STRANGER);
        assertTrue(bondCoin.balanceOf(STRANGER) == 5 && bondCoin.balanceOf(BURNT) == 6, "the rest");
        vm.prank(address(court));
        market.slash(SLOT, STRANGER);
        requireBond(0, 0);
        assertEq(bondCoin.balanceOf(address(market)), 0, "held");
    }

    function test_coinsThatKeepAPartAreNoBond() public {
        (Market odd, OddCoin oddCoin) = deployWithOddCoin();
        oddCoin.keepPart(true);
        vm.expectRevert(abi.encodeWithSelector(IMarket.CoinKeptPart.selector, 10, 9));
        odd.depositBond(10);
    }

    function test_coinsThatKeepAPartAreNoDeposit() public {
        OddCoin oddCoin = new OddCoin(1e9);
        uint256 nonce = vm.getNonce(address(this));
        MarketSettings memory settings = settingsFrom(0);
        (settings.bondCoin, settings.bondPerSlot, settings.demands) = (address(oddCoin), 0, predicted(nonce + 1));
        Market odd = new Market(settings);
        Demands oddDemands = new Demands(odd, address(inbox), DEPOSIT, RESPONSE_SECONDS);
        uint256[2][] memory books = new uint256[2][](1);
        books[0] = SlotSamples.book(SLOT);
        vm.warp(startOf(SLOT));
        odd.closeBooks(books);
        community.registerDevice(address(this), 4, SLOT);
        oddCoin.approve(address(oddDemands), type(uint256).max);
        oddCoin.keepPart(true);
        vm.expectRevert(abi.encodeWithSelector(IDemands.CoinKeptPart.selector, DEPOSIT, DEPOSIT - 1));
        oddDemands.demand(DemandKind.Book, SLOT, 0);
        oddCoin.keepPart(false);
        oddDemands.demand(DemandKind.Book, SLOT, 0);
    }

    /// @dev Otherwise the operator's choice of a coin could keep a wrong result in force.
    function test_coinsThatRefuseCannotStopACourt() public {
        (Market odd, OddCoin oddCoin) = deployWithOddCoin();
        odd.depositBond(BOND_PER_SLOT);
        oddCoin.refuseTransfers(true);
        vm.expectEmit(address(odd));
        emit IMarket.BondLost(SLOT, STRANGER, BOND_PER_SLOT / 2, BOND_PER_SLOT - BOND_PER_SLOT / 2);
        vm.prank(address(court));
        odd.slash(SLOT, STRANGER);
        (uint256 bond,) = odd.bond();
        assertEq(bond, 0, "bond");
        assertEq(oddCoin.balanceOf(address(odd)), BOND_PER_SLOT, "what could not be paid stays");
    }

    function deployWithOddCoin() private returns (Market odd, OddCoin oddCoin) {
        oddCoin = new OddCoin(1e9);
        MarketSettings memory settings = settingsFrom(0);
        (settings.bondCoin, settings.court) = (address(oddCoin), address(court));
        odd = new Market(settings);
        oddCoin.approve(address(odd), type(uint256).max);
    }

    function test_onlyTheMarketsOwnJudge() public {
        bytes[4] memory calls = [
            abi.encodeCall(market.slash, (SLOT, STRANGER)),
            abi.encodeCall(market.voidBook, (SLOT)),
            abi.encodeCall(market.voidClearing, (SLOT, 0)),
            abi.encodeCall(market.voidMetering, (SLOT, 0))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool ok, bytes memory answer) = address(market).call(calls[i]);
            bytes memory refusal = abi.encodeWithSelector(IMarket.NotJudge.selector, address(this));
            assertTrue(!ok && keccak256(answer) == keccak256(refusal), "the operator judged");
        }
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotJudge.selector, address(ledger)));
        vm.prank(address(ledger));
        market.voidBook(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotDemands.selector, address(court)));
        vm.prank(address(court));
        market.openDemand(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotDemands.selector, address(this)));
        market.closeDemand(SLOT);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotLedger.selector, address(this)));
        market.releaseSlots(SLOT);
    }

    function test_theRingKeepsWhatIsNotPaidAndOneBefore() public {
        for (uint32 i = 0; i + 1 < RING_SIZE; ++i) {
            runSlot(SLOT + i);
        }
        uint32 next = SLOT + RING_SIZE - 1;
        vm.warp(startOf(next) + WINDOW_SECONDS);
        market.finalize(next);
        vm.expectRevert(abi.encodeWithSelector(IMarket.RingFull.selector, next, SLOT, RING_SIZE));
        closeBook(SlotSamples.book(next));
        vm.expectEmit(address(market));
        emit IMarket.SlotsReleased(SLOT + 1);
        vm.prank(address(ledger));
        market.releaseSlots(SLOT + 1);
        requireBond(BOND, (RING_SIZE - 2) * uint256(BOND_PER_SLOT));
        closeBook(SlotSamples.book(next));
        assertTrue(market.slotWord(SLOT) != 0, "the slot before the first unpaid");
        vm.prank(address(ledger));
        market.releaseSlots(SLOT + 2);
        assertEq(market.slotWord(next + 1), 0, "an open slot must not show its predecessor's word");
        vm.warp(startOf(next + 1));
        closeBook(SlotSamples.book(next + 1));
        assertEq(market.slotWord(SLOT), 0, "a slot that left the ring");
        uint256[] memory all = market.slotWords(SLOT, RING_SIZE + 2);
        assertTrue(all[0] == 0 && all[1] != 0 && all[RING_SIZE] == market.slotWord(next + 1), "words");
        assertEq(all[RING_SIZE + 1], 0, "the slot after");
        assertEq(market.slotWord(SLOT - 1), 0, "the slot before the first");
    }
}
