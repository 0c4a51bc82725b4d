// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignedOrder, SignedReading} from "../../src/interfaces/IInbox.sol";
import {DemandFixture} from "./DemandFixture.sol";

/// @title Orders and readings signed by a member's key
abstract contract InboxFixture is DemandFixture {
    bytes32 private constant ORDER_TYPE = keccak256(
        "Order(uint32 slot,uint32 account,uint8 side,int64 limitPrice,uint64 energyUkwh,uint64 nonce)"
    );
    bytes32 private constant READING_TYPE = keccak256(
        "Reading(uint32 slot,uint32 meter,uint64 importRegisterUkwh,uint64 exportRegisterUkwh,uint8 quality)"
    );

    function buyOrder() internal pure returns (SignedOrder memory) {
        return SignedOrder({
            slot: SLOT,
            account: 4,
            side: 0,
            limitPrice: 200_000_000,
            energyUkwh: 250_000,
            nonce: 1
        });
    }

    function digestOf(SignedOrder memory order) internal view returns (bytes32) {
        return digest(keccak256(abi.encode(ORDER_TYPE, order)));
    }

    /// @dev EIP-712 written out, so that the contracts' way of it is compared with another.
    function digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domainType =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 separator = keccak256(
            abi.encode(domainType, keccak256("Pumasi"), keccak256("1"), block.chainid, address(market))
        );
        return keccak256(abi.encodePacked("\x19\x01", separator, structHash));
    }

    function signOrder(uint256 privateKey, SignedOrder memory order) internal view returns (bytes memory) {
        return sign(privateKey, digestOf(order));
    }

    function sign(uint256 privateKey, bytes32 signed) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, signed);
        return abi.encodePacked(r, s, v);
    }

    function place(SignedOrder memory order) internal returns (uint32) {
        return placeBy(4, order);
    }

    function placeBy(uint256 privateKey, SignedOrder memory order) internal returns (uint32) {
        return inbox.placeOrder(order, vm.addr(privateKey), signOrder(privateKey, order), termsOf(1));
    }

    function refuses(SignedOrder memory order, bytes memory refusal) internal {
        bytes memory signature = signOrder(4, order);
        vm.expectRevert(refusal);
        inbox.placeOrder(order, member, signature, termsOf(1));
    }

    function readingOf(uint256 privateKey, uint32 slot, uint32 meterIndex, uint64 imported, uint8 quality)
        internal
        view
        returns (SignedReading memory)
    {
        uint64 exported = 7_000_000;
        bytes32 signed = digest(keccak256(abi.encode(READING_TYPE, slot, meterIndex, imported, exported, quality)));
        return SignedReading({
            importRegisterUkwh: imported,
            exportRegisterUkwh: exported,
            quality: quality,
            device: vm.addr(privateKey),
            signature: sign(privateKey, signed)
        });
    }
}
