import { createECDH, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { fromHex, type Hex, type P256Point, toHex, type VerifyP256 } from "@pumasi/protocol";

/** The order of the curve's group; s and order − s sign the same, and the ledger takes the lower one. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const base64 = (hex: Hex) => Buffer.from(fromHex(hex)).toString("base64url");
const jwkOf = ({ x, y }: P256Point) => ({ kty: "EC", crv: "P-256", x: base64(x), y: base64(y) });

/** The public key of a private key on P-256. */
export function p256PointOf(privateKey: Hex): P256Point {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(fromHex(privateKey));
  const publicKey = new Uint8Array(pair.getPublicKey());
  return { x: toHex(publicKey.subarray(1, 33)), y: toHex(publicKey.subarray(33)) };
}

/** OpenSSL's signatures hold chance, and a slot that is made twice must be the same. */
const made = new Map<string, Hex>();

/** Signs SHA-256 of a digest by OpenSSL, once and for all; r, the lower s, and a v of 0. */
export function signOnP256(digest: Hex, privateKey: Hex): Hex {
  const name = `${digest} ${privateKey}`;
  const signature = made.get(name) ?? makeSignature(digest, privateKey);
  made.set(name, signature);
  return signature;
}

function makeSignature(digest: Hex, privateKey: Hex): Hex {
  const jwk = { ...jwkOf(p256PointOf(privateKey)), d: base64(privateKey) };
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  const signed = toHex(sign("sha256", fromHex(digest), { key, dsaEncoding: "ieee-p1363" }));
  const s = BigInt(`0x${signed.slice(66)}`);
  const low = s > ORDER / 2n ? ORDER - s : s;
  return `${signed.slice(0, 66) as Hex}${low.toString(16).padStart(64, "0")}00`;
}

/** OpenSSL's verdict; the judgement has looked at s before. */
export const verifyWithOpenSsl: VerifyP256 = (digest, r, s, x, y) => {
  const key = createPublicKey({ key: jwkOf({ x, y }), format: "jwk" });
  const signature = fromHex(`${r}${s.slice(2)}` as Hex);
  return verify("sha256", fromHex(digest), { key, dsaEncoding: "ieee-p1363" }, signature);
};
