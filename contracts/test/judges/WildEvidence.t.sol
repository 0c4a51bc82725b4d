// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, OrderPosition, PeriodHeader, Terms} from "../../src/interfaces/Evidence.sol";
import {FactJudge} from "../../src/FactJudge.sol";
import {IRule} from "../../src/interfaces/IRule.sol";
import {BookHeads} from "../../src/libraries/headers/BookHead.sol";
import {ClearingHeads} from "../../src/libraries/headers/ClearingHead.sol";
import {MeteringHeads} from "../../src/libraries/headers/MeteringHead.sol";
import {BookLeaves} from "../../src/libraries/leaves/BookLeaf.sol";
import {FillLeaves} from "../../src/libraries/leaves/FillLeaf.sol";
import {KeyLeaves} from "../../src/libraries/leaves/KeyLeaf.sol";
import {LineLeaves} from "../../src/libraries/leaves/LineLeaf.sol";
import {PeriodLeaves} from "../../src/libraries/leaves/PeriodLeaf.sol";
import {PeriodSlotLeaves} from "../../src/libraries/leaves/PeriodSlotLeaf.sol";
import {ReadingLeaves} from "../../src/libraries/leaves/ReadingLeaf.sol";
import {PeriodJudge} from "../../src/PeriodJudge.sol";
import {AttestedRule} from "../../src/rules/AttestedRule.sol";
import {PayAsBidRule} from "../../src/rules/PayAsBidRule.sol";
import {ProportionalSharingRule} from "../../src/rules/ProportionalSharingRule.sol";
import {StaticSharingRule} from "../../src/rules/StaticSharingRule.sol";
import {UniformPriceRule} from "../../src/rules/UniformPriceRule.sol";
import {DeviceKeys} from "../support/judges/DeviceKeys.sol";
import {Trees} from "../support/judges/Trees.sol";

/// @dev Whatever a server commits to, a judgement answers or refuses the evidence by name: it never panics. Words are drawn
/// at random, half of them extreme, with tags and padding that let them pass for leaves most of the time.
contract WildEvidenceTest is DeviceKeys {
    uint256 private constant COUNT = 3;

    IRule[5] private rules;
    FactJudge private facts;
    PeriodJudge private periods;

    struct Wild {
        uint256[] header;
        uint256[] second;
        uint256[][] first;
        uint256[][] other;
        uint256[][] keys;
    }

    function setUp() external {
        registerDevices(8);
        register.addMeter(4);
        rules[0] = new UniformPriceRule();
        rules[1] = new PayAsBidRule();
        rules[2] = new ProportionalSharingRule();
        rules[3] = new StaticSharingRule();
        rules[4] = new AttestedRule();
        facts = new FactJudge(address(register), MARKET);
        periods = new PeriodJudge();
    }

    function testFuzz_clearings(uint128 seed, Terms calldata terms, uint8 a, uint8 b) external view {
        Wild memory wild;
        wild.first = leavesOf(seed, 6, BookLeaves.TAG, 1);
        wild.other = leavesOf(uint256(seed) + 1, 7, FillLeaves.TAG, 1);
        wild.header = clearingOf(seed, wild);
        OrderPosition[] memory positions = new OrderPosition[](a % 4);
        for (uint256 i = 0; i < positions.length; ++i) {
            positions[i] = positionOf(wild, (i + b) % COUNT);
        }
        for (uint256 i = 0; i < 5; ++i) {
            check(address(rules[i]), abi.encodeCall(IRule.judgeClearing, (wild.header, terms, positions)));
        }
    }

    function testFuzz_meterings(uint128 seed, Terms memory terms, uint8 a, uint8 b) external view {
        Wild memory wild;
        wild.first = leavesOf(seed, 11, LineLeaves.TAG, 1);
        wild.keys = leavesOf(uint256(seed) + 2, 4, KeyLeaves.TAG, 0);
        if (a % 2 == 0) (terms.keys, terms.keysRoot) = (uint32(COUNT), Trees.rootOf(wild.keys));
        wild.second = clearingOf(uint256(seed) + 1, wild);
        bytes32 hash = keccak256(abi.encodePacked(wild.second));
        if (a % 4 > 1) (wild.second, hash) = (noWords(), 0);
        wild.header = meteringOf(seed, hash, wild.first, wild.first);
        Leaf memory line = Trees.leafAt(wild.first, b % COUNT);
        Leaf[] memory lines = a % 3 == 0 ? one(line) : two(line, Trees.leafAt(wild.first, (uint256(b) + 1) % COUNT));
        Leaf[] memory keys = a % 5 < 3 ? noLeaves() : one(Trees.leafAt(wild.keys, b % COUNT));
        for (uint256 i = 0; i < 5; ++i) {
            check(address(rules[i]), abi.encodeCall(IRule.judgeMetering, (wild.header, wild.second, terms)));
            check(address(rules[i]), abi.encodeCall(IRule.judgeLines, (wild.header, terms, lines, keys)));
        }
    }

    function testFuzz_linesBesideOrders(uint128 seed, Terms calldata terms, uint8 a, uint8 b) external view {
        Wild memory wild;
        wild.first = leavesOf(seed, 6, BookLeaves.TAG, 1);
        wild.other = leavesOf(uint256(seed) + 1, 7, FillLeaves.TAG, 1);
        wild.keys = leavesOf(uint256(seed) + 2, 11, LineLeaves.TAG, 1);
        wild.second = clearingOf(seed, wild);
        wild.header = meteringOf(seed, keccak256(abi.encodePacked(wild.second)), wild.keys, wild.keys);
        Leaf memory line = Trees.leafAt(wild.keys, a % COUNT);
        OrderPosition memory position;
        if (b % 4 > 0) position = positionOf(wild, b % COUNT);
        for (uint256 i = 0; i < 5; ++i) {
            bytes memory call_ =
                abi.encodeCall(IRule.judgeLineAndOrder, (wild.header, wild.second, terms, line, position));
            check(address(rules[i]), call_);
        }
    }

    function testFuzz_books(uint128 seed, Terms calldata terms, uint8 a, bytes32 digest, bytes calldata signature)
        external
        view
    {
        Wild memory wild;
        wild.first = leavesOf(seed, 6, BookLeaves.TAG, 1);
        // Half of the orders are by a device that the register knows.
        if (a > 127) wild.first[a % COUNT][3] = uint160(deviceOf(4 + a % 4));
        wild.header = wordsOf(uint256(seed) + 3, 2);
        wild.header[0] = BookHeads.TAG << 192 | SLOT << 160 | COUNT << 128;
        wild.header[1] = uint256(Trees.rootOf(wild.first));
        Leaf memory leaf = Trees.leafAt(wild.first, a % COUNT);
        Leaf[] memory leaves = a % 2 == 0 ? one(leaf) : two(leaf, Trees.leafAt(wild.first, (uint256(a) + 1) % COUNT));
        check(address(facts), abi.encodeCall(facts.judgeBook, (wild.header, terms, leaves)));
        bytes memory call_ =
            abi.encodeCall(facts.judgeReceipt, (wild.header, a % 5, digest, digest, signature, leaf));
        check(address(facts), call_);
    }

    function testFuzz_readings(uint128 seed, uint8 a, uint8 b) external view {
        Wild memory wild;
        wild.first = leavesOf(seed, seed % 2 == 0 ? 8 : 11, ReadingLeaves.TAG, 1);
        wild.other = leavesOf(uint256(seed) + 1, 11, LineLeaves.TAG, 1);
        wild.header = meteringOf(seed, 0, wild.first, wild.other);
        wild.second = meteringOf(uint256(seed) + 1, 0, wild.first, wild.other);
        if (b % 2 == 0) wild.second[0] -= 1 << 160;
        Leaf memory leaf = Trees.leafAt(wild.first, a % COUNT);
        Leaf[] memory leaves = b % 3 == 0 ? one(leaf) : two(leaf, Trees.leafAt(wild.first, (uint256(a) + 1) % COUNT));
        check(address(facts), abi.encodeCall(facts.judgeReadings, (wild.header, leaves)));
        Leaf memory before = b % 5 == 0 ? Trees.none(a % COUNT + COUNT) : leaf;
        check(address(facts), abi.encodeCall(facts.judgeContinuity, (wild.header, leaf, wild.second, before)));
        check(address(facts), abi.encodeCall(facts.judgeContinuity, (wild.header, before, wild.second, leaf)));
        Leaf memory line = Trees.leafAt(wild.other, b % COUNT);
        check(address(facts), abi.encodeCall(facts.judgeLineAndReading, (wild.header, line, leaf)));
    }

    function testFuzz_periods(uint128 seed, PeriodHeader memory header, BatchData calldata batch, uint8 a, uint8 b)
        external
        view
    {
        Wild memory wild;
        wild.other = leavesOf(uint256(seed) + 1, 4, PeriodSlotLeaves.TAG, 1);
        wild.keys = leavesOf(uint256(seed) + 2, 11, LineLeaves.TAG, 1);
        wild.first = leavesOf(seed, 6, PeriodLeaves.TAG, 1);
        if (a % 2 == 0) (header.fromSlot, header.untilSlot) = (uint32(SLOT), uint32(SLOT + COUNT));
        for (uint256 i = 0; i < COUNT; ++i) {
            wild.first[i][0] = PeriodLeaves.TAG << 192 | uint256(header.period) << 160 | i << 128 | COUNT << 96;
            wild.first[i][5] = uint256(Trees.rootOf(wild.other));
            wild.other[i][3] = seed % 5 == 0 ? 1 : 0;
        }
        (header.accounts, header.root) = (uint32(COUNT), Trees.rootOf(wild.first));
        wild.header = meteringOf(seed, 0, wild.keys, wild.keys);
        Leaf memory leaf = Trees.leafAt(wild.first, a % COUNT);
        Leaf memory next = Trees.leafAt(wild.first, (uint256(a) + 1) % COUNT);
        Leaf memory slot = Trees.leafAt(wild.other, b % COUNT);
        check(address(periods), abi.encodeCall(periods.judgePeriod, (header, b % 2 == 0 ? one(leaf) : two(leaf, next))));
        check(address(periods), abi.encodeCall(periods.judgePeriodSlots, (header, leaf, one(slot))));
        check(address(periods), abi.encodeCall(periods.judgeBatch, (header, leaf, batch, b % 2 == 0)));
        Leaf memory line = Trees.leafAt(wild.keys, a % COUNT);
        check(
            address(periods), abi.encodeCall(periods.judgePeriodLine, (header, leaf, slot, wild.header, line))
        );
        PeriodHeader memory before =
            PeriodHeader(header.period - (header.period > 0 ? 1 : 0), 0, 3, uint32(COUNT), header.root);
        check(address(periods), abi.encodeCall(periods.judgeCarry, (header, leaf, before, leaf)));
    }

    function testFuzz_anyWordsAtAll(uint256[] calldata words, uint256[] calldata others, Terms calldata terms)
        external
        view
    {
        Leaf memory leaf = Leaf(others, 0, new bytes32[](0));
        OrderPosition memory position = OrderPosition(leaf, leaf);
        for (uint256 i = 0; i < 5; ++i) {
            check(address(rules[i]), abi.encodeCall(IRule.judgeClearing, (words, terms, new OrderPosition[](0))));
            check(address(rules[i]), abi.encodeCall(IRule.judgeMetering, (words, others, terms)));
            check(address(rules[i]), abi.encodeCall(IRule.judgeLines, (words, terms, one(leaf), noLeaves())));
            bytes memory call_ = abi.encodeCall(IRule.judgeLineAndOrder, (words, others, terms, leaf, position));
            check(address(rules[i]), call_);
        }
        check(address(facts), abi.encodeCall(facts.judgeBook, (words, terms, one(leaf))));
        check(address(facts), abi.encodeCall(facts.judgeReadings, (words, one(leaf))));
        check(address(facts), abi.encodeCall(facts.judgeContinuity, (words, leaf, others, leaf)));
        check(address(facts), abi.encodeCall(facts.orderDigest, (words)), true);
    }

    function check(address judge, bytes memory call_) private view {
        check(judge, call_, false);
    }

    /// @dev A digest may be anything; a fault is one of the list.
    function check(address judge, bytes memory call_, bool isDigest) private view {
        (bool ok, bytes memory answer) = judge.staticcall(call_);
        if (!ok || !isDigest) requireNoPanic(ok, answer);
    }

    function positionOf(Wild memory wild, uint256 index) private pure returns (OrderPosition memory) {
        return OrderPosition(Trees.leafAt(wild.first, index), Trees.leafAt(wild.other, index));
    }

    function clearingOf(uint256 seed, Wild memory wild) private pure returns (uint256[] memory header) {
        header = wordsOf(seed + 7, 8);
        header[0] = ClearingHeads.TAG << 192 | SLOT << 160 | COUNT << 128 | seed % 3 << 96;
        header[4] = header[4] >> 128 << 128;
        (header[5], header[6]) = (uint256(Trees.rootOf(wild.first)), uint256(Trees.rootOf(wild.other)));
    }

    function meteringOf(uint256 seed, bytes32 clearing, uint256[][] memory readings, uint256[][] memory lines)
        private
        pure
        returns (uint256[] memory header)
    {
        header = wordsOf(seed + 8, 9);
        header[0] = MeteringHeads.TAG << 192 | SLOT << 160 | COUNT << 96 | COUNT << 64 | seed % 3 << 32;
        (header[5], header[6]) = (uint256(clearing), uint256(Trees.rootOf(readings)));
        header[7] = uint256(Trees.rootOf(lines));
    }

    /// @dev Leaves with their tags and, but for one in eight, clean padding.
    function leavesOf(uint256 seed, uint256 length, uint256 tag, uint256 hasSlot)
        private
        pure
        returns (uint256[][] memory leaves)
    {
        leaves = new uint256[][](COUNT);
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256[] memory words = wordsOf(uint256(keccak256(abi.encode(seed, i))), length);
            uint256 start = hasSlot == 1 ? tag << 64 | SLOT << 32 | i : tag << 64 | i << 32 | uint32(words[0] >> 128);
            words[0] = start << 128 | uint128(words[0]);
            if (seed >> (i + 8) & 7 > 0) _clean(words, tag);
            leaves[i] = words;
        }
    }

    function _clean(uint256[] memory words, uint256 tag) private pure {
        if (tag == BookLeaves.TAG) {
            words[0] = words[0] >> 80 << 80;
            words[2] = words[2] >> 64 << 64;
            words[3] = uint160(words[3]);
        } else if (tag == FillLeaves.TAG) {
            words[0] = words[0] >> 96 << 96;
            words[4] = words[4] >> 128 << 128;
            words[6] = words[6] >> 128 << 128;
        } else if (tag == LineLeaves.TAG) {
            words[0] = words[0] >> 64 << 64;
        } else if (tag == ReadingLeaves.TAG) {
            // Small qualities and rules, and `begins` as the length has it.
            uint256 kind = words[0] >> 48 & 0x0303;
            words[0] = words[0] >> 64 << 64 | kind << 48 | (words.length == 11 ? uint256(1) << 32 : 0);
            words[5] = uint160(words[5]);
            if (words.length == 11) words[8] = words[8] & ~(uint256(type(uint80).max) << 160);
        } else if (tag == KeyLeaves.TAG) {
            words[0] = words[0] >> 96 << 96;
            (words[2], words[3]) = (0, 0);
        } else if (tag == PeriodLeaves.TAG) {
            words[4] = words[4] >> 128 << 128;
        } else {
            (words[0], words[3]) = (words[0] >> 128 << 128, 0);
        }
    }

    /// @dev Each 64 bits are random, zero, all ones, or small.
    function wordsOf(uint256 seed, uint256 count) private pure returns (uint256[] memory words) {
        words = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            for (uint256 lane = 0; lane < 256; lane += 64) {
                uint256 kind = random >> lane & 3;
                uint256 value = uint64(random >> lane);
                if (kind == 1) value = value & 4;
                if (kind == 2) value = type(uint64).max;
                if (kind == 3) value >>= 58;
                words[i] |= value << lane;
            }
        }
    }
}
