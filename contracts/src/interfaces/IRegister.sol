// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What judges ask of a community's register
interface IRegister {
    /// @notice Whether `key` may sign for slot `slot`, and for which account.
    function deviceAt(address key, uint32 slot) external view returns (bool valid, uint32 account);
    /// @notice A P-256 key's point, zero where the key is of secp256k1 or unknown.
    function p256KeyOf(address key) external view returns (bytes32 x, bytes32 y);
    /// @notice The number of meters.
    function meterCount() external view returns (uint32);
    /// @notice The account that a meter below `meterCount` belongs to.
    function accountOfMeter(uint32 meter) external view returns (uint32);
    /// @notice The key that signed the server's receipts for a slot, zero where there was none.
    function receiptSignerAt(uint32 slot) external view returns (address);
}
