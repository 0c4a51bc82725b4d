// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {BookLeaf} from "./leaves/BookLeaf.sol";

/// @title The typed data that devices and the server sign (EIP-712)
/// @notice The same as packages/protocol/src/typed-data.ts.
library TypedData {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant ORDER_TYPE = keccak256(
        "Order(uint32 slot,uint32 account,uint8 side,int64 limitPrice,uint64 energyUkwh,uint64 nonce)"
    );
    bytes32 private constant READING_TYPE = keccak256(
        "Reading(uint32 slot,uint32 meter,uint64 importRegisterUkwh,uint64 exportRegisterUkwh,uint8 quality)"
    );
    bytes32 private constant RECEIPT_TYPE =
        keccak256("Receipt(uint32 slot,uint32 sequence,bytes32 orderDigest,bytes32 logHead)");

    /// @notice The domain of one market on this chain.
    function separatorOf(address market) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, keccak256("Pumasi"), keccak256("1"), block.chainid, market));
    }

    /// @notice What a gateway signs to buy or sell.
    function orderDigest(bytes32 separator, uint256 slot, BookLeaf memory order) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(
            separator,
            keccak256(
                abi.encode(
                    ORDER_TYPE,
                    slot,
                    order.account,
                    order.side,
                    order.limitPrice,
                    order.energyUkwh,
                    order.nonce
                )
            )
        );
    }

    /// @notice What a meter signs: both registers at the end of a slot, in 10^-6 kWh.
    function readingDigest(
        bytes32 separator,
        uint256 slot,
        uint256 meter,
        uint256 importRegister,
        uint256 exportRegister,
        uint256 quality
    ) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(
            separator, keccak256(abi.encode(READING_TYPE, slot, meter, importRegister, exportRegister, quality))
        );
    }

    /// @notice What the server signs for an order that it accepted.
    function receiptDigest(bytes32 separator, uint256 slot, uint256 sequence, bytes32 order, bytes32 logHead)
        internal
        pure
        returns (bytes32)
    {
        return MessageHashUtils.toTypedDataHash(
            separator, keccak256(abi.encode(RECEIPT_TYPE, slot, sequence, order, logHead))
        );
    }
}
