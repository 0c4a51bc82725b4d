// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SlotState, SlotWord, SlotWords} from "../src/libraries/SlotWord.sol";
import {Test} from "./support/Test.sol";

contract SlotWordTest is Test {
    function any(uint8 version, uint8 demands, bool needs, bool attested) private pure returns (SlotWord word) {
        word = SlotWord.wrap(0).withVersion(version).withDemands(demands % 64).needing(needs);
        if (attested) word = word.withAttestation();
    }

    function testFuzz_recordThenRead(uint8 state, uint8 version, uint8 demands, bool needs, uint32 time, bytes32 hash)
        public
        pure
    {
        SlotState recorded = SlotState(state % 6);
        SlotWord word = any(version, demands, needs, true).record(recorded, time, hash);
        assertEq(uint256(word.state()), uint256(recorded), "state");
        assertEq(word.version(), version, "version");
        assertEq(word.demands(), demands % 64, "demands");
        assertEq(word.time(), time, "time");
        assertEq(word.hash200(), uint256(hash) >> 56, "hash");
        assertTrue(word.needsAttestation() == needs && !word.attested(), "what was attested is not there any more");
        assertTrue(word.lacksAttestation() == needs, "the lack");
        assertTrue(!word.withAttestation().lacksAttestation(), "no lack");
        assertTrue(word.hasHash(hash), "the hash itself");
        assertTrue(word.hasHash(hash ^ bytes32(uint256(1))), "a hash that differs in the bits that are cut");
        assertTrue(!word.hasHash(hash ^ bytes32(uint256(1) << 56)), "a hash that differs in the bits that are kept");
    }

    function testFuzz_changesKeepTheRest(uint8 version, uint8 demands, bool needs, uint32 time, bytes32 hash)
        public
        pure
    {
        SlotWord word = any(1, 2, true, false).record(SlotState.Metered, time, hash).withAttestation();
        word = word.withVersion(version).withDemands(demands % 64).needing(needs);
        assertEq(uint256(word.state()), uint256(SlotState.Metered), "state");
        assertEq(word.version(), version, "version");
        assertEq(word.demands(), demands % 64, "demands");
        assertTrue(word.needsAttestation() == needs && word.attested(), "attestation");
        assertEq(word.time(), time, "time");
        assertEq(word.hash200(), uint256(hash) >> 56, "hash");
    }

    /// @dev The layout is read by others: adapters/chain and packages/protocol.
    function test_layout() public pure {
        SlotWord word = any(0x12, 33, true, false).record(SlotState.Grid, 0x01020304, bytes32(type(uint256).max));
        uint256 expected = (uint256(type(uint200).max) << 56) | (uint256(0x01020304) << 24) | (1 << 22) | (33 << 16)
            | (0x12 << 8) | 4;
        assertEq(SlotWord.unwrap(word), expected, "without attestation");
        assertEq(SlotWord.unwrap(word.withAttestation()), expected | (1 << 23), "with attestation");
        assertEq(SlotWords.MOST_DEMANDS, 63, "demands");
    }
}
