// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ICommunityCoin} from "./interfaces/ICommunityCoin.sol";

/// @title The community's coin
/// @notice What it promises is written at {ICommunityCoin}.
contract CommunityCoin is ICommunityCoin, ERC20, ERC20Permit, AccessControl {
    /// @inheritdoc ICommunityCoin
    bytes32 public constant ISSUER_ROLE = keccak256("ISSUER_ROLE");

    /// @param admin Grants and revokes the issuer's role.
    /// @param issuer The first issuer.
    constructor(string memory name, string memory symbol, address admin, address issuer)
        ERC20(name, symbol)
        ERC20Permit(name)
    {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(ISSUER_ROLE, issuer);
    }

    /// @inheritdoc ICommunityCoin
    function mint(address to, uint256 amount) external onlyRole(ISSUER_ROLE) {
        _mint(to, amount);
    }

    /// @inheritdoc ICommunityCoin
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @notice Six decimals, so that the smallest unit is the ledger's unit.
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
