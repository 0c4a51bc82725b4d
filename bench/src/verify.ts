import { strictEqual } from "node:assert";
import { createRecoverSigner, createSigner, loadKeccak, seededSecrets } from "@pumasi/crypto";
import { hashText } from "@pumasi/protocol";
import { recoverAddress } from "viem";
import type { Benchmark } from "./benchmark.js";

/** Finding out who signed a digest, as for every order and reading that comes in. */
export const verify: Benchmark = {
  name: "crypto/verify",
  unit: "signatures/s",
  amount: 1,
  async prepare() {
    const keccak = await loadKeccak();
    const signer = createSigner(keccak, seededSecrets(keccak, "bench").privateKey("device"));
    const hash = hashText(keccak, "a digest");
    const signature = signer.sign(hash);
    const recover = createRecoverSigner(keccak);
    strictEqual(recover(hash, signature), signer.address);
    strictEqual((await recoverAddress({ hash, signature })).toLowerCase(), signer.address);
    return {
      run: () => recover(hash, signature),
      against: { name: "viem's recoverAddress", run: () => recoverAddress({ hash, signature }) },
    };
  },
};
