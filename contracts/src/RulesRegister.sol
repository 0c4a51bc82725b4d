// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {CommunityPart} from "./CommunityPart.sol";
import {Terms} from "./interfaces/Evidence.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IRule} from "./interfaces/IRule.sol";

/// @title The register's rules and the receipts' signers, by slot
/// @notice What it promises is written at {ICommunity}.
abstract contract RulesRegister is CommunityPart {
    using Checkpoints for Checkpoints.Trace160;

    struct Rules {
        bytes32 termsHash;
        address rule;
        uint32 fromSlot;
        bool refutable;
    }

    /// @dev One storage word with what every commitment asks: whether it may, and which rules are in force. The newest
    /// rules are nearly always the ones asked for, so their first slot is here too.
    struct Status {
        bool paused;
        bool refutable;
        uint40 unpausedAt;
        uint32 rulesVersion;
        uint32 rulesFromSlot;
    }

    /// @inheritdoc ICommunity
    uint32 public immutable rulesNoticeSeconds;

    Status internal _status;
    mapping(uint32 version => Rules) private _rules;
    Checkpoints.Trace160 private _receiptSigners;

    constructor(uint32 rulesNoticeSeconds_) {
        rulesNoticeSeconds = rulesNoticeSeconds_;
    }

    /// @inheritdoc ICommunity
    function setRules(Terms calldata terms, uint32 fromSlot) external onlyOperator {
        _requireNotice(fromSlot);
        if (terms.rule.code.length == 0) revert NotARule(terms.rule);
        IRule(terms.rule).checkTerms(terms);
        bool refutable = IRule(terms.rule).isRefutable();
        uint32 version = _status.rulesVersion + 1;
        bytes32 termsHash = keccak256(abi.encode(terms));
        _rules[version] =
            Rules({termsHash: termsHash, rule: terms.rule, fromSlot: fromSlot, refutable: refutable});
        (_status.rulesVersion, _status.rulesFromSlot, _status.refutable) = (version, fromSlot, refutable);
        emit RulesSet(version, fromSlot, termsHash, terms);
    }

    /// @inheritdoc ICommunity
    function setReceiptSigner(address signer) external onlyOperator {
        if (signer == address(0)) revert ZeroAddress();
        uint32 fromSlot = _firstOpenSlot();
        _receiptSigners.push(fromSlot, uint160(signer));
        emit ReceiptSignerSet(signer, fromSlot);
    }

    /// @inheritdoc ICommunity
    function receiptSignerAt(uint32 slot) external view returns (address) {
        return address(_receiptSigners.upperLookupRecent(slot));
    }

    /// @inheritdoc ICommunity
    function rulesVersion() external view returns (uint32) {
        return _status.rulesVersion;
    }

    /// @inheritdoc ICommunity
    function rulesAt(uint32 version)
        external
        view
        returns (bytes32 termsHash, uint32 fromSlot, address rule, bool refutable)
    {
        uint32 newest = _status.rulesVersion;
        if (version == 0 || version > newest) revert UnknownRules(version, newest);
        Rules storage rules = _rules[version];
        return (rules.termsHash, rules.fromSlot, rules.rule, rules.refutable);
    }

    /// @inheritdoc ICommunity
    function rulesVersionAt(uint32 slot) external view returns (uint32 version) {
        (version,) = rulesInForce(slot);
    }

    /// @inheritdoc ICommunity
    function rulesInForce(uint32 slot) public view returns (uint32 version, bool refutable) {
        Status memory status = _status;
        if (slot >= status.rulesFromSlot) return (status.rulesVersion, status.refutable);
        version = _search(slot, status.rulesVersion);
        return (version, _rules[version].refutable);
    }

    /// @dev The last version whose first slot is not after `slot`, zero if there is none. Halving, so that many
    /// versions cannot make a challenge dear.
    function _search(uint32 slot, uint32 newest) private view returns (uint32 low) {
        uint32 high = newest;
        while (low < high) {
            uint32 middle = high - (high - low) / 2;
            if (_rules[middle].fromSlot <= slot) low = middle;
            else high = middle - 1;
        }
    }

    /// @dev The first rules surprise nobody, and before there is a market nobody trades.
    function _requireNotice(uint32 fromSlot) private view {
        uint32 firstOpenSlot = _firstOpenSlot();
        uint32 before = _status.rulesFromSlot;
        uint32 earliest = firstOpenSlot > before ? firstOpenSlot : before;
        if (fromSlot < earliest) revert RulesTooEarly(fromSlot, earliest);
        IMarket market_ = _market();
        if (_status.rulesVersion == 0 || address(market_) == address(0)) return;
        uint256 start = uint256(fromSlot) * market_.slotSeconds();
        uint256 earliestStart = block.timestamp + rulesNoticeSeconds;
        if (start < earliestStart) revert RulesNoticeTooShort(fromSlot, start, earliestStart);
    }
}
