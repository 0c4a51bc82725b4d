// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A coin of which there is never more than at its deployment
/// @notice For bonds in demonstrations: nobody, the operator included, can make more of it.
contract FixedSupplyCoin is ERC20 {
    /// @param holder Who gets the whole supply.
    /// @param supply The whole supply in the coin's smallest unit, 10^-18.
    constructor(string memory name, string memory symbol, address holder, uint256 supply) ERC20(name, symbol) {
        _mint(holder, supply);
    }
}
