// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {LaneBook} from "./libraries/LaneBook.sol";
import {PeriodSettlement} from "./PeriodSettlement.sol";

/// @title Members' mutual credit
/// @notice What it promises is written at {ILedger}.
contract Ledger is PeriodSettlement {
    using LaneBook for LaneBook.Book;
    using SafeERC20 for IERC20;

    /// @notice The community's coin, in which deposits and withdrawals are made.
    address public immutable coin;

    bytes32 private immutable _treasurerRole;
    uint128 private _deposited;
    uint128 private _withdrawn;

    /// @param coin_ The community's coin.
    /// @param community_ The register, which must be deployed already.
    /// @param market_ The market, which must be deployed already.
    constructor(address coin_, address community_, address market_) PeriodSettlement(community_, market_) {
        coin = coin_;
        _treasurerRole = ICommunity(community_).TREASURER_ROLE();
        for (uint32 account = 0; account < _systemAccounts; ++account) {
            _book.setLimit(account, LaneBook.HIGHEST_LIMIT);
            emit CreditLimitSet(account, LaneBook.HIGHEST_LIMIT);
        }
    }

    /// @inheritdoc ILedger
    function setCreditLimits(uint32[] calldata accounts, uint64[] calldata limits) external onlyOperator whenSettled {
        if (accounts.length != limits.length) revert LengthMismatch(accounts.length, limits.length);
        uint256 count = ICommunity(community).accountCount();
        for (uint256 i = 0; i < accounts.length; ++i) {
            (uint32 account, uint64 limit) = (accounts[i], limits[i]);
            if (account < _systemAccounts) revert SystemAccount(account);
            if (account >= count) revert UnknownAccount(account, count);
            if (limit > LaneBook.HIGHEST_LIMIT) revert CreditLimitTooHigh(account, limit, LaneBook.HIGHEST_LIMIT);
            int64 balance = _book.balance(account);
            if (int256(balance) + int256(uint256(limit)) < 0) revert CreditLimitBelowDebt(account, limit, balance);
            _book.setLimit(account, limit);
            emit CreditLimitSet(account, limit);
        }
    }

    /// @inheritdoc ILedger
    function deposit(uint32 account, uint64 amount) external {
        _deposit(account, amount);
    }

    /// @inheritdoc ILedger
    /// @dev A permit may have been used by someone who saw it under way; what counts is the allowance, which the
    /// transfer checks.
    function depositWithPermit(uint32 account, uint64 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        try IERC20Permit(coin).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(account, amount);
    }

    /// @inheritdoc ILedger
    function withdraw(uint32 account, address to, uint64 amount) external whenSettled {
        if (!IAccessControl(community).hasRole(_treasurerRole, msg.sender)) revert NotTreasurer(msg.sender);
        _requireAccount(account);
        int64 headroom = _book.headroom(account);
        if (int256(uint256(amount)) > headroom) revert InsufficientHeadroom(account, amount, headroom);
        _book.add(account, -int256(uint256(amount)));
        _withdrawn += amount;
        emit Withdrawn(account, to, amount);
        IERC20(coin).safeTransfer(to, amount);
    }

    /// @inheritdoc ILedger
    function totals() external view returns (uint128 deposited, uint128 withdrawn) {
        return (_deposited, _withdrawn);
    }

    /// @inheritdoc ILedger
    function balanceOf(uint32 account) external view returns (int64) {
        return _book.balance(account);
    }

    /// @inheritdoc ILedger
    function headroomOf(uint32 account) external view returns (int64) {
        return _book.headroom(account);
    }

    /// @inheritdoc ILedger
    function creditLimitOf(uint32 account) external view returns (uint64) {
        return _book.limit(account);
    }

    /// @inheritdoc ILedger
    function balances(uint32 from, uint32 count) external view returns (int64[] memory result) {
        result = new int64[](count);
        for (uint256 i = 0; i < count; ++i) {
            result[i] = _book.balance(uint256(from) + i);
        }
    }

    /// @inheritdoc ILedger
    function creditLimits(uint32 from, uint32 count) external view returns (uint64[] memory result) {
        result = new uint64[](count);
        for (uint256 i = 0; i < count; ++i) {
            result[i] = _book.limit(uint256(from) + i);
        }
    }

    function _deposit(uint32 account, uint64 amount) private whenSettled {
        _requireAccount(account);
        _book.add(account, int256(uint256(amount)));
        _deposited += amount;
        emit Deposited(account, msg.sender, amount);
        IERC20(coin).safeTransferFrom(msg.sender, address(this), amount);
    }

    function _requireAccount(uint32 account) private view {
        uint256 count = ICommunity(community).accountCount();
        if (account >= count) revert UnknownAccount(account, count);
    }
}
