// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Community} from "../src/Community.sol";
import {Terms} from "../src/interfaces/Evidence.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {IRule} from "../src/interfaces/IRule.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";

contract CommunityRulesTest is CommunityFixture {
    /// @dev The first slot that has notice when the test begins: FIRST_SLOT starts in 10,000 seconds.
    uint32 private constant NOTICED = FIRST_SLOT;

    function setUp() public {
        deployCommunity();
    }

    function requireVersion(uint32 slot, uint32 expected) private view {
        assertEq(community.rulesVersionAt(slot), expected, "version in force");
    }

    function test_rulesAreRecordedWithWhatTheirRuleSays() public {
        Terms memory terms = termsOf(2);
        judge.setRefutable(false);
        vm.expectEmit(address(community));
        emit ICommunity.RulesSet(2, NOTICED + 5, keccak256(abi.encode(terms)), terms);
        community.setRules(terms, NOTICED + 5);
        (bytes32 termsHash, uint32 fromSlot, address rule, bool refutable) = community.rulesAt(2);
        assertTrue(termsHash == keccak256(abi.encode(terms)) && fromSlot == NOTICED + 5, "terms");
        assertTrue(rule == address(judge) && !refutable, "rule");
        assertEq(community.rulesVersion(), 2, "newest");
        (uint32 version, bool inForce) = community.rulesInForce(NOTICED + 4);
        assertTrue(version == 1 && inForce, "before");
        (version, inForce) = community.rulesInForce(NOTICED + 5);
        assertTrue(version == 2 && !inForce, "from then on");
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownRules.selector, 3, 2));
        community.rulesAt(3);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownRules.selector, 0, 2));
        community.rulesAt(0);
    }

    function test_rulesAreFoundAmongMany() public {
        for (uint32 i = 0; i < 9; ++i) {
            community.setRules(termsOf(2 + i), NOTICED + 10 * (i + 1));
        }
        community.setRules(termsOf(99), NOTICED + 90);
        requireVersion(NOTICED - 1, 0);
        requireVersion(NOTICED, 1);
        for (uint32 i = 0; i < 8; ++i) {
            requireVersion(NOTICED + 10 * (i + 1) - 1, i + 1);
            requireVersion(NOTICED + 10 * (i + 1), i + 2);
        }
        // Two versions from the same slot: the later holds.
        requireVersion(NOTICED + 89, 9);
        requireVersion(NOTICED + 90, 11);
        requireVersion(type(uint32).max, 11);
    }

    function test_rulesNeedNotice() public {
        uint256 start = startOf(FIRST_SLOT);
        vm.warp(start - NOTICE_SECONDS);
        community.setRules(termsOf(2), FIRST_SLOT);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunity.RulesNoticeTooShort.selector, FIRST_SLOT, start, start + 1)
        );
        community.setRules(termsOf(3), FIRST_SLOT);
    }

    function test_rulesGoForward() public {
        community.setRules(termsOf(2), FIRST_SLOT + 20);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunity.RulesTooEarly.selector, FIRST_SLOT + 19, FIRST_SLOT + 20)
        );
        community.setRules(termsOf(3), FIRST_SLOT + 19);
    }

    function test_rulesLeaveClosedBooksAlone() public {
        bookSlot(FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunity.RulesTooEarly.selector, FIRST_SLOT, FIRST_SLOT + 1)
        );
        community.setRules(termsOf(2), FIRST_SLOT);
    }

    function test_onlyTheFirstRulesNeedNoNotice() public {
        Community fresh = new Community(address(this), 1 days, address(this), address(this), NOTICE_SECONDS);
        fresh.setMarket(address(market));
        vm.warp(startOf(FIRST_SLOT) - 1);
        fresh.setRules(termsOf(1), FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunity.RulesNoticeTooShort.selector,
                FIRST_SLOT,
                startOf(FIRST_SLOT),
                block.timestamp + NOTICE_SECONDS
            )
        );
        fresh.setRules(termsOf(2), FIRST_SLOT);
    }

    function test_rulesNeedNoMarketAndThenNoNotice() public {
        Community fresh = new Community(address(this), 1 days, address(this), address(this), NOTICE_SECONDS);
        fresh.setRules(termsOf(1), 5);
        fresh.setRules(termsOf(2), 5);
        assertEq(fresh.rulesVersionAt(4), 0, "before");
        assertEq(fresh.rulesVersionAt(5), 2, "rules");
    }

    function test_termsAreRefused() public {
        Terms memory terms = termsOf(2);
        judge.refuseTerms("kPpm");
        vm.expectRevert(abi.encodeWithSelector(IRule.TermsUnsupported.selector, "kPpm"));
        community.setRules(terms, NOTICED);
        terms.rule = STRANGER;
        vm.expectRevert(abi.encodeWithSelector(ICommunity.NotARule.selector, STRANGER));
        community.setRules(terms, NOTICED);
        assertEq(community.rulesVersion(), 1, "versions");
    }
}
