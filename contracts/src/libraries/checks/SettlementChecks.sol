// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../interfaces/Evidence.sol";
import {Fault} from "../../interfaces/Fault.sol";
import {MeteringHead} from "../headers/MeteringHead.sol";
import {LineColumns} from "../leaves/LineLeaf.sol";
import {Ration} from "../Ration.sol";
import {MeteringChecks} from "./MeteringChecks.sol";

/// @title What a line delivers, shares and pays
/// @notice Energies in 10^-6 kWh, amounts in 10^-12 currency; plus is what the account receives.
library SettlementChecks {
    /// @notice Forward, capped at metered: deliveries are the weights' shares of what is delivered in all.
    function judgeDelivered(MeteringHead memory head, uint256 account, LineColumns memory own)
        internal
        pure
        returns (Fault)
    {
        (uint256 buy,) = Ration.shareOf(own.weightBuy, account, head.delivered, head.weightBuy, head.deliveredBuyCut);
        (uint256 sell,) =
            Ration.shareOf(own.weightSell, account, head.delivered, head.weightSell, head.deliveredSellCut);
        bool isRight = own.deliveredBuy == buy && own.deliveredSell == sell;
        return isRight ? Fault.None : Fault.LineDeliveredWrong;
    }

    /// @notice What a consumer is given of what is shared, pro rata to what deliveries left it lacking.
    function sharedBuyOf(MeteringHead memory head, uint256 account, LineColumns memory own)
        internal
        pure
        returns (uint256 share, uint256 remainder)
    {
        uint256 sum = MeteringChecks.restOf(head.imported, head.delivered);
        return Ration.shareOf(MeteringChecks.restOf(own.imported, own.deliveredBuy), account, head.shared, sum, head.sharedBuyCut);
    }

    /// @notice What a producer gives of what is shared, pro rata to what deliveries left it.
    function sharedSellOf(MeteringHead memory head, uint256 account, LineColumns memory own)
        internal
        pure
        returns (uint256 share, uint256 remainder)
    {
        uint256 sum = MeteringChecks.restOf(head.exported, head.delivered);
        return Ration.shareOf(MeteringChecks.restOf(own.exported, own.deliveredSell), account, head.shared, sum, head.sharedSellCut);
    }

    /// @notice What is shared of what deliveries left over is shared pro rata.
    function judgeShared(MeteringHead memory head, uint256 account, LineColumns memory own)
        internal
        pure
        returns (Fault)
    {
        (uint256 buy,) = sharedBuyOf(head, account, own);
        (uint256 sell,) = sharedSellOf(head, account, own);
        return own.sharedBuy == buy && own.sharedSell == sell ? Fault.None : Fault.LineSharedWrong;
    }

    /// @notice Whoever a header names as the last admitted has the cut's remainder.
    function judgeCuts(MeteringHead memory head, uint256 account, LineColumns memory own)
        internal
        pure
        returns (Fault)
    {
        (, uint256 remainder) =
            Ration.shareOf(own.weightBuy, account, head.delivered, head.weightBuy, head.deliveredBuyCut);
        if (Ration.isMisnamed(head.deliveredBuyCut, account, remainder)) return Fault.LineCutWrong;
        (, remainder) = Ration.shareOf(own.weightSell, account, head.delivered, head.weightSell, head.deliveredSellCut);
        if (Ration.isMisnamed(head.deliveredSellCut, account, remainder)) return Fault.LineCutWrong;
        (, remainder) = sharedBuyOf(head, account, own);
        if (Ration.isMisnamed(head.sharedBuyCut, account, remainder)) return Fault.LineCutWrong;
        return judgeSharedSellCut(head, account, own);
    }

    /// @notice As `judgeCuts`, of what producers give alone.
    function judgeSharedSellCut(MeteringHead memory head, uint256 account, LineColumns memory own)
        internal
        pure
        returns (Fault)
    {
        (, uint256 remainder) = sharedSellOf(head, account, own);
        return Ration.isMisnamed(head.sharedSellCut, account, remainder) ? Fault.LineCutWrong : Fault.None;
    }

    /// @notice Money where only what was metered is delivered, at the contracts' one price.
    function areMeteredRight(MeteringHead memory head, Terms calldata terms, LineColumns memory own)
        internal
        pure
        returns (bool)
    {
        (int256 lacking, int256 left) = _restsOf(own);
        int256 delivered = int256(own.deliveredSell) - int256(own.deliveredBuy);
        return own.trade == delivered * head.price && _areAmountsRight(head, terms, own, lacking, left);
    }

    /// @notice Money where contracts are firm; the trade's is judged beside the account's last order.
    function areFirmRight(MeteringHead memory head, Terms calldata terms, LineColumns memory own)
        internal
        pure
        returns (bool)
    {
        (int256 lacking, int256 left) = _deviationsOf(own);
        return _areAmountsRight(head, terms, own, lacking, left);
    }

    /// @dev What the supplier brings and takes where only what was metered is delivered.
    function _restsOf(LineColumns memory own) private pure returns (int256 lacking, int256 left) {
        lacking = int256(own.imported) - int256(own.deliveredBuy) - int256(own.sharedBuy);
        left = int256(own.exported) - int256(own.deliveredSell) - int256(own.sharedSell);
    }

    /// @dev What the supplier brings and takes where contracts are firm: a deviation the other way round is set off against
    /// the account's other direction.
    function _deviationsOf(LineColumns memory own) private pure returns (int256 lacking, int256 left) {
        lacking = int256(own.imported) - int256(own.contractedBuy);
        left = int256(own.exported) - int256(own.contractedSell);
        if (lacking >= 0 && left >= 0) return (lacking, left);
        int256 net = lacking - left;
        return net >= 0 ? (net, int256(0)) : (int256(0), -net);
    }

    /// @dev Sharing is paid at the sharing price, the rest at the grid tariff, fees on what neighbours exchanged.
    function _areAmountsRight(
        MeteringHead memory head,
        Terms calldata terms,
        LineColumns memory own,
        int256 lacking,
        int256 left
    ) private pure returns (bool) {
        int256 supplied = -int256(terms.retailPrice) * lacking + int256(terms.feedInPrice) * left;
        int256 bought = int256(own.deliveredBuy + own.sharedBuy);
        int256 sold = int256(own.deliveredSell + own.sharedSell);
        int256 given = int256(own.sharedSell) - int256(own.sharedBuy);
        return own.sharing == given * head.sharingPrice && own.supplier == supplied
            && own.fee == -int256(terms.buyerFee) * bought - int256(terms.sellerFee) * sold;
    }
}
