// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cut, Ration} from "../../../src/libraries/Ration.sol";

/// @title Largest remainder as it is told: quotas rounded down, then a unit each to the largest remainders
library NaiveRation {
    /// @notice Shares of `total` among weights, ties to the lower index, and the cut that a header then names.
    /// @param indices The index that each weight stands at, ascending.
    function share(uint256 total, uint256[] memory weights, uint256[] memory indices)
        internal
        pure
        returns (uint256[] memory shares, Cut memory cut)
    {
        uint256 count = weights.length;
        cut = Cut(Ration.NO_REMAINDER, Ration.NO_INDEX);
        shares = new uint256[](count);
        uint256 sum;
        for (uint256 i = 0; i < count; ++i) {
            sum += weights[i];
        }
        if (sum == 0) return (shares, cut);
        uint256 left = total;
        for (uint256 i = 0; i < count; ++i) {
            shares[i] = total * weights[i] / sum;
            left -= shares[i];
        }
        bool[] memory served = new bool[](count);
        for (; left > 0; --left) {
            uint256 best = count;
            for (uint256 i = 0; i < count; ++i) {
                if (served[i]) continue;
                if (best == count || total * weights[i] % sum > total * weights[best] % sum) best = i;
            }
            served[best] = true;
            ++shares[best];
            cut = Cut(total * weights[best] % sum, indices[best]);
        }
    }

    /// @notice The numbers from 0 on.
    function counted(uint256 count) internal pure returns (uint256[] memory indices) {
        indices = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            indices[i] = i;
        }
    }
}
