// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, OrderPosition, Terms} from "../interfaces/Evidence.sol";
import {Fault} from "../interfaces/Fault.sol";
import {IRule} from "../interfaces/IRule.sol";
import {FillSumChecks} from "../libraries/checks/FillSumChecks.sol";
import {LineChecks} from "../libraries/checks/LineChecks.sol";
import {MeteringChecks} from "../libraries/checks/MeteringChecks.sol";
import {PairMoneyChecks} from "../libraries/checks/PairMoneyChecks.sol";
import {ClearingHead, ClearingHeads} from "../libraries/headers/ClearingHead.sol";
import {MeteringHead, MeteringHeads} from "../libraries/headers/MeteringHead.sol";
import {LineLeaf, LineLeaves} from "../libraries/leaves/LineLeaf.sol";
import {Position, Positions} from "../libraries/Position.sol";
import {PositionProof} from "../libraries/PositionProof.sol";

/// @title What all rules judge alike: evidence, sums and sources
/// @notice Evidence is taken in one order: the header's shape, every proof, every leaf's shape, then the checks in the
/// order of docs/COMMITMENTS.md.
abstract contract RuleBase is IRule {
    using Positions for Position;

    /// @inheritdoc IRule
    function judgeClearing(uint256[] calldata header, Terms calldata terms, OrderPosition[] calldata positions)
        external
        pure
        returns (Fault fault)
    {
        bool isPair = positions.length == 2;
        if (positions.length > 2) revert EvidenceMalformed();
        for (uint256 i = 0; i < positions.length; ++i) {
            Positions.requireOnePlace(positions[i]);
        }
        if (isPair && positions[0].book.index >= positions[1].book.index) revert EvidenceMalformed();
        (bool isWell, ClearingHead memory head) = ClearingHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        if (positions.length == 0) return _judgeClearingHeader(head, terms);
        for (uint256 i = 0; i < positions.length; ++i) {
            Positions.requireProven(positions[i], head);
        }
        Position memory a;
        (fault, a) = _read(positions[0], head.slot);
        if (fault != Fault.None) return fault;
        if (!isPair) return _judgePosition(head, terms, a);
        Position memory b;
        (fault, b) = _read(positions[1], head.slot);
        if (fault != Fault.None) return fault;
        return _judgePositions(head, terms, a, b);
    }

    /// @inheritdoc IRule
    function judgeMetering(uint256[] calldata header, uint256[] calldata clearing, Terms calldata terms)
        external
        pure
        returns (Fault fault)
    {
        (bool isWell, MeteringHead memory head) = MeteringHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        fault = MeteringChecks.judgeClearing(head, clearing);
        if (fault != Fault.None) return fault;
        bool isRight = MeteringChecks.isPlausible(head) && _areTotalsRight(head, terms);
        return isRight ? Fault.None : Fault.MeteringTotalsWrong;
    }

    /// @inheritdoc IRule
    function judgeLines(
        uint256[] calldata header,
        Terms calldata terms,
        Leaf[] calldata lines,
        Leaf[] calldata keys
    ) external pure returns (Fault) {
        if (lines.length == 0 || lines.length > 2) revert EvidenceMalformed();
        if (lines.length == 2 && uint256(lines[0].index) + 1 != lines[1].index) revert EvidenceMalformed();
        bool hasKey = keys.length == 1 && lines.length == 1 && _hasKeys() && keys[0].index == lines[0].index;
        if (keys.length > 0 && !hasKey) revert EvidenceMalformed();
        (bool isWell, MeteringHead memory head) = MeteringHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        for (uint256 i = 0; i < lines.length; ++i) {
            PositionProof.requireProven(lines[i], head.lineRoot, head.accounts);
        }
        if (hasKey) PositionProof.requireProven(keys[0], terms.keysRoot, terms.keys);
        LineLeaf memory a;
        (isWell, a) = LineLeaves.read(lines[0].words, head.slot, lines[0].index);
        if (!isWell) return Fault.LineMalformed;
        LineChecks.weigh(a.own, terms);
        if (lines.length == 1) return _judgeLine(head, terms, lines[0].index, a, keys);
        LineLeaf memory b;
        (isWell, b) = LineLeaves.read(lines[1].words, head.slot, lines[1].index);
        if (!isWell) return Fault.LineMalformed;
        LineChecks.weigh(b.own, terms);
        return _judgeAdjacentLines(head, a, b);
    }

    /// @inheritdoc IRule
    function judgeLineAndOrder(
        uint256[] calldata header,
        uint256[] calldata clearing,
        Terms calldata,
        Leaf calldata line,
        OrderPosition calldata position
    ) external pure returns (Fault fault) {
        (bool isWell, MeteringHead memory head) = MeteringHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        ClearingHead memory cleared = MeteringChecks.requireNamed(head, clearing);
        Positions.requireOnePlace(position);
        bool isShown = position.book.words.length > 0 || position.fill.words.length > 0;
        PositionProof.requireProven(line, head.lineRoot, head.accounts);
        if (isShown) Positions.requireProven(position, cleared);
        LineLeaf memory leaf;
        (isWell, leaf) = LineLeaves.read(line.words, head.slot, line.index);
        if (!isWell) return Fault.LineMalformed;
        if (!isShown) {
            if (leaf.lastOrder > cleared.orders) return Fault.LineContractWrong;
            revert EvidenceMalformed();
        }
        Position memory order;
        (fault, order) = _read(position, cleared.slot);
        if (fault != Fault.None) return fault;
        return LineChecks.judgeOrder(line.index, leaf, order, _isPaired());
    }

    /// @dev A clearing's header by itself.
    function _judgeClearingHeader(ClearingHead memory head, Terms calldata terms)
        internal
        pure
        virtual
        returns (Fault);

    /// @dev One order and its fill.
    function _judgePosition(ClearingHead memory head, Terms calldata terms, Position memory position)
        internal
        pure
        virtual
        returns (Fault);

    /// @dev Two orders and their fills; `a` stands before `b`.
    function _judgePositions(ClearingHead memory head, Terms calldata terms, Position memory a, Position memory b)
        internal
        pure
        virtual
        returns (Fault);

    /// @dev A metering's header by itself; that of its clearing and what holds for every rule have been judged.
    function _areTotalsRight(MeteringHead memory head, Terms calldata terms) internal pure virtual returns (bool);

    /// @dev One line.
    function _judgeLine(
        MeteringHead memory head,
        Terms calldata terms,
        uint256 account,
        LineLeaf memory line,
        Leaf[] calldata keys
    ) internal pure virtual returns (Fault);

    /// @dev Two lines of adjacent accounts.
    function _judgeAdjacentLines(MeteringHead memory, LineLeaf memory a, LineLeaf memory b)
        internal
        pure
        virtual
        returns (Fault)
    {
        return LineChecks.judgeStep(a, b);
    }

    /// @dev Whether the rule shares by keys, so that a line may be shown beside its account's.
    function _hasKeys() internal pure virtual returns (bool) {
        return false;
    }

    /// @dev Whether fills may speak of money: only where each pair has its own price, or nobody looks at it.
    function _isMoneyAllowed() internal pure virtual returns (bool) {
        return _isPaired();
    }

    /// @dev Whether each pair of orders has its own price, so that fills say their money.
    function _isPaired() internal pure virtual returns (bool) {
        return false;
    }

    /// @dev What the sums of an order show that does not stand at a margin, because its rule has none.
    function _judgePlainSums(ClearingHead memory head, Position memory position) internal pure returns (Fault) {
        Fault fault = FillSumChecks.judgeEnds(head, position, position.contribution(false));
        return fault == Fault.None ? FillSumChecks.judgeAccount(position, false) : fault;
    }

    /// @dev What every two orders show, `a` before `b`, where a rule has no margins.
    function _judgePlainPositions(Position memory a, Position memory b) internal pure returns (Fault fault) {
        if (a.index + 1 == b.index) {
            fault = FillSumChecks.judgeStep(a, b, b.contribution(false));
            if (fault != Fault.None) return fault;
        }
        return FillSumChecks.judgeAccountStep(a, b, false);
    }

    function _read(OrderPosition calldata from, uint256 slot)
        private
        pure
        returns (Fault fault, Position memory position)
    {
        (fault, position) = Positions.read(from, slot);
        bool isLoud = fault == Fault.None && !_isMoneyAllowed() && !PairMoneyChecks.isSilent(position.fill);
        if (isLoud) fault = Fault.FillMalformed;
    }
}
