// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Post, match and pay on chain
/// @notice Members post orders, the operator names pairs that cross, and the contract checks and pays each pair.
/// @dev Written to be as cheap as such a design can be: an order is one word under a key that its member chooses, a filled
/// order is deleted for the refund, and money moves between balances inside the contract, without a token's calls.
contract NaiveMarket {
    event Traded(uint256 indexed bidKey, uint256 indexed askKey, uint64 energyUkwh, int64 price);

    /// @dev A key is the member's address, then 96 bits of its own; `energyUkwh` is what is not filled yet.
    struct Order {
        bool buys;
        int64 limitPrice;
        uint64 energyUkwh;
    }

    struct Pair {
        uint256 bidKey;
        uint256 askKey;
        uint64 energyUkwh;
    }

    mapping(uint256 key => Order) public orders;
    /// @notice In 10^-12 currency, as energy times price gives it.
    mapping(address member => int256) public balanceOf;

    address private immutable _operator = msg.sender;

    /// @notice Gives each member a balance.
    function open(address[] calldata members, int256 amount) external {
        for (uint256 i = 0; i < members.length; ++i) {
            balanceOf[members[i]] = amount;
        }
    }

    /// @notice Posts an order under a key of the member's own.
    function post(uint96 nonce, bool buys, int64 limitPrice, uint64 energyUkwh) external {
        uint256 key = (uint256(uint160(msg.sender)) << 96) | nonce;
        require(orders[key].energyUkwh == 0 && energyUkwh > 0);
        orders[key] = Order({buys: buys, limitPrice: limitPrice, energyUkwh: energyUkwh});
    }

    /// @notice Fills pairs of orders and pays each at the middle of its two limits.
    function matchAndPay(Pair[] calldata pairs) external {
        require(msg.sender == _operator);
        for (uint256 i = 0; i < pairs.length; ++i) {
            Pair calldata pair = pairs[i];
            (Order memory bid, Order memory ask) = (orders[pair.bidKey], orders[pair.askKey]);
            require(bid.buys && !ask.buys && bid.limitPrice >= ask.limitPrice);
            int64 price = (bid.limitPrice + ask.limitPrice) / 2;
            _fill(pair.bidKey, bid, pair.energyUkwh);
            _fill(pair.askKey, ask, pair.energyUkwh);
            int256 amount = int256(uint256(pair.energyUkwh)) * price;
            balanceOf[address(uint160(pair.bidKey >> 96))] -= amount;
            balanceOf[address(uint160(pair.askKey >> 96))] += amount;
            emit Traded(pair.bidKey, pair.askKey, pair.energyUkwh, price);
        }
    }

    function _fill(uint256 key, Order memory order, uint64 energyUkwh) private {
        require(energyUkwh <= order.energyUkwh);
        if (energyUkwh == order.energyUkwh) {
            delete orders[key];
        } else {
            orders[key].energyUkwh = order.energyUkwh - energyUkwh;
        }
    }
}
