import { z } from "zod";
import { memberDescription, slug } from "./community.js";
import { accountIndex, amountText, instantText, ledgerAmountText } from "./decimals.js";
import { printableText } from "./printable-text.js";

/** Who signs in: a household sees its own, an operator runs the community, an auditor reads everything and changes nothing. */
export const personRole = z.enum(["household", "operator", "auditor"]);
export type PersonRole = z.infer<typeof personRole>;

const personName = printableText(100).min(1);

/** Dashes, spaces and case do not matter. */
const oneTimeCode = z.string().min(8).max(64);

/** For a household the member's own account, otherwise the person's name. */
export const invitationRequest = z.discriminatedUnion("role", [
  z.object({ role: z.literal("household"), account: accountIndex }),
  z.object({ role: z.literal("operator"), name: personName }),
  z.object({ role: z.literal("auditor"), name: personName }),
]);
export type InvitationRequest = z.infer<typeof invitationRequest>;

export const invitationAnswer = z.object({
  code: z.string().describe("shown once; only its hash is kept"),
  expiresAt: instantText.describe("wall-clock instant"),
});
export type Invitation = z.infer<typeof invitationAnswer>;

export const signUpOptionsRequest = z.object({ invitation: oneTimeCode });

/** PublicKeyCredentialCreationOptionsJSON of WebAuthn, for the browser as it is. */
export const passkeyCreationOptions = z.looseObject({ challenge: z.string() });

/** PublicKeyCredentialRequestOptionsJSON of WebAuthn, for the browser as it is. */
export const passkeyRequestOptions = z.looseObject({ challenge: z.string() });

const base64Url = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[\w-]+$/, "base64url");
const credentialId = base64Url(1400);

const credential = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
});

/** RegistrationResponseJSON of WebAuthn: what the browser makes of the creation options. */
export const registrationResponse = credential.extend({
  response: z.object({
    clientDataJSON: base64Url(8192),
    attestationObject: base64Url(65_536),
    transports: z.array(z.string().max(32)).max(16).optional(),
  }),
});
export type RegistrationResponse = z.infer<typeof registrationResponse>;

/** AuthenticationResponseJSON of WebAuthn: what the browser makes of the request options. */
export const authenticationResponse = credential.extend({
  response: z.object({
    clientDataJSON: base64Url(8192),
    authenticatorData: base64Url(8192),
    signature: base64Url(8192),
    userHandle: base64Url(128).optional(),
  }),
});
export type AuthenticationResponse = z.infer<typeof authenticationResponse>;

export const registrationRequest = z.object({ response: registrationResponse });
export const signInRequest = z.object({ response: authenticationResponse });
export const recoveryRequest = z.object({ code: oneTimeCode });

/** Who is signed in, and until when at the latest. */
export const signedIn = z.object({
  person: z.string(),
  community: z.string(),
  communityName: z.string(),
  role: personRole,
  name: z.string(),
  account: accountIndex.nullable().describe("null for operators and auditors"),
  signedInBy: z.enum(["passkey", "recovery", "demo"]),
  expiresAt: instantText.describe("wall-clock instant; earlier when it is not used"),
});
export type SignedIn = z.infer<typeof signedIn>;

/** `session` is null when nobody is signed in; `demoPeople` says whether there are demo people to sign in as. */
export const sessionAnswer = z.object({ session: signedIn.nullable(), demoPeople: z.boolean() });
export type SessionAnswer = z.infer<typeof sessionAnswer>;

const recoveryCodes = z.array(z.string()).describe("shown once; only their hashes are kept");
export const signUpAnswer = z.object({ session: signedIn, recoveryCodes });
export const signInAnswer = z.object({ session: signedIn });
export const recoveryCodesAnswer = z.object({ recoveryCodes });

export const passkeyDescription = z.object({
  id: z.string(),
  transports: z.array(z.string()),
  recordedAt: instantText,
  lastUsedAt: instantText.nullable(),
});
export type PasskeyDescription = z.infer<typeof passkeyDescription>;

/** One's own passkeys, and how many recovery codes are left. Instants are wall time. */
export const passkeysAnswer = z.object({
  passkeys: z.array(passkeyDescription),
  recoveryCodesLeft: z.int(),
});

const demoPerson = z.object({
  community: z.string(),
  communityName: z.string(),
  role: personRole,
  name: z.string(),
  account: accountIndex.nullable(),
});
export type DemoPerson = z.infer<typeof demoPerson>;
export const demoPeopleAnswer = z.object({ people: z.array(demoPerson) });

export const demoSignInRequest = z.discriminatedUnion("role", [
  z.object({ community: slug, role: z.literal("household"), account: accountIndex }),
  z.object({ community: slug, role: z.literal("operator") }),
  z.object({ community: slug, role: z.literal("auditor") }),
]);

/** A person as its operator sees it. Instants are wall time. */
export const personDescription = z.object({
  person: z.string(),
  role: personRole,
  name: z.string(),
  account: accountIndex.nullable(),
  isDemo: z.boolean(),
  recordedAt: instantText,
  endedAt: instantText.nullable().describe("from then on it may not sign in"),
});
export type PersonDescription = z.infer<typeof personDescription>;
export const peopleAnswer = z.object({ people: z.array(personDescription) });

/** A household's own: what the operator keeps of it, and its money. */
export const ownDescription = memberDescription.extend({
  balance: ledgerAmountText,
  unsettled: amountText.describe("what metered slots sum to that are not paid yet"),
});
export type OwnDescription = z.infer<typeof ownDescription>;

/** Who did what. `who` is a person, "operator token" or "device"; names are for operators only. */
export const auditEntry = z.object({
  id: z.int(),
  at: instantText.describe("wall-clock instant"),
  who: z.string(),
  role: personRole.nullable(),
  name: z.string().nullable(),
  action: z.string(),
  subject: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditAnswer = z.object({ entries: z.array(auditEntry) });

/** Everybody and every action in the trail; names are for operators only. */
export const auditChoices = z.object({
  actions: z.array(z.string()),
  people: z.array(
    z.object({ who: z.string(), role: personRole.nullable(), name: z.string().nullable() }),
  ),
});
export type AuditChoices = z.infer<typeof auditChoices>;

/** What a household may agree to: "name-to-neighbours" tells its name to those it trades with, where they agreed, too. */
export const consentKind = z.enum(["name-to-neighbours"]);
export type ConsentKind = z.infer<typeof consentKind>;
