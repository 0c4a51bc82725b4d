// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {IRule} from "../interfaces/IRule.sol";
import {LineChecks} from "../libraries/checks/LineChecks.sol";
import {ClearingHead} from "../libraries/headers/ClearingHead.sol";
import {MeteringHead, MeteringHeads} from "../libraries/headers/MeteringHead.sol";
import {LineColumns, LineLeaf} from "../libraries/leaves/LineLeaf.sol";
import {Position} from "../libraries/Position.sol";
import {TermsChecks} from "../libraries/TermsChecks.sol";
import {ForwardLines} from "./ForwardLines.sol";

/// @title A rule whose results can be recomputed but not refuted, so that gateways must attest them
/// @notice Judges what holds for every rule: sums, and where a line's energies come from. At the grid tariff there is
/// nothing to attest, so that all is judged.
contract AttestedRule is ForwardLines {
    using MeteringHeads for MeteringHead;

    uint8 private constant LAST_PRODUCT = 2;

    /// @inheritdoc IRule
    function isRefutable() external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IRule
    function checkTerms(Terms calldata terms) external view {
        TermsChecks.requireUsual(terms);
        TermsChecks.requireAtMost(terms.product, LAST_PRODUCT, "product");
    }

    function _judgeClearingHeader(ClearingHead memory, Terms calldata) internal pure override returns (Fault) {
        return Fault.None;
    }

    function _judgePosition(ClearingHead memory head, Terms calldata, Position memory position)
        internal
        pure
        override
        returns (Fault)
    {
        if (position.fill.fill > position.book.energyUkwh) return Fault.FillBeyondEnergy;
        return _judgePlainSums(head, position);
    }

    function _judgePositions(ClearingHead memory, Terms calldata, Position memory a, Position memory b)
        internal
        pure
        override
        returns (Fault)
    {
        return _judgePlainPositions(a, b);
    }

    /// @dev The gateways' to see to.
    function _areTotalsRight(MeteringHead memory head, Terms calldata terms) internal pure override returns (bool) {
        return !head.isAtGridTariff() || super._areTotalsRight(head, terms);
    }

    function _judgeLine(
        MeteringHead memory head,
        Terms calldata terms,
        uint256 account,
        LineLeaf memory line,
        Leaf[] calldata keys
    ) internal pure override returns (Fault) {
        if (head.isAtGridTariff()) return super._judgeLine(head, terms, account, line, keys);
        _forget(line.own);
        _forget(line.sums);
        (head.weightBuy, head.weightSell, head.offered) = (0, 0, 0);
        Fault fault = LineChecks.judgeEnds(head, account, line);
        return fault == Fault.None ? LineChecks.judgeSources(head, line, false) : fault;
    }

    function _judgeAdjacentLines(MeteringHead memory head, LineLeaf memory a, LineLeaf memory b)
        internal
        pure
        override
        returns (Fault)
    {
        if (!head.isAtGridTariff()) {
            _forget(a.sums);
            _forget(b.own);
            _forget(b.sums);
        }
        return super._judgeAdjacentLines(head, a, b);
    }

    /// @dev Its fills may note what they like.
    function _isMoneyAllowed() internal pure override returns (bool) {
        return true;
    }

    /// @dev How it weighs and offers is its own.
    function _forget(LineColumns memory columns) private pure {
        (columns.weightBuy, columns.weightSell, columns.offered) = (0, 0, 0);
    }
}
