// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommunityHandler} from "./support/CommunityHandler.sol";
import {Test} from "./support/Test.sol";

/// @title That the invariants' random steps go anywhere
contract CommunityHandlerTest is Test {
    CommunityHandler private handler;
    uint256 private seed = 1;

    event Stats(uint256 finalized, uint256 settled, uint256 slashes, uint256 skipped, uint256 expired, uint256 open);

    function setUp() public {
        handler = new CommunityHandler();
    }

    function next() private returns (uint256) {
        seed = uint256(keccak256(abi.encode(seed)));
        return seed;
    }

    function step() private {
        uint256 which = next() % 18;
        (uint256 a, uint256 b) = (next(), next());
        if (which == 0) handler.wait(uint16(a));
        else if (which == 1) handler.pause(uint8(a));
        else if (which == 2) handler.book();
        else if (which == 3) handler.advance(a);
        else if (which == 4) handler.finalize(a);
        else if (which == 5) handler.late(a, b % 2 == 0);
        else if (which == 6) handler.challenge(a, uint8(b), b % 16 > 7, uint8(b >> 8));
        else if (which == 7) handler.demand(a, uint8(b), uint32(b >> 8));
        else if (which == 8) handler.closeDemands(a);
        else if (which == 9) handler.moveBond(uint128(a), b % 2 == 0);
        else if (which == 10) handler.register();
        else if (which == 11) handler.deposit(a, uint64(b));
        else if (which == 12) handler.request(a, uint64(b));
        else if (which == 13) handler.withdraw(a, b % 4 == 0);
        else if (which == 14) handler.limit(a, uint64(b));
        else if (which == 15) commit(a, b);
        else if (which == 16) handler.settle(a % 2 == 0);
        else handler.voidPeriod(uint8(a), b % 2 == 0);
    }

    function commit(uint256 a, uint256 b) private {
        int64[16] memory changes;
        for (uint256 i = 0; i < 16; ++i) {
            changes[i] = int64(uint64(next()));
        }
        handler.commit(changes, uint8(a), b % 2 == 0);
    }

    function test_everyKindOfEndIsReached() public {
        for (uint256 i = 0; i < 3000; ++i) {
            step();
        }
        emit Stats(
            handler.finalized(),
            handler.settledPeriods(),
            handler.slashes(),
            handler.skipped(),
            handler.expired(),
            handler.openDemandCount()
        );
        assertTrue(handler.finalized() > 20, "final slots");
        assertTrue(handler.settledPeriods() > 5, "settled periods");
        assertTrue(handler.slashes() > 20, "lost bonds");
        assertTrue(handler.skipped() > 0, "skipped slots");
        assertTrue(handler.expired() > 5, "expired demands");
        assertEq(handler.breaches(), 0, "breaches");
    }
}
