import { bytesOfHex, recoveryByte } from "../hex.js";
import type { Address, Hex } from "../keccak.js";
import type { P256Point, SignatureTools } from "../signer.js";
import type { JudgeContext, RegisteredKey } from "./evidence.js";
import type { SeenSignature } from "./read-order-leaves.js";

/** Half of each curve's order, rounded down: a higher s would give the same message a second signature. */
const HALF_SECP256K1 = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const HALF_P256 = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

/**
 * Whether a registered device signed a digest: by secp256k1 (v 27 or 28), or by P-256 (v 0) with the key that the register
 * holds. Only low s.
 */
export function isSignedBy(
  context: Pick<JudgeContext, "recoverSigner" | "verifyP256">,
  key: Pick<RegisteredKey, "p256">,
  digest: Hex,
  { device, v, r, s }: SeenSignature,
): boolean {
  if (v === 0) {
    if (key.p256 === null || BigInt(s) > HALF_P256) return false;
    return context.verifyP256(digest, r, s, key.p256.x, key.p256.y);
  }
  if (BigInt(s) > HALF_SECP256K1) return false;
  return context.recoverSigner(digest, signatureOf(r, s, v)) === device;
}

/** r, s and v in 65 bytes. */
export function signatureOf(r: Hex, s: Hex, v: number): Hex {
  return `${r}${s.slice(2)}${v.toString(16).padStart(2, "0")}` as Hex;
}

/** r and s alone, as the register takes a signature on P-256. */
const BYTES_WITHOUT_V = 64;
const BYTES_WITH_V = 65;

/**
 * Whether a device signed a digest, by the same rule as the ledger's. A signature is r, s, v; v is 27 or 28 on secp256k1, and 0 or
 * absent on P-256, where the device's point is needed.
 */
export function isSignedByDevice(
  { recover, verifyP256 }: SignatureTools,
  { device, p256 }: { device: Address; p256: P256Point | null },
  digest: Hex,
  signature: Hex,
): boolean {
  const bytes = bytesOfHex(signature);
  if (bytes !== BYTES_WITHOUT_V && bytes !== BYTES_WITH_V) return false;
  const seen: SeenSignature = {
    device,
    v: recoveryByte(signature),
    r: `0x${signature.slice(2, 66)}`,
    s: `0x${signature.slice(66, 130)}`,
  };
  return isSignedBy({ recoverSigner: recover, verifyP256 }, { p256 }, digest, seen);
}
