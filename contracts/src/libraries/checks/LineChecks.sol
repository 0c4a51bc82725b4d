// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../interfaces/Evidence.sol";
import {Fault} from "../../interfaces/Fault.sol";
import {MeteringHead, MeteringHeads} from "../headers/MeteringHead.sol";
import {LineColumns, LineLeaf, LineLeaves} from "../leaves/LineLeaf.sol";
import {ReadingLeaf} from "../leaves/ReadingLeaf.sol";
import {Position} from "../Position.sol";
import {MeteringChecks} from "./MeteringChecks.sol";

/// @title What a line shows under every rule: its place in the sums, and where its energies come from
library LineChecks {
    using MeteringHeads for MeteringHead;

    uint8 internal constant FORWARD_CAPPED = 0;
    uint8 internal constant FIRM = 1;
    uint256 private constant SUPPLIER = 0;
    uint256 private constant GRID_OPERATOR = 1;

    /// @notice Whether a line is of one of the community's own accounts.
    function isSystemAccount(uint256 account) internal pure returns (bool) {
        return account < MeteringChecks.SYSTEM_ACCOUNTS;
    }

    /// @notice Writes what deliveries are rationed by: as far as metered, or, where contracts are firm, all of it.
    function weigh(LineColumns memory own, Terms calldata terms) internal pure {
        bool isFirm = terms.product == FIRM;
        own.weightBuy = isFirm ? own.contractedBuy : _least(own.contractedBuy, own.imported);
        own.weightSell = isFirm ? own.contractedSell : _least(own.contractedSell, own.exported);
    }

    /// @notice The community's own accounts trade and meter nothing; the supplier takes the supplies' money, the grid
    /// operator the fees.
    function judgeSystemAccount(uint256 account, LineLeaf memory line) internal pure returns (Fault) {
        if (!isSystemAccount(account)) return Fault.None;
        LineColumns memory none;
        none.offered = line.own.offered;
        if (account == SUPPLIER) none.supplier = line.own.supplier;
        if (account == GRID_OPERATOR) none.fee = line.own.fee;
        bool isRight = line.lastOrder == 0 && line.lastReading == 0 && LineLeaves.equals(line.own, none);
        return isRight ? Fault.None : Fault.LineSystemAccount;
    }

    /// @notice The first line's sums are its own; the last's are the header's, and all money sums to zero.
    function judgeEnds(MeteringHead memory head, uint256 account, LineLeaf memory line) internal pure returns (Fault) {
        if (account == 0 && !LineLeaves.equals(line.sums, line.own)) return Fault.LineSumWrong;
        if (account + 1 != head.accounts) return Fault.None;
        LineColumns memory all;
        (all.contractedBuy, all.contractedSell) = (head.contracted, head.contracted);
        (all.imported, all.exported) = (head.imported, head.exported);
        (all.weightBuy, all.weightSell) = (head.weightBuy, head.weightSell);
        (all.deliveredBuy, all.deliveredSell) = (head.delivered, head.delivered);
        (all.sharedBuy, all.sharedSell) = (head.shared, head.shared);
        all.offered = head.offered;
        return LineLeaves.equals(line.sums, all) ? Fault.None : Fault.LineSumWrong;
    }

    /// @notice From one account to the next the sums grow by the next line's own.
    function judgeStep(LineLeaf memory a, LineLeaf memory b) internal pure returns (Fault) {
        bool isRight = LineLeaves.equals(b.sums, LineLeaves.plus(a.sums, b.own));
        return isRight ? Fault.None : Fault.LineSumWrong;
    }

    /// @notice Without orders nothing is contracted, without meters nothing is metered; at the grid tariff no orders count.
    /// @param isPaired Whether each pair of orders has its own price, so that the trade's money comes from orders too.
    function judgeSources(MeteringHead memory head, LineLeaf memory line, bool isPaired)
        internal
        pure
        returns (Fault)
    {
        LineColumns memory own = line.own;
        if (line.lastOrder == 0) {
            bool isContracted = own.contractedBuy != 0 || own.contractedSell != 0;
            if (isContracted || (isPaired && own.trade != 0)) return Fault.LineContractWrong;
        } else if (head.isAtGridTariff()) {
            return Fault.LineContractWrong;
        }
        bool isMetered = own.imported != 0 || own.exported != 0;
        bool isWrong = line.lastReading > head.meters || (line.lastReading == 0 && isMetered);
        return isWrong ? Fault.LineReadingWrong : Fault.None;
    }

    /// @notice The line names its account's last order, whose sums are what the account contracted.
    function judgeOrder(uint256 account, LineLeaf memory line, Position memory position, bool isPaired)
        internal
        pure
        returns (Fault)
    {
        bool isOwn = position.book.account == account;
        if (isOwn && position.index >= line.lastOrder) return Fault.LineContractWrong;
        if (position.index + 1 != line.lastOrder) return Fault.None;
        bool isRight = isOwn && position.fill.accountBought == line.own.contractedBuy
            && position.fill.accountSold == line.own.contractedSell
            && (!isPaired || position.fill.accountMoney == line.own.trade);
        return isRight ? Fault.None : Fault.LineContractWrong;
    }

    /// @notice The line names its account's last meter, whose sums are what the account metered.
    function judgeReading(uint256 account, LineLeaf memory line, uint256 meter, ReadingLeaf memory reading)
        internal
        pure
        returns (Fault)
    {
        bool isOwn = reading.account == account;
        if (isOwn && meter >= line.lastReading) return Fault.LineReadingWrong;
        if (meter + 1 != line.lastReading) return Fault.None;
        bool isRight = isOwn && reading.accountImported == line.own.imported
            && reading.accountExported == line.own.exported;
        return isRight ? Fault.None : Fault.LineReadingWrong;
    }

    function _least(uint256 one, uint256 other) private pure returns (uint256) {
        return one < other ? one : other;
    }
}
