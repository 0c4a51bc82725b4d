// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../interfaces/Evidence.sol";
import {Fault} from "../../interfaces/Fault.sol";
import {ClearingHead, Margin} from "../headers/ClearingHead.sol";
import {Position, Positions} from "../Position.sol";
import {Prices} from "../Prices.sol";
import {Ration} from "../Ration.sol";

/// @title What one or two orders of a call auction show
library AuctionChecks {
    using Positions for Position;

    uint8 internal constant BY_TIME = 1;

    /// @notice The price follows from the marginal orders, and nothing is said where nothing trades.
    /// @param price What the rule's formula makes of the header's marginal prices.
    function judgePrice(ClearingHead memory head, Terms calldata terms, int256 price) internal pure returns (Fault) {
        if (head.energyUkwh == 0) return isEmpty(head) ? Fault.None : Fault.ClearingPriceWrong;
        bool isRight = head.bid.price >= head.ask.price && head.price == price
            && _isPossible(head.bid, head.orders, terms) && _isPossible(head.ask, head.orders, terms);
        return isRight ? Fault.None : Fault.ClearingPriceWrong;
    }

    /// @notice Whether a header says that nothing trades: no price, no marginal orders.
    function isEmpty(ClearingHead memory head) internal pure returns (bool) {
        return head.energyUkwh == 0 && head.price == 0 && _isEmpty(head.bid) && _isEmpty(head.ask);
    }

    /// @notice Whether an order stands at its side's marginal price.
    function isAtMargin(ClearingHead memory head, Terms calldata terms, Position memory position)
        internal
        pure
        returns (bool)
    {
        return head.energyUkwh > 0 && position.netOf(terms) == position.marginOf(head).price;
    }

    /// @notice Better orders are filled whole, worse ones not at all, those at the margin by their share.
    function judgeMerit(ClearingHead memory head, Terms calldata terms, Position memory position)
        internal
        pure
        returns (Fault)
    {
        (uint256 fill, uint256 energy) = (position.fill.fill, position.book.energyUkwh);
        if (head.energyUkwh == 0) {
            if (fill > energy) return Fault.FillBeyondEnergy;
            return fill > 0 ? Fault.FillWithoutTrade : Fault.None;
        }
        Margin memory margin = position.marginOf(head);
        int256 net = position.netOf(terms);
        bool isBid = position.isBid();
        if (fill > 0 && Prices.isBetter(isBid, margin.price, net)) return Fault.FillPastLimit;
        if (fill > energy) return Fault.FillBeyondEnergy;
        if (fill < energy && Prices.isBetter(isBid, net, margin.price)) return Fault.FillNotFull;
        bool isLevel = net == margin.price;
        if (isLevel && terms.ties != BY_TIME) {
            (uint256 share,) = Ration.shareOf(energy, position.index, margin.filled, margin.offered, margin.cut);
            if (fill != share) return Fault.FillRationWrong;
        }
        return Fault.None;
    }

    /// @notice The marginal order of a side is the last that is filled at its level, and the cut is one of the level's.
    function judgeMargins(ClearingHead memory head, Terms calldata terms, Position memory position)
        internal
        pure
        returns (Fault)
    {
        if (head.energyUkwh == 0) return Fault.None;
        (uint256 index, uint256 fill, bool isBid) = (position.index, position.fill.fill, position.isBid());
        Margin memory own = position.marginOf(head);
        bool isLevel = position.netOf(terms) == own.price;
        bool isMarginal = isLevel && fill == own.fill && fill > 0;
        if (index == head.bid.index && !(isBid && isMarginal)) return Fault.MarginalWrong;
        if (index == head.ask.index && !(!isBid && isMarginal)) return Fault.MarginalWrong;
        if (isLevel && fill > 0 && index > own.index) return Fault.MarginalWrong;
        (, uint256 remainder) =
            Ration.shareOf(position.book.energyUkwh, index, own.filled, own.offered, own.cut);
        bool isCut = isLevel && terms.ties != BY_TIME && !Ration.isMisnamed(own.cut, index, remainder);
        if (index == head.bid.cut.index && !(isBid && isCut)) return Fault.MarginalWrong;
        if (index == head.ask.cut.index && !(!isBid && isCut)) return Fault.MarginalWrong;
        return Fault.None;
    }

    /// @notice No bid is left unfilled beside an unfilled ask that it covers.
    function judgeUnfilled(Terms calldata terms, Position memory a, Position memory b) internal pure returns (Fault) {
        bool areUnfilled = a.fill.fill < a.book.energyUkwh && b.fill.fill < b.book.energyUkwh;
        if (!areUnfilled || a.isBid() == b.isBid()) return Fault.None;
        (int256 bid, int256 ask) = (a.netOf(terms), b.netOf(terms));
        if (b.isBid()) (bid, ask) = (ask, bid);
        return bid >= ask ? Fault.UnfilledOrdersCross : Fault.None;
    }

    /// @notice By time, nobody is filled while an earlier order (`a`) at the same price still wants energy.
    function judgeTurns(Terms calldata terms, Position memory a, Position memory b) internal pure returns (Fault) {
        bool isLevel = terms.ties == BY_TIME && a.isBid() == b.isBid() && a.netOf(terms) == b.netOf(terms);
        bool isPassedOver = isLevel && a.fill.fill < a.book.energyUkwh && b.fill.fill > 0;
        return isPassedOver ? Fault.FillRationWrong : Fault.None;
    }

    function _isEmpty(Margin memory margin) private pure returns (bool) {
        return margin.index == 0 && margin.price == 0 && margin.fill == 0 && margin.filled == 0
            && margin.offered == 0 && Ration.isNone(margin.cut);
    }

    function _isPossible(Margin memory margin, uint256 orders, Terms calldata terms) private pure returns (bool) {
        if (margin.index >= orders) return false;
        if (terms.ties == BY_TIME) return Ration.isNone(margin.cut);
        return Ration.isPossible(margin.cut, margin.filled, margin.offered, orders);
    }
}
