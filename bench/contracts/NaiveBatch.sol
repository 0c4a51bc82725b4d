// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

interface IPayable {
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @title A transfer per trade, many trades a transaction
/// @notice The operator pays each trade by its own transfer, but shares the transaction's base cost among them.
contract NaiveBatch {
    struct Payment {
        address from;
        address to;
        uint256 amount;
    }

    address private immutable _operator = msg.sender;
    IPayable private immutable _coin;

    constructor(IPayable coin) {
        _coin = coin;
    }

    function pay(Payment[] calldata payments) external {
        require(msg.sender == _operator);
        for (uint256 i = 0; i < payments.length; ++i) {
            Payment calldata payment = payments[i];
            require(_coin.transferFrom(payment.from, payment.to, payment.amount));
        }
    }
}
