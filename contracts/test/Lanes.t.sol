// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lanes} from "../src/libraries/Lanes.sol";
import {Test} from "./support/Test.sol";

contract LanesTest is Test {
    /// @dev External, so that a library's refusal is a call's refusal.
    function add(uint256 firstAccount, uint256 word, uint256 deltas) external pure returns (uint256, uint256) {
        return Lanes.addStoppingAtZero(firstAccount, word, deltas);
    }

    function narrow(uint256 account, int256 value) external pure returns (int64) {
        return Lanes.narrow(account, value);
    }

    function testFuzz_setThenGet(uint256 word, uint8 lane, int64 value) public pure {
        uint256 index = lane % 4;
        uint256 changed = Lanes.set(word, index, value);
        assertEqSigned(Lanes.get(changed, index), value, "the lane");
        for (uint256 other = 0; other < 4; ++other) {
            if (other != index) assertEqSigned(Lanes.get(changed, other), Lanes.get(word, other), "another lane");
        }
    }

    function testFuzz_setThenGetUnsigned(uint256 word, uint8 lane, uint64 value) public pure {
        uint256 changed = Lanes.setUnsigned(word, lane % 4, value);
        assertEq(Lanes.getUnsigned(changed, lane % 4), value, "the lane");
    }

    /// @dev Against a model that knows nothing of words: lane by lane, in full width.
    function testFuzz_addKeepsEveryUnit(int64[4] calldata before, int64[4] calldata deltas) public pure {
        uint256 word = 0;
        uint256 packed = 0;
        int256 expectedSum = 0;
        for (uint256 i = 0; i < 4; ++i) {
            // Half a lane each, so that no sum leaves the lane's range.
            word = Lanes.set(word, i, int64(uint64(before[i]) >> 2));
            packed = Lanes.set(packed, i, deltas[i] / 2);
            expectedSum += deltas[i] / 2;
        }
        (uint256 result, uint256 short) = Lanes.addStoppingAtZero(0, word, packed);
        assertEqSigned(Lanes.total(Lanes.accumulate(0, packed), 1), expectedSum, "the sum");
        for (uint256 i = 0; i < 4; ++i) {
            int256 expected = int256(Lanes.get(word, i)) + deltas[i] / 2;
            int256 shortfall = int256(uint256(Lanes.getUnsigned(short, i)));
            assertEqSigned(Lanes.get(result, i) - shortfall, expected, "headroom less shortfall");
            assertTrue(shortfall == 0 || Lanes.get(result, i) == 0, "a shortfall beside headroom");
            assertTrue(Lanes.get(result, i) >= 0, "headroom below zero");
        }
    }

    function test_addHoldsTheDeepestShortfall() public pure {
        uint256 deltas = Lanes.set(0, 3, type(int64).min);
        (uint256 result, uint256 short) = Lanes.addStoppingAtZero(0, 0, deltas);
        assertEq(result, 0, "headrooms");
        assertEqSigned(Lanes.total(Lanes.accumulate(0, deltas), 1), type(int64).min, "the sum");
        assertEq(Lanes.getUnsigned(short, 3), 2 ** 63, "the shortfall");
    }

    /// @dev The quick addition must say exactly when the slow one finds neither a shortfall nor an overflow.
    function testFuzz_quickAdditionAgreesWithTheSlowOne(uint256 word, uint256 deltas, uint8 small) public view {
        word &= ~uint256(0x8000000000000000_8000000000000000_8000000000000000_8000000000000000);
        if (small % 2 == 0) {
            for (uint256 lane = 0; lane < 4; ++lane) {
                deltas = Lanes.set(deltas, lane, Lanes.get(deltas, lane) % 1000);
            }
        }
        (uint256 quick, bool fits) = Lanes.addIfWithinLimits(word, deltas);
        try this.add(0, word, deltas) returns (uint256 slow, uint256 short) {
            assertTrue(fits == (short == 0), "whether it fits");
            assertTrue(!fits || quick == slow, "the headrooms");
        } catch {
            assertTrue(!fits, "an overflow");
        }
    }

    function testFuzz_sumsOfManyWords(int64[8] calldata deltas, bool extreme) public pure {
        uint256 running = 0;
        int256 expected = 0;
        for (uint256 w = 0; w < 2; ++w) {
            uint256 word = 0;
            for (uint256 lane = 0; lane < 4; ++lane) {
                int64 delta = extreme ? (w == 0 ? type(int64).min : type(int64).max) : deltas[4 * w + lane];
                word = Lanes.set(word, lane, delta);
                expected += delta;
            }
            running = Lanes.accumulate(running, word);
        }
        assertEqSigned(Lanes.total(running, 2), expected, "the sum");
    }

    function test_addRefusesMoreThanALaneHolds() public {
        uint256 word = Lanes.set(0, 2, type(int64).max);
        int256 value = int256(type(int64).max) + 1;
        vm.expectRevert(abi.encodeWithSelector(Lanes.LaneOutOfRange.selector, 42, value));
        this.add(40, word, Lanes.set(0, 2, 1));
    }

    function testFuzz_narrowRefusesWhatDoesNotFit(uint256 beyond) public {
        int256 value = int256(bound(beyond, uint256(2 ** 63), uint256(type(int256).max)));
        vm.expectRevert(abi.encodeWithSelector(Lanes.LaneOutOfRange.selector, 9, value));
        this.narrow(9, value);
        vm.expectRevert(abi.encodeWithSelector(Lanes.LaneOutOfRange.selector, 9, -value - 1));
        this.narrow(9, -value - 1);
    }
}
