import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { AuthenticationResponse, RegistrationResponse } from "@pumasi/protocol";
import { PUBLIC_URL } from "./test-server.js";
import { writeCbor } from "./write-cbor.js";

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

/** What a test may have an authenticator or browser do that it should not. */
export interface Misuse {
  origin?: string;
  rpId?: string;
  /** Nobody touched a sensor or typed a PIN. */
  isUnverified?: boolean;
  challenge?: string;
  /** The count of signatures it claims. */
  counter?: number;
  /** Whom it claims to sign for. */
  userHandle?: string;
  /** Signs with another key than it registered. */
  hasOtherKey?: boolean;
}

interface Options {
  challenge: string;
  [field: string]: unknown;
}

const base64Url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest();

/** A browser with an authenticator in software: one passkey on P-256, made as WebAuthn Level 2 says, with no attestation. */
export class SoftAuthenticator {
  readonly id = base64Url(randomBytes(32));
  private readonly key = generateKeyPairSync("ec", { namedCurve: "P-256" });
  private counter = 0;
  private userHandle = "";

  /** What navigator.credentials.create answers to the server's options. */
  create(options: Options, misuse: Misuse = {}): RegistrationResponse {
    const { rp, user } = options as unknown as { rp: { id: string }; user: { id: string } };
    this.userHandle = user.id;
    const credentialId = Buffer.from(this.id, "base64url");
    const attested = Buffer.concat([
      Buffer.alloc(16),
      Buffer.of(credentialId.length >> 8, credentialId.length & 255),
      credentialId,
      this.coseKey(),
    ]);
    const authData = Buffer.concat([this.authData(rp.id, misuse, ATTESTED), attested]);
    const attestation = new Map<string, Parameters<typeof writeCbor>[0]>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]);
    return {
      ...this.credential(),
      response: {
        clientDataJSON: base64Url(clientData("webauthn.create", options, misuse)),
        attestationObject: base64Url(writeCbor(attestation)),
        transports: ["internal"],
      },
    };
  }

  /** What navigator.credentials.get answers to the server's options. */
  get(options: Options, misuse: Misuse = {}): AuthenticationResponse {
    this.counter += 1;
    const { rpId } = options as unknown as { rpId: string };
    const authData = this.authData(rpId, misuse, 0);
    const client = clientData("webauthn.get", options, misuse);
    const signed = Buffer.concat([authData, sha256(client)]);
    const key: KeyObject = misuse.hasOtherKey
      ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
      : this.key.privateKey;
    const userHandle = misuse.userHandle ?? this.userHandle;
    return {
      ...this.credential(),
      response: {
        clientDataJSON: base64Url(client),
        authenticatorData: base64Url(authData),
        signature: base64Url(sign("sha256", signed, key)),
        ...(userHandle === "" ? {} : { userHandle }),
      },
    };
  }

  private credential() {
    const type = "public-key" as const;
    return { id: this.id, rawId: this.id, type, clientExtensionResults: {} };
  }

  private authData(rpId: string, misuse: Misuse, extra: number): Buffer {
    const flags = USER_PRESENT | (misuse.isUnverified ? 0 : USER_VERIFIED) | extra;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(misuse.counter ?? this.counter);
    return Buffer.concat([sha256(misuse.rpId ?? rpId), Buffer.of(flags), count]);
  }

  /** The public key as COSE has it: kty 2 (EC2), alg -7 (ES256), crv 1 (P-256), x, y. */
  private coseKey(): Buffer {
    const { x = "", y = "" } = this.key.publicKey.export({ format: "jwk" });
    const coordinate = (text: string) => Buffer.from(text, "base64url");
    return writeCbor(
      new Map<number, number | Buffer>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, coordinate(x)],
        [-3, coordinate(y)],
      ]),
    );
  }
}

function clientData(type: string, options: Options, misuse: Misuse): Buffer {
  const { challenge = options.challenge, origin = PUBLIC_URL } = misuse;
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}
