// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRegister} from "../../../src/interfaces/IRegister.sol";

/// @title A register that says what a test tells it
contract MockRegister is IRegister {
    struct Device {
        uint32 account;
        uint32 from;
        uint32 until;
        bytes32 x;
        bytes32 y;
    }

    error UnknownMeter(uint32 meter);

    address public signer;
    mapping(address key => Device) public devices;
    uint32[] private _meters;

    function setDevice(address key, uint32 account, uint32 from, uint32 until, bytes32 x, bytes32 y) external {
        devices[key] = Device(account, from, until, x, y);
    }

    function addMeter(uint32 account) external {
        _meters.push(account);
    }

    function setSigner(address signer_) external {
        signer = signer_;
    }

    function deviceAt(address key, uint32 slot) external view returns (bool valid, uint32 account) {
        Device storage device = devices[key];
        return (slot >= device.from && slot < device.until, device.account);
    }

    function p256KeyOf(address key) external view returns (bytes32 x, bytes32 y) {
        return (devices[key].x, devices[key].y);
    }

    function meterCount() external view returns (uint32) {
        return uint32(_meters.length);
    }

    /// @dev Reverts beyond the last meter, as the community does.
    function accountOfMeter(uint32 meter) external view returns (uint32) {
        if (meter >= _meters.length) revert UnknownMeter(meter);
        return _meters[meter];
    }

    function receiptSignerAt(uint32) external view returns (address) {
        return signer;
    }
}
