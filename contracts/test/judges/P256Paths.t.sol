// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {DeviceSignatures} from "../../src/libraries/DeviceSignatures.sol";
import {DeviceKeys} from "../support/judges/DeviceKeys.sol";

/// @title What every chain must say of P-256 signatures, whether it has P256VERIFY (EIP-7951) at 0x100 or not
/// @dev The chains differ only in the EVM's version that each contract below asks forge for.
abstract contract P256Verdicts is DeviceKeys {
    struct Case {
        string name;
        bytes32 digest;
        bytes32 r;
        bytes32 s;
        bytes32 x;
        bytes32 y;
        bool isSigned;
    }

    address internal constant PRECOMPILE = address(0x100);
    address internal constant DEVICE = address(0x256);
    /// @dev Between what a call of the precompile burns (6,900 gas) and what the library does (some 200,000).
    uint256 internal constant GAS_BETWEEN = 60_000;
    uint256 private constant SIGNER = 4;

    function setUp() external {
        registerDevices(6);
    }

    function test_everyChainGivesTheSameVerdicts() external {
        Case[] memory cases = casesOf(keccak256("digest"));
        for (uint256 i = 0; i < cases.length; ++i) {
            requireVerdict(cases[i]);
        }
    }

    function testFuzz_everyChainGivesTheSameVerdicts(bytes32 digest, uint256 which, bytes32 wild) external {
        Case[] memory cases = casesOf(digest);
        Case memory one = cases[which % cases.length];
        requireVerdict(one);
        // Whatever else is put in its place: the library's own verdict is what counts.
        if (which & (1 << 255) == 0) one.r = wild;
        else one.s = wild;
        one.isSigned = P256.verifySolidity(sha256(abi.encode(one.digest)), one.r, one.s, one.x, one.y);
        requireVerdict(one);
    }

    function requireVerdict(Case memory one) internal {
        register.setDevice(DEVICE, 4, 0, type(uint32).max, one.x, one.y);
        bytes32 message = sha256(abi.encode(one.digest));
        bool byLibrary = P256.verifySolidity(message, one.r, one.s, one.x, one.y);
        assertTrue(byLibrary == one.isSigned, string.concat(one.name, ": the library"));
        assertTrue(isSigned(one) == one.isSigned, string.concat(one.name, ": this chain"));
    }

    function isSigned(Case memory one) internal view returns (bool) {
        return DeviceSignatures.isSigned(register, one.digest, 0, DEVICE, one.r, one.s);
    }

    /// @dev Gas of a verdict, which tells who gave it.
    function gasOf(Case memory one) internal returns (uint256 gas) {
        register.setDevice(DEVICE, 4, 0, type(uint32).max, one.x, one.y);
        isSigned(one);
        gas = gasleft();
        isSigned(one);
        gas -= gasleft();
    }

    /// @dev What the precompile is asked for: message, r, s and the point, a word each.
    function question(Case memory one) internal pure returns (bytes memory) {
        return abi.encode(sha256(abi.encode(one.digest)), one.r, one.s, one.x, one.y);
    }

    /// @dev The first one is signed, the others are not.
    function casesOf(bytes32 digest) internal pure returns (Case[] memory cases) {
        cases = new Case[](10);
        (bytes32 x, bytes32 y) = pointOf(SIGNER);
        (bytes32 r, bytes32 s) = signP256(SIGNER, digest);
        cases[0] = Case("valid", digest, r, s, x, y, true);
        cases[1] = Case("another digest", ~digest, r, s, x, y, false);
        cases[2] = Case("altered r", digest, bytes32(uint256(r) ^ 1), s, x, y, false);
        cases[3] = Case("altered s", digest, r, bytes32(uint256(s) ^ 2), x, y, false);
        cases[4] = Case("high s", digest, r, bytes32(P256.N - uint256(s)), x, y, false);
        cases[5] = Case("off the curve", digest, r, s, x, bytes32(uint256(y) ^ 1), false);
        cases[6] = Case("beyond the field", digest, r, s, x, bytes32(P256.P), false);
        cases[7] = Case("no r", digest, 0, s, x, y, false);
        cases[8] = Case("r of the order", digest, bytes32(P256.N), s, x, y, false);
        (bytes32 otherX, bytes32 otherY) = pointOf(SIGNER + 2);
        cases[9] = Case("another key", digest, r, s, otherX, otherY, false);
    }
}

/// @title A chain with the precompile
/// forge-config: default.evm_version = "osaka"
contract P256PrecompileTest is P256Verdicts {
    function test_thePrecompileIsAskedAndAnswers() external {
        Case memory signed_ = casesOf(keccak256("digest"))[0];
        (bool success, bytes memory answer) = PRECOMPILE.staticcall(question(signed_));
        assertTrue(success && answer.length == 32 && bytes32(answer) == bytes32(uint256(1)), "it is there");
        uint256 gas = gasOf(signed_);
        assertTrue(gas < GAS_BETWEEN, "and spares the library");
        vm.expectCall(PRECOMPILE, question(signed_));
        assertTrue(isSigned(signed_), "signed");
    }

    function test_itsRefusalIsNotAskedOfTheLibraryAgain() external {
        Case memory altered = casesOf(keccak256("digest"))[1];
        assertTrue(gasOf(altered) < GAS_BETWEEN, "two calls of the precompile, no curve in Solidity");
        vm.expectCall(PRECOMPILE, question(altered));
        assertTrue(!isSigned(altered), "not signed");
    }
}

/// @title A chain without the precompile
/// forge-config: default.evm_version = "cancun"
contract P256LibraryTest is P256Verdicts {
    function test_theLibraryAnswersWhereNobodyElseDoes() external {
        Case memory signed_ = casesOf(keccak256("digest"))[0];
        (bool success, bytes memory answer) = PRECOMPILE.staticcall(question(signed_));
        assertTrue(success && answer.length == 0, "there is none");
        assertTrue(gasOf(signed_) > GAS_BETWEEN, "the curve in Solidity");
        vm.expectCall(PRECOMPILE, question(signed_));
        assertTrue(isSigned(signed_), "signed");
    }
}
