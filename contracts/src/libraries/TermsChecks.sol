// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../interfaces/Evidence.sol";
import {IRule} from "../interfaces/IRule.sol";
import {Prices} from "./Prices.sol";

/// @title Terms that no rule can work by
library TermsChecks {
    /// @dev A million currency units per kWh: it leaves room for a few prices in a field of 64 bits.
    int64 internal constant MAX_PRICE = 1_000_000_000_000;

    /// @notice Refuses terms of another rule, prices beyond a million a kWh, fees below zero, and a floor above the cap.
    function requireUsual(Terms calldata terms) internal view {
        if (terms.rule != address(this)) revert IRule.TermsUnsupported("rule");
        _requirePrice(terms.priceFloor, "priceFloor");
        _requirePrice(terms.priceCap, "priceCap");
        _requirePrice(terms.retailPrice, "retailPrice");
        _requirePrice(terms.feedInPrice, "feedInPrice");
        _requireFee(terms.buyerFee, "buyerFee");
        _requireFee(terms.sellerFee, "sellerFee");
        if (terms.priceFloor > terms.priceCap) revert IRule.TermsUnsupported("priceFloor");
        requireAtMost(terms.ties, 1, "ties");
    }

    /// @notice Refuses terms that mean keys where the rule has none.
    function requireNoKeys(Terms calldata terms) internal pure {
        requireAtMost(terms.keys, 0, "keys");
        requireAtMost(terms.keysTotalPpm, 0, "keysTotalPpm");
        requireAtMost(uint256(terms.keysRoot), 0, "keysRoot");
    }

    /// @notice Refuses a number above `most`.
    function requireAtMost(uint256 number, uint256 most, string memory field) internal pure {
        if (number > most) revert IRule.TermsUnsupported(field);
    }

    /// @notice Refuses any but one product.
    function requireProduct(Terms calldata terms, uint8 product) internal pure {
        if (terms.product != product) revert IRule.TermsUnsupported("product");
    }

    function _requirePrice(int64 price, string memory field) private pure {
        if (price > MAX_PRICE || price < -MAX_PRICE) revert IRule.TermsUnsupported(field);
    }

    function _requireFee(int64 fee, string memory field) private pure {
        if (fee < 0 || fee > MAX_PRICE) revert IRule.TermsUnsupported(field);
    }
}
