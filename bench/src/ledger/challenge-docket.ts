import { strictEqual } from "node:assert";
import { challengeCalls, registerDeviceCall, setReceiptSignerCall } from "@pumasi/chain";
import { createRecoverSigner, createSigner } from "@pumasi/crypto";
import {
  type Evidence,
  type Fault,
  fromHex,
  type Hex,
  type JudgeContext,
  judge,
  judgedTerms,
  type Signer,
  type Terms,
  TypedData,
} from "@pumasi/protocol";
import { CHAIN_ID, FIRST_SLOT, type LedgerRun, SYSTEM_ACCOUNTS } from "./ledger-run.js";
import { gasOf } from "./record-slot.js";

const CHALLENGER_KEY: Hex = `0x${"33".repeat(32)}`;
const DEVICE_KEY: Hex = `0x${"44".repeat(32)}`;
const RECEIPT_KEY: Hex = `0x${"55".repeat(32)}`;

/** The member whose device key is on the register, and who signs what is challenged. */
export const SIGNING_MEMBER = 4;

/** What one kind of challenge burned, announcement and proof together. */
export interface ProvenChallenge {
  kind: Evidence["judge"];
  fault: Fault;
  /** Whether one leaf proves it, or two, or the header alone. */
  shown: string;
  gas: number;
}

/** Brings evidence to the court of a run, and keeps what each challenge burned. */
export class ChallengeDocket {
  readonly proven: ProvenChallenge[] = [];
  readonly typedData: TypedData;
  readonly device: Signer;
  readonly receiptSigner: Signer;
  readonly terms: Terms;
  readonly #context: JudgeContext;
  readonly #challenger: Signer;

  private constructor(readonly run: LedgerRun) {
    const { keccak, contracts } = run;
    const domain = { chainId: CHAIN_ID, market: contracts.market };
    this.typedData = new TypedData(keccak, domain);
    this.#challenger = createSigner(keccak, fromHex(CHALLENGER_KEY));
    this.device = createSigner(keccak, fromHex(DEVICE_KEY));
    this.receiptSigner = createSigner(keccak, fromHex(RECEIPT_KEY));
    this.terms = judgedTerms(run.terms);
    const [device, receiptSigner] = [this.device.address, this.receiptSigner.address];
    this.#context = {
      ...{ keccak, domain, recoverSigner: createRecoverSigner(keccak) },
      verifyP256: () => false,
      register: {
        deviceAt: (key) =>
          key === device ? { account: SYSTEM_ACCOUNTS + SIGNING_MEMBER, p256: null } : null,
        accountOfMeter: (meter) => SYSTEM_ACCOUNTS + meter,
        receiptSignerAt: () => receiptSigner,
      },
    };
  }

  /** Registers the member's device and the receipts' signer. */
  static async open(run: LedgerRun): Promise<ChallengeDocket> {
    const docket = new ChallengeDocket(run);
    const { community } = run.contracts;
    await run.mine([
      setReceiptSignerCall(community, docket.receiptSigner.address),
      registerDeviceCall(community, {
        key: docket.device.address,
        account: SYSTEM_ACCOUNTS + SIGNING_MEMBER,
        fromSlot: FIRST_SLOT,
      }),
    ]);
    return docket;
  }

  /** Announces and proves a fault on the ledger, which the judge in TypeScript must find, too. */
  async prove(evidence: Evidence, fault: Fault, shown: string): Promise<void> {
    strictEqual(judge(this.#context, evidence), fault);
    const { run } = this;
    const salt: Hex = `0x${"66".repeat(32)}`;
    const { commit, reveal } = challengeCalls(
      run.contracts.court,
      this.#challenger.address,
      evidence,
      { recordedOn: [], salt },
    );
    const announced = await run.mineFor([{ key: CHALLENGER_KEY, call: commit }]);
    const proved = await run.mineFor([{ key: CHALLENGER_KEY, call: reveal }]);
    const gas = gasOf(announced) + gasOf(proved);
    this.proven.push({ kind: evidence.judge, fault, shown, gas });
  }
}
