// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SlotState, SlotWord, SlotWords} from "../src/libraries/SlotWord.sol";
import {Test} from "./support/Test.sol";

contract SlotWordTest is Test {
    function testFuzz_packThenRead(uint8 state, uint8 version, uint40 time, bytes32 hash) public pure {
        SlotState packed = SlotState(state % 4);
        SlotWord word = SlotWords.pack(packed, version, time, hash);
        assertEq(uint256(word.state()), uint256(packed), "state");
        assertEq(word.version(), version, "version");
        assertEq(word.time(), time, "time");
        assertEq(word.hash200(), uint256(hash) >> 56, "hash");
        assertTrue(word.hasHash(hash), "the hash itself");
        assertTrue(word.hasHash(hash ^ bytes32(uint256(1))), "a hash that differs in the bits that are cut");
        assertTrue(!word.hasHash(hash ^ bytes32(uint256(1) << 56)), "a hash that differs in the bits that are kept");
    }
}
