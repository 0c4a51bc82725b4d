// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FactJudge} from "../../src/FactJudge.sol";
import {PeriodJudge} from "../../src/PeriodJudge.sol";
import {AttestedRule} from "../../src/rules/AttestedRule.sol";
import {PayAsBidRule} from "../../src/rules/PayAsBidRule.sol";
import {ProportionalSharingRule} from "../../src/rules/ProportionalSharingRule.sol";
import {StaticSharingRule} from "../../src/rules/StaticSharingRule.sol";
import {UniformPriceRule} from "../../src/rules/UniformPriceRule.sol";
import {JudgeTest} from "../support/judges/JudgeTest.sol";
import {MockRegister} from "../support/judges/MockRegister.sol";

/// @dev Cases that packages/protocol judged and wrote down: the judges here must say the same of each.
contract JudgeVectorsTest is JudgeTest {
    string private constant FILE = "test/vectors/judge-vectors.json";
    int256 private constant REVERTS = -1;

    error VectorsMissing(string file, string howToWriteThem);
    error UnknownTarget(string name);
    error VerdictDiffers(uint256 position, string judge, string target, int256 actual, int256 expected);

    mapping(bytes32 name => address) private _targets;

    function test_verdictsAreThoseOfThePackage() external {
        if (!vm.exists(FILE)) revert VectorsMissing(FILE, "run the tests of packages/protocol/src/judge");
        string memory json = vm.readFile(FILE);
        _deploy(json);
        string[] memory judges = abi.decode(vm.parseJson(json, ".cases[*].judge"), (string[]));
        string[] memory targets = abi.decode(vm.parseJson(json, ".cases[*].target"), (string[]));
        bytes[] memory calls = abi.decode(vm.parseJson(json, ".cases[*].calldata"), (bytes[]));
        int256[] memory faults = abi.decode(vm.parseJson(json, ".cases[*].fault"), (int256[]));
        assertTrue(calls.length > 0 && calls.length == faults.length, "there are cases, each with its fault");
        for (uint256 i = 0; i < calls.length; ++i) {
            address target = _targets[keccak256(bytes(targets[i]))];
            if (target == address(0)) revert UnknownTarget(targets[i]);
            (bool ok, bytes memory answer) = target.staticcall(calls[i]);
            requireNoPanic(ok, answer);
            int256 fault = ok ? int256(uint256(bytes32(answer))) : REVERTS;
            if (fault != faults[i]) revert VerdictDiffers(i, judges[i], targets[i], fault, faults[i]);
        }
    }

    function _deploy(string memory json) private {
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        MockRegister register = _register(json);
        address market = vm.parseJsonAddress(json, ".domain.market");
        _targets[keccak256("FactJudge")] = address(new FactJudge(address(register), market));
        _targets[keccak256("PeriodJudge")] = address(new PeriodJudge());
        _targets[keccak256("UniformPriceRule")] = address(new UniformPriceRule());
        _targets[keccak256("PayAsBidRule")] = address(new PayAsBidRule());
        _targets[keccak256("ProportionalSharingRule")] = address(new ProportionalSharingRule());
        _targets[keccak256("StaticSharingRule")] = address(new StaticSharingRule());
        _targets[keccak256("AttestedRule")] = address(new AttestedRule());
    }

    function _register(string memory json) private returns (MockRegister register) {
        register = new MockRegister();
        register.setSigner(vm.parseJsonAddress(json, ".register.receiptSigner"));
        uint256[] memory meters = vm.parseJsonUintArray(json, ".register.meters");
        for (uint256 i = 0; i < meters.length; ++i) {
            register.addMeter(uint32(meters[i]));
        }
        for (uint256 i = 0;; ++i) {
            string memory device = string.concat(".register.devices[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, device)) break;
            register.setDevice(
                vm.parseJsonAddress(json, string.concat(device, ".key")),
                uint32(vm.parseJsonUint(json, string.concat(device, ".account"))),
                uint32(vm.parseJsonUint(json, string.concat(device, ".from"))),
                uint32(vm.parseJsonUint(json, string.concat(device, ".until"))),
                vm.parseJsonBytes32(json, string.concat(device, ".x")),
                vm.parseJsonBytes32(json, string.concat(device, ".y"))
            );
        }
    }
}
