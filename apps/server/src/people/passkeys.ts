import { type Database, tables } from "@pumasi/database";
import type { AuthenticationResponse, RegistrationResponse } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { eq } from "drizzle-orm";
import { RequestRefusedError } from "../refusals.js";
import { CHALLENGE_LIFETIME_MS, type ChallengePurpose } from "./challenges.js";
import type { PeopleDesk } from "./people-desk.js";

/** The library takes a third of a second to load, which no start and no restart should wait for. */
const webauthn = () => import("@simplewebauthn/server");

/** A passkey is the whole proof, so that the device must ask for a finger, a face or a PIN. */
const USER_VERIFICATION = "required";

/** What the browser makes a new passkey from. `known` are the person's own, which an authenticator shall not replace. */
export async function creationOptions(
  desk: PeopleDesk,
  purpose: ChallengePurpose & { person: string },
  { name, communityName, known }: { name: string; communityName: string; known: readonly string[] },
) {
  const { generateRegistrationOptions } = await webauthn();
  const options = await generateRegistrationOptions({
    rpName: `Pumasi · ${communityName}`,
    rpID: desk.relyingParty().id,
    userName: name,
    userDisplayName: name,
    userID: new Uint8Array(Buffer.from(purpose.person)),
    timeout: CHALLENGE_LIFETIME_MS,
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: "required", userVerification: USER_VERIFICATION },
  });
  desk.challenges.keep(options.challenge, purpose);
  return { ...options };
}

/** What the browser signs in with: any passkey of this server, since nobody has said yet who it is. */
export async function requestOptions(desk: PeopleDesk) {
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({
    rpID: desk.relyingParty().id,
    timeout: CHALLENGE_LIFETIME_MS,
    userVerification: USER_VERIFICATION,
  });
  desk.challenges.keep(options.challenge, { kind: "sign-in" });
  return { ...options };
}

/** A passkey that was verified and is not kept yet. */
export type NewPasskey = Pick<
  typeof tables.passkey.$inferInsert,
  "credentialId" | "publicKey" | "counter" | "transports"
>;

/**
 * Checks a new passkey, and says what it was asked for. Refuses a challenge that is used, too old or for something else
 * (challenge_unknown), and what does not verify (passkey_invalid).
 */
export async function verifyNewPasskey<Kind extends "sign-up" | "passkey">(
  desk: PeopleDesk,
  kind: Kind,
  response: RegistrationResponse,
): Promise<{ purpose: Extract<ChallengePurpose, { kind: Kind }>; made: NewPasskey }> {
  const challenge = challengeIn(response.response.clientDataJSON);
  const purpose = takeChallenge(desk, challenge, kind);
  const { verifyRegistrationResponse } = await webauthn();
  const { id, origin } = desk.relyingParty();
  const verified = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
  }).catch(refuse);
  if (!verified.verified) return refuse();
  const { credential } = verified.registrationInfo;
  const made = {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString("base64url"),
    counter: credential.counter,
    transports: response.response.transports ?? [],
  };
  return { purpose, made };
}

/**
 * Checks what a passkey signed, and says whose it is and how often it has signed. Refuses a challenge that is used, too old or
 * for something else (challenge_unknown), and an unknown or copied passkey or a wrong signature (passkey_invalid).
 */
export async function verifySignIn(
  database: Database,
  desk: PeopleDesk,
  response: AuthenticationResponse,
): Promise<{ credentialId: string; personId: string; counter: number }> {
  const challenge = challengeIn(response.response.clientDataJSON);
  takeChallenge(desk, challenge, "sign-in");
  const [known] = await database
    .select()
    .from(tables.passkey)
    .where(eq(tables.passkey.credentialId, response.id));
  if (known === undefined) return refuse();
  const { userHandle } = response.response;
  const isOwn = Buffer.from(userHandle ?? "", "base64url").toString() === known.personId;
  if (userHandle !== undefined && !isOwn) return refuse();
  const { verifyAuthenticationResponse } = await webauthn();
  const { id, origin } = desk.relyingParty();
  const verified = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: {
      id: known.credentialId,
      publicKey: new Uint8Array(Buffer.from(known.publicKey, "base64url")),
      counter: known.counter,
    },
  }).catch(refuse);
  if (!verified.verified) return refuse();
  const { personId, credentialId } = known;
  return { credentialId, personId, counter: verified.authenticationInfo.newCounter };
}

/** Keeps a verified passkey of a person; refuses one that is kept already. */
export async function keepPasskey(
  tx: Database,
  personId: string,
  made: NewPasskey,
  now: Instant,
): Promise<void> {
  const rows = await tx
    .insert(tables.passkey)
    .values({ ...made, personId, recordedAt: now, lastUsedAt: null })
    .onConflictDoNothing()
    .returning();
  if (rows.length === 0) throw new RequestRefusedError("passkey_taken");
}

/** The challenge that a browser says it answers; it names what is open, and is checked with the signature. */
function challengeIn(clientDataJSON: string): string {
  try {
    const said: unknown = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString());
    const { challenge } = said as { challenge?: unknown };
    return typeof challenge === "string" ? challenge : "";
  } catch {
    return "";
  }
}

function takeChallenge<Kind extends ChallengePurpose["kind"]>(
  { challenges }: PeopleDesk,
  challenge: string,
  kind: Kind,
): Extract<ChallengePurpose, { kind: Kind }> {
  const purpose = challenges.take(challenge, kind);
  if (purpose === null) throw new RequestRefusedError("challenge_unknown");
  return purpose;
}

/** Why is for nobody but the log: it would help only who tries. */
function refuse(): never {
  throw new RequestRefusedError("passkey_invalid");
}
