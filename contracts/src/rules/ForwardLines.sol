// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {LineChecks} from "../libraries/checks/LineChecks.sol";
import {MeteringChecks} from "../libraries/checks/MeteringChecks.sol";
import {SettlementChecks} from "../libraries/checks/SettlementChecks.sol";
import {MeteringHead} from "../libraries/headers/MeteringHead.sol";
import {LineColumns, LineLeaf} from "../libraries/leaves/LineLeaf.sol";
import {RuleBase} from "./RuleBase.sol";

/// @title The product "forward, capped at metered", of which sharing without contracts is a case
abstract contract ForwardLines is RuleBase {
    /// @inheritdoc RuleBase
    function _areTotalsRight(MeteringHead memory head, Terms calldata terms)
        internal
        pure
        virtual
        override
        returns (bool)
    {
        return MeteringChecks.isForwardRight(head, terms);
    }

    /// @inheritdoc RuleBase
    function _judgeLine(
        MeteringHead memory head,
        Terms calldata terms,
        uint256 account,
        LineLeaf memory line,
        Leaf[] calldata
    ) internal pure virtual override returns (Fault fault) {
        fault = LineChecks.judgeSystemAccount(account, line);
        if (fault != Fault.None) return fault;
        fault = SettlementChecks.judgeDelivered(head, account, line.own);
        if (fault != Fault.None) return fault;
        fault = SettlementChecks.judgeShared(head, account, line.own);
        if (fault != Fault.None) return fault;
        bool isPaid = LineChecks.isSystemAccount(account) || SettlementChecks.areMeteredRight(head, terms, line.own);
        if (!isPaid) return Fault.LineAmountWrong;
        fault = SettlementChecks.judgeCuts(head, account, line.own);
        if (fault != Fault.None) return fault;
        fault = LineChecks.judgeEnds(head, account, line);
        if (fault != Fault.None) return fault;
        fault = LineChecks.judgeSources(head, line, false);
        if (fault != Fault.None) return fault;
        return line.own.offered == 0 ? Fault.None : Fault.LineOfferWrong;
    }
}
