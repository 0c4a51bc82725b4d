// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cut, Ration} from "../../src/libraries/Ration.sol";
import {JudgeTest} from "../support/judges/JudgeTest.sol";
import {NaiveRation} from "../support/judges/NaiveRation.sol";

contract RationTest is JudgeTest {
    /// @dev Each share alone is the naive one, whatever the weights; T may exceed W, as with keys.
    function testFuzz_sharesAreThoseOfTheLargestRemainder(uint64[9] calldata seeds, uint8 width, uint256 total)
        external
        pure
    {
        uint256[] memory weights = new uint256[](9);
        uint256 sum;
        for (uint256 i = 0; i < 9; ++i) {
            // Narrow weights meet often in their remainders.
            weights[i] = seeds[i] % (uint256(2) ** bound(width, 1, 60));
            sum += weights[i];
        }
        total = bound(total, 0, 2 * sum + 3);
        if (sum == 0) total = 0;
        (uint256[] memory shares, Cut memory cut) =
            NaiveRation.share(total, weights, NaiveRation.counted(weights.length));
        for (uint256 i = 0; i < 9; ++i) {
            (uint256 share, uint256 remainder) = Ration.shareOf(weights[i], i, total, sum, cut);
            assertEq(share, shares[i], "share");
            assertTrue(!Ration.isMisnamed(cut, i, remainder), "the cut names the last admitted");
        }
        if (total <= sum) assertTrue(Ration.isPossible(cut, total, sum, 9), "the cut is possible");
    }

    /// @dev Any other cut gives other shares in all, so that the shares' sum leaves one cut only.
    function testFuzz_anotherCutSharesOutAnotherTotal(uint32[6] calldata seeds, uint32 part, uint64 other, uint8 place)
        external
        pure
    {
        uint256[] memory weights = new uint256[](6);
        uint256 sum;
        for (uint256 i = 0; i < 6; ++i) {
            weights[i] = seeds[i] % 50 + 1;
            sum += weights[i];
        }
        uint256 total = part % (sum + 1);
        (uint256[] memory shares,) = NaiveRation.share(total, weights, NaiveRation.counted(6));
        Cut memory forged = Cut(other % sum, place % 7);
        uint256 shared;
        bool isSame = true;
        for (uint256 i = 0; i < 6; ++i) {
            (uint256 share,) = Ration.shareOf(weights[i], i, total, sum, forged);
            shared += share;
            isSame = isSame && share == shares[i];
        }
        assertTrue(isSame == (shared == total), "shares are right where they sum to the total");
    }

    function test_whereNothingWeighsNothingIsShared() external pure {
        (uint256 share, uint256 remainder) = Ration.shareOf(0, 0, 7, 0, noCut());
        assertEq(share + remainder, 0, "nothing");
    }

    function test_aCutIsNoneInBothFieldsOrNamesARationedWeight() external pure {
        assertTrue(Ration.isPossible(noCut(), 0, 0, 0), "none");
        assertTrue(!Ration.isPossible(Cut(5, Ration.NO_INDEX), 3, 9, 4), "half a cut");
        assertTrue(Ration.isPossible(Cut(5, 3), 3, 9, 4), "a cut");
        assertTrue(!Ration.isPossible(Cut(5, 4), 3, 9, 4), "beyond the last weight");
        assertTrue(!Ration.isPossible(Cut(5, 3), 9, 9, 4), "nobody is rationed");
        assertTrue(!Ration.isPossible(Cut(5, 3), 0, 9, 4), "nothing is shared");
        assertTrue(Ration.isMisnamed(Cut(0, 3), 3, 0), "nobody is admitted without a remainder");
    }
}
