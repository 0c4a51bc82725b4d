// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControlDefaultAdminRules} from
    "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {DeviceRegister} from "./DeviceRegister.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {RulesRegister} from "./RulesRegister.sol";

/// @title A community's register
/// @notice What it promises is written at {ICommunity}.
contract Community is DeviceRegister, RulesRegister, AccessControlDefaultAdminRules {
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @inheritdoc ICommunity
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");
    /// @inheritdoc ICommunity
    bytes32 public constant TREASURER_ROLE = keccak256("TREASURER_ROLE");
    /// @inheritdoc ICommunity
    bytes32 public constant AUDITOR_ROLE = keccak256("AUDITOR_ROLE");
    /// @inheritdoc ICommunity
    uint32 public constant SYSTEM_ACCOUNTS = 4;

    /// @inheritdoc ICommunity
    address public market;

    EnumerableSet.AddressSet private _operators;
    /// @dev Who has the operator's role while the community is not paused: every commitment asks, so the answer is one
    /// storage word.
    mapping(address operator => bool) private _isOperating;

    /// @param admin Grants the roles; hands itself over in two steps. Meant for a wallet of several signers.
    /// @param adminTransferDelay Seconds between the two steps.
    /// @param operator The first operator.
    /// @param treasurer The first treasurer.
    /// @param rulesNoticeSeconds_ How long before their first slot new rules must be recorded.
    constructor(
        address admin,
        uint48 adminTransferDelay,
        address operator,
        address treasurer,
        uint32 rulesNoticeSeconds_
    ) AccessControlDefaultAdminRules(adminTransferDelay, admin) RulesRegister(rulesNoticeSeconds_) {
        _grantRole(OPERATOR_ROLE, operator);
        _grantRole(TREASURER_ROLE, treasurer);
        _registerAccount("supplier", 0);
        _registerAccount("grid-operator", 1);
        _registerAccount("guarantee", 2);
        _registerAccount("rounding", 3);
    }

    /// @inheritdoc ICommunity
    function setMarket(address newMarket) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (newMarket == address(0)) revert ZeroAddress();
        if (market != address(0)) revert MarketAlreadySet(market);
        market = newMarket;
        emit MarketSet(newMarket);
    }

    /// @inheritdoc ICommunity
    function pause() external {
        if (!hasRole(DEFAULT_ADMIN_ROLE, msg.sender) && !hasRole(AUDITOR_ROLE, msg.sender)) {
            revert MayNotPause(msg.sender);
        }
        if (_status.paused) revert CommunityPaused();
        _status.paused = true;
        _setOperating(false);
        emit Paused(msg.sender);
    }

    /// @inheritdoc ICommunity
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (!_status.paused) revert CommunityNotPaused();
        (_status.paused, _status.unpausedAt) = (false, uint40(block.timestamp));
        _setOperating(true);
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc ICommunity
    function paused() external view returns (bool) {
        return _status.paused;
    }

    /// @inheritdoc ICommunity
    function requireOperating(address caller) external view {
        if (_isOperating[caller]) return;
        if (!hasRole(OPERATOR_ROLE, caller)) revert NotOperator(caller);
        revert CommunityPaused();
    }

    /// @inheritdoc ICommunity
    function requireRunning() external view returns (uint256 unpausedAt) {
        if (_status.paused) revert CommunityPaused();
        return _status.unpausedAt;
    }

    function _grantRole(bytes32 role, address account) internal override returns (bool granted) {
        granted = super._grantRole(role, account);
        if (role != OPERATOR_ROLE) return granted;
        _operators.add(account);
        _isOperating[account] = !_status.paused;
    }

    function _revokeRole(bytes32 role, address account) internal override returns (bool revoked) {
        revoked = super._revokeRole(role, account);
        if (role != OPERATOR_ROLE) return revoked;
        _operators.remove(account);
        _isOperating[account] = false;
    }

    function _requireOperatorRole() internal view override {
        _checkRole(OPERATOR_ROLE);
    }

    function _setOperating(bool isRunning) private {
        uint256 count = _operators.length();
        for (uint256 i = 0; i < count; ++i) {
            _isOperating[_operators.at(i)] = isRunning;
        }
    }

    function _market() internal view override returns (IMarket) {
        return IMarket(market);
    }
}
