// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICourt} from "./interfaces/ICourt.sol";

/// @title Challenges that are announced before they are made
/// @notice What it promises is written at {ICourt}.
abstract contract CommitReveal is ICourt {
    /// @dev The block of the first announcement, zero for none; used up by the challenge.
    mapping(bytes32 hash => uint256 blockNumber) private _committedIn;

    /// @dev The whole calldata is bound, so that neither evidence nor salt can be changed on the way.
    modifier revealed() {
        bytes32 hash = keccak256(abi.encode(msg.sender, keccak256(msg.data)));
        uint256 committedIn = _committedIn[hash];
        if (committedIn == 0) revert NotCommitted(hash);
        if (committedIn == block.number) revert RevealTooEarly(block.number);
        delete _committedIn[hash];
        _;
    }

    /// @inheritdoc ICourt
    function commit(bytes32 hash) external {
        if (_committedIn[hash] == 0) _committedIn[hash] = block.number;
        emit Committed(hash);
    }
}
