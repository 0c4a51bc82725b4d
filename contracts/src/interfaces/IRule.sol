// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, OrderPosition, Terms} from "./Evidence.sol";
import {Fault} from "./Fault.sol";

/// @title A market rule that can judge results
/// @notice All judgements are views over evidence; docs/COMMITMENTS.md, "Checks", says what each finds. Headers are words
/// as they were committed; that they are on the ledger is the caller's to check. A proof that does not hold reverts
/// `ProofInvalid`: that is the challenger's fault and proves nothing.
interface IRule {
    /// @notice A leaf's proof does not lead to the header's root.
    error ProofInvalid(uint32 index);
    /// @notice The evidence is not of the shape that the judgement needs.
    error EvidenceMalformed();
    /// @notice The rule cannot work by these terms.
    error TermsUnsupported(string field);

    /// @notice Whether one or two leaves prove any wrong result. If not, a quorum of gateways must attest each slot.
    function isRefutable() external view returns (bool);
    /// @notice Reverts `TermsUnsupported` for terms that the rule cannot work by.
    function checkTerms(Terms calldata terms) external view;
    /// @notice Judges a clearing: its header alone, or with one position, or with two.
    function judgeClearing(uint256[] calldata header, Terms calldata terms, OrderPosition[] calldata positions)
        external
        view
        returns (Fault);
    /// @notice Judges a metering's header beside its clearing's (no words where the slot is at the grid tariff).
    function judgeMetering(uint256[] calldata header, uint256[] calldata clearing, Terms calldata terms)
        external
        view
        returns (Fault);
    /// @notice Judges one line, or two adjacent ones. Where the rule shares by keys, one line may come with its account's
    /// key, without which its offer is not looked at.
    function judgeLines(
        uint256[] calldata header,
        Terms calldata terms,
        Leaf[] calldata lines,
        Leaf[] calldata keys
    ) external view returns (Fault);
    /// @notice Judges a line beside an order of its account; the position has no words where the line names a last order
    /// beyond the clearing's.
    function judgeLineAndOrder(
        uint256[] calldata header,
        uint256[] calldata clearing,
        Terms calldata terms,
        Leaf calldata line,
        OrderPosition calldata position
    ) external view returns (Fault);
}
