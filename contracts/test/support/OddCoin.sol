// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A coin that behaves badly when it is told to
contract OddCoin is ERC20 {
    bool private _keepsPart;
    bool private _refuses;

    constructor(uint256 supply) ERC20("Odd coin", "ODD") {
        _mint(msg.sender, supply);
    }

    function keepPart(bool keeps) external {
        _keepsPart = keeps;
    }

    function refuseTransfers(bool refuses) external {
        _refuses = refuses;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (_refuses) revert("no transfers");
        super._update(from, to, _keepsPart && value > 0 ? value - 1 : value);
    }
}
