// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../interfaces/Evidence.sol";
import {Fault} from "../../interfaces/Fault.sol";
import {MeteringHead} from "../headers/MeteringHead.sol";
import {LineColumns} from "../leaves/LineLeaf.sol";
import {Ration} from "../Ration.sol";
import {MeteringChecks} from "./MeteringChecks.sol";

/// @title What fixed keys show of a line
library KeyChecks {
    /// @notice The cut of the offers names its account rightly; deliveries and what is taken have no cuts.
    /// @param isShown Whether the account's key was shown; the offers' cut is judged only then.
    function judgeCuts(MeteringHead memory head, uint256 account, bool isShown, uint256 keyPpm)
        internal
        pure
        returns (Fault)
    {
        bool isWrong = account == head.deliveredSellCut.index || account == head.sharedBuyCut.index;
        if (isShown) {
            (, uint256 remainder) = MeteringChecks.offerOf(head, account, keyPpm);
            isWrong = isWrong || Ration.isMisnamed(head.deliveredBuyCut, account, remainder);
        }
        return isWrong ? Fault.LineCutWrong : Fault.None;
    }

    /// @notice An account is offered its key's share of what is fed in, without a key nothing, and takes of it what it
    /// consumes.
    /// @param isShown Whether the account's key was shown; else its offer is not looked at.
    function judgeOffer(
        MeteringHead memory head,
        Terms calldata terms,
        uint256 account,
        LineColumns memory own,
        bool isShown,
        uint256 keyPpm
    ) internal pure returns (Fault) {
        if (isShown) {
            (uint256 offered,) = MeteringChecks.offerOf(head, account, keyPpm);
            if (own.offered != offered) return Fault.LineOfferWrong;
        } else if (account >= terms.keys && own.offered != 0) {
            return Fault.LineOfferWrong;
        }
        uint256 taken = own.offered < own.imported ? own.offered : own.imported;
        if (!MeteringChecks.isSharing(head, terms)) taken = 0;
        return own.sharedBuy == taken ? Fault.None : Fault.LineOfferWrong;
    }
}
