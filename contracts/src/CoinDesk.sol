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

/// @title The ledger's part that takes coins in and pays them out
/// @notice What it promises is written at {ILedger}.
abstract contract CoinDesk is PeriodSettlement {
    using LaneBook for LaneBook.Book;
    using SafeERC20 for IERC20;

    struct Withdrawal {
        uint32 account;
        address to;
        uint64 amount;
        uint40 executableAt;
    }

    /// @inheritdoc ILedger
    address public immutable coin;
    /// @inheritdoc ILedger
    uint32 public immutable withdrawalDelaySeconds;

    bytes32 private immutable _treasurerRole;

    uint128 private _deposited;
    uint128 private _withdrawn;
    uint256 private _requests;
    mapping(uint256 id => Withdrawal) private _withdrawals;

    modifier onlyTreasurer() {
        if (!IAccessControl(community).hasRole(_treasurerRole, msg.sender)) revert NotTreasurer(msg.sender);
        _;
    }

    constructor(address coin_, uint32 withdrawalDelaySeconds_) {
        coin = coin_;
        withdrawalDelaySeconds = withdrawalDelaySeconds_;
        _treasurerRole = ICommunity(community).TREASURER_ROLE();
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
    function requestWithdrawal(uint32 account, address to, uint64 amount)
        external
        onlyTreasurer
        whenRunning
        returns (uint256 id)
    {
        _requireAccount(account);
        id = ++_requests;
        uint40 executableAt = uint40(block.timestamp + withdrawalDelaySeconds);
        _withdrawals[id] = Withdrawal({account: account, to: to, amount: amount, executableAt: executableAt});
        emit WithdrawalRequested(id, account, to, amount, executableAt);
    }

    /// @inheritdoc ILedger
    function cancelWithdrawal(uint256 id) external onlyTreasurer {
        if (_withdrawals[id].executableAt == 0) revert UnknownWithdrawal(id);
        delete _withdrawals[id];
        emit WithdrawalCancelled(id);
    }

    /// @inheritdoc ILedger
    function executeWithdrawal(uint256 id) external whenSettled whenRunning {
        Withdrawal memory request = _withdrawals[id];
        if (request.executableAt == 0) revert UnknownWithdrawal(id);
        if (block.timestamp < request.executableAt) {
            revert WithdrawalDelayed(id, block.timestamp, request.executableAt);
        }
        int64 headroom = _book.headroom(request.account);
        if (int256(uint256(request.amount)) > headroom) {
            revert InsufficientHeadroom(request.account, request.amount, headroom);
        }
        delete _withdrawals[id];
        _book.add(request.account, -int256(uint256(request.amount)));
        _withdrawn += request.amount;
        emit Withdrawn(id, request.account, request.to, request.amount);
        IERC20(coin).safeTransfer(request.to, request.amount);
    }

    /// @inheritdoc ILedger
    function totals() external view returns (uint128 deposited, uint128 withdrawn) {
        return (_deposited, _withdrawn);
    }

    /// @inheritdoc ILedger
    function withdrawalOf(uint256 id)
        external
        view
        returns (uint32 account, address to, uint64 amount, uint256 executableAt)
    {
        Withdrawal memory request = _withdrawals[id];
        return (request.account, request.to, request.amount, request.executableAt);
    }

    function _deposit(uint32 account, uint64 amount) private whenSettled whenRunning {
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
