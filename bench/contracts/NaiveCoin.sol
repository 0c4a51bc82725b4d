// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What every naive design pays with: a plain ERC-20 and nothing else
/// @dev Balances and an allowance without end are there from the start, so that a payment changes two words that are not
/// zero, which is the cheapest that ERC-20 allows.
contract NaiveCoin {
    event Transfer(address indexed from, address indexed to, uint256 amount);

    mapping(address holder => uint256) public balanceOf;
    mapping(address holder => mapping(address spender => uint256)) public allowance;

    /// @notice Gives each holder an amount, and a spender the right to move it for ever.
    function open(address[] calldata holders, address spender, uint256 amount) external {
        for (uint256 i = 0; i < holders.length; ++i) {
            balanceOf[holders[i]] = amount;
            allowance[holders[i]][spender] = type(uint256).max;
        }
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - amount;
        balanceOf[from] -= amount;
        unchecked {
            balanceOf[to] += amount;
        }
        emit Transfer(from, to, amount);
        return true;
    }
}
