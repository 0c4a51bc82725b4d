// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {IRegister} from "../interfaces/IRegister.sol";

/// @title Signatures of device keys, of either curve
/// @notice A wrong signature is an answer, never a revert. High s is wrong on both curves.
library DeviceSignatures {
    /// @notice Whether `device` signed the digest: v 27 or 28 on secp256k1, 0 on P-256, where what is signed is SHA-256 of
    /// the digest, as chips and web browsers sign.
    function isSigned(IRegister register, bytes32 digest, uint256 v, address device, bytes32 r, bytes32 s)
        internal
        view
        returns (bool)
    {
        if (v == 0) {
            (bytes32 x, bytes32 y) = register.p256KeyOf(device);
            return (x != 0 || y != 0) && P256.verify(sha256(abi.encodePacked(digest)), r, s, x, y);
        }
        if (v != 27 && v != 28) return false;
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecover(digest, uint8(v), r, s);
        return problem == ECDSA.RecoverError.NoError && signer == device;
    }

    /// @notice Whether `device` may sign for an account in a slot.
    function isKeyOf(IRegister register, address device, uint256 account, uint256 slot)
        internal
        view
        returns (bool)
    {
        (bool isValid, uint32 owner) = register.deviceAt(device, uint32(slot));
        return isValid && owner == account;
    }
}
