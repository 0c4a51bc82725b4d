// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {TypedData} from "./TypedData.sol";

/// @title A gateway's word that it computed the same metering (EIP-712)
library Attestation {
    bytes32 private constant ATTESTATION_TYPE =
        keccak256("Attestation(uint32 slot,uint8 version,bytes32 headerHash)");

    /// @notice What a gateway signs, in the domain of a market.
    function digest(address market, uint32 slot, uint8 version, bytes32 headerHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(
            TypedData.separatorOf(market), keccak256(abi.encode(ATTESTATION_TYPE, slot, version, headerHash))
        );
    }
}
