// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchData, Leaf, OrderPosition, PeriodHeader, Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {IFactJudge, IPeriodJudge} from "../../src/interfaces/IFactJudge.sol";
import {IRule} from "../../src/interfaces/IRule.sol";

/// @title Every judge and a rule in one, which answer what a test configured
contract MockJudge is IFactJudge, IPeriodJudge, IRule {
    Fault public fault;
    bool public isRefutable = true;
    string private _unsupported;

    function setFault(Fault fault_) external {
        fault = fault_;
    }

    function setRefutable(bool refutable) external {
        isRefutable = refutable;
    }

    function refuseTerms(string calldata field) external {
        _unsupported = field;
    }

    function checkTerms(Terms calldata) external view {
        if (bytes(_unsupported).length != 0) revert TermsUnsupported(_unsupported);
    }

    function judgeClearing(uint256[] calldata, Terms calldata, OrderPosition[] calldata)
        external
        view
        returns (Fault)
    {
        return fault;
    }

    function judgeMetering(uint256[] calldata, uint256[] calldata, Terms calldata) external view returns (Fault) {
        return fault;
    }

    function judgeLines(uint256[] calldata, Terms calldata, Leaf[] calldata, Leaf[] calldata)
        external
        view
        returns (Fault)
    {
        return fault;
    }

    function judgeLineAndOrder(
        uint256[] calldata,
        uint256[] calldata,
        Terms calldata,
        Leaf calldata,
        OrderPosition calldata
    ) external view returns (Fault) {
        return fault;
    }

    function judgeBook(uint256[] calldata, Terms calldata, Leaf[] calldata) external view returns (Fault) {
        return fault;
    }

    function judgeReceipt(uint256[] calldata, uint32, bytes32, bytes32, bytes calldata, Leaf calldata)
        external
        view
        returns (Fault)
    {
        return fault;
    }

    function judgeReadings(uint256[] calldata, Leaf[] calldata) external view returns (Fault) {
        return fault;
    }

    function judgeContinuity(uint256[] calldata, Leaf calldata, uint256[] calldata, Leaf calldata)
        external
        view
        returns (Fault)
    {
        return fault;
    }

    function judgeLineAndReading(uint256[] calldata, Leaf calldata, Leaf calldata) external view returns (Fault) {
        return fault;
    }

    function orderDigest(uint256[] calldata) external pure returns (bytes32) {
        return 0;
    }

    function judgePeriod(PeriodHeader calldata, Leaf[] calldata) external view returns (Fault) {
        return fault;
    }

    function judgeCarry(PeriodHeader calldata, Leaf calldata, PeriodHeader calldata, Leaf calldata)
        external
        view
        returns (Fault)
    {
        return fault;
    }

    function judgePeriodSlots(PeriodHeader calldata, Leaf calldata, Leaf[] calldata) external view returns (Fault) {
        return fault;
    }

    function judgePeriodLine(
        PeriodHeader calldata,
        Leaf calldata,
        Leaf calldata,
        uint256[] calldata,
        Leaf calldata
    ) external view returns (Fault) {
        return fault;
    }

    function judgeBatch(PeriodHeader calldata, Leaf calldata, BatchData calldata, bool)
        external
        view
        returns (Fault)
    {
        return fault;
    }
}
