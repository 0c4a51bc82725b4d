// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommunity} from "./interfaces/ICommunity.sol";
import {IMarket} from "./interfaces/IMarket.sol";

/// @title What the parts of a community's register share
/// @notice What it promises is written at {ICommunity}.
abstract contract CommunityPart is ICommunity {
    modifier onlyOperator() {
        _requireOperatorRole();
        _;
    }

    function _requireOperatorRole() internal view virtual;

    /// @dev Zero before the market was named.
    function _market() internal view virtual returns (IMarket);

    /// @dev Everything is open while there is no market.
    function _firstOpenSlot() internal view returns (uint32) {
        IMarket market_ = _market();
        return address(market_) == address(0) ? 0 : market_.nextSlotToClose();
    }

    function _requireOpen(uint32 slot) internal view {
        uint32 firstOpenSlot = _firstOpenSlot();
        if (slot < firstOpenSlot) revert SlotAlreadyClosed(slot, firstOpenSlot);
    }
}
