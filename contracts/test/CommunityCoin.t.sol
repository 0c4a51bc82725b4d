// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";

contract CommunityCoinTest is CommunityFixture {
    function setUp() public {
        deployCommunity();
    }

    function test_onlyTheIssuerMints() public {
        coin.mint(STRANGER, 5);
        assertEq(coin.balanceOf(STRANGER), 5, "minted");
        bytes32 role = coin.ISSUER_ROLE();
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, STRANGER, role)
        );
        vm.prank(STRANGER);
        coin.mint(STRANGER, 1);
    }

    function test_holdersBurnTheirOwn() public {
        coin.mint(STRANGER, 5);
        vm.prank(STRANGER);
        coin.burn(2);
        assertEq(coin.totalSupply(), 3, "supply");
        assertEq(coin.decimals(), 6, "decimals");
    }

    function test_nobodyMakesMoreOfAFixedSupply() public {
        assertEq(bondCoin.totalSupply(), 1e12, "supply");
        (bool ok,) = address(bondCoin).call(abi.encodeCall(coin.mint, (STRANGER, 1)));
        assertTrue(!ok, "minted");
        bondCoin.transfer(STRANGER, 7);
        assertEq(bondCoin.balanceOf(STRANGER), 7, "moved");
    }
}
