// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The community's coin
/// @notice One unit is 10^-6 of the community's currency. Nobody can make coins but the issuer, who answers for the
/// money behind them.
interface ICommunityCoin {
    /// @notice The role that may issue coins.
    function ISSUER_ROLE() external view returns (bytes32);

    /// @notice Issues `amount` units to `to`; only the issuer may.
    function mint(address to, uint256 amount) external;

    /// @notice Destroys `amount` units of the caller's own.
    function burn(uint256 amount) external;
}
