// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../interfaces/Evidence.sol";
import {Fault} from "../../interfaces/Fault.sol";
import {IRegister} from "../../interfaces/IRegister.sol";
import {DeviceSignatures} from "../DeviceSignatures.sol";
import {BookLeaf} from "../leaves/BookLeaf.sol";
import {TypedData} from "../TypedData.sol";

/// @title What one or two orders of a book show
library BookChecks {
    /// @notice An order is one that its account signed and that the market takes.
    function judgeOne(
        IRegister register,
        bytes32 separator,
        Terms calldata terms,
        uint256 slot,
        BookLeaf memory order
    ) internal view returns (Fault) {
        if (order.side > 1) return Fault.OrderSideInvalid;
        if (order.energyUkwh == 0) return Fault.OrderEnergyZero;
        if (order.limitPrice < terms.priceFloor || order.limitPrice > terms.priceCap) {
            return Fault.OrderPriceOutsideCap;
        }
        if (!DeviceSignatures.isKeyOf(register, order.device, order.account, slot)) return Fault.OrderKeyInvalid;
        bytes32 digest = TypedData.orderDigest(separator, slot, order);
        bool isSigned =
            DeviceSignatures.isSigned(register, digest, order.v, order.device, order.r, order.s);
        return isSigned ? Fault.None : Fault.OrderSignatureInvalid;
    }

    /// @notice An account says each nonce once, and never an order that its own other order would meet.
    function judgeTwo(BookLeaf memory a, BookLeaf memory b) internal pure returns (Fault) {
        if (a.account != b.account) return Fault.None;
        if (a.nonce == b.nonce) return Fault.OrderNonceTwice;
        if (a.side == b.side) return Fault.None;
        (BookLeaf memory buy, BookLeaf memory sell) = a.side == 0 ? (a, b) : (b, a);
        return buy.limitPrice >= sell.limitPrice ? Fault.OrderCrossesOwn : Fault.None;
    }
}
