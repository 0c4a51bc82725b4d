import {
  type DemoPerson,
  demoPeopleAnswer,
  passkeyCreationOptions,
  passkeyRequestOptions,
  passkeysAnswer,
  recoveryCodesAnswer,
  sessionAnswer,
  signInAnswer,
  signUpAnswer,
} from "@pumasi/protocol";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { z } from "zod";
import { fetchJson, sendJson } from "./fetch-json.js";

/** The library that speaks with the authenticator is loaded when somebody signs in. */
const webAuthn = () => import("@simplewebauthn/browser");

export function fetchSession(signal?: AbortSignal) {
  return fetchJson("/v1/session", sessionAnswer, signal);
}

export async function fetchDemoPeople(signal?: AbortSignal): Promise<DemoPerson[]> {
  return (await fetchJson("/v1/demo-people", demoPeopleAnswer, signal)).people;
}

export function signInAsDemoPerson({ community, role, account }: DemoPerson) {
  const body = role === "household" ? { community, role, account } : { community, role };
  return sendJson("/v1/sign-in/demo", signInAnswer, { body });
}

/** Throws what the browser throws when the person declines, and `ApiError`. */
export async function signInWithPasskey() {
  const optionsJSON = (await sendJson(
    "/v1/sign-in/options",
    passkeyRequestOptions,
  )) as unknown as PublicKeyCredentialRequestOptionsJSON;
  const { startAuthentication } = await webAuthn();
  const response = await startAuthentication({ optionsJSON });
  return sendJson("/v1/sign-in", signInAnswer, { body: { response } });
}

/** Makes a passkey for whoever holds the invitation; gives the recovery codes, which are shown only now. */
export async function signUp(invitation: string) {
  const optionsJSON = (await sendJson("/v1/sign-up/options", passkeyCreationOptions, {
    body: { invitation },
  })) as unknown as PublicKeyCredentialCreationOptionsJSON;
  const { startRegistration } = await webAuthn();
  const response = await startRegistration({ optionsJSON });
  return sendJson("/v1/sign-up", signUpAnswer, { body: { response } });
}

export function signInWithRecoveryCode(code: string) {
  return sendJson("/v1/sign-in/recovery", signInAnswer, { body: { code } });
}

export function signOut() {
  return sendJson("/v1/sign-out", z.unknown());
}

export function fetchPasskeys(signal?: AbortSignal) {
  return fetchJson("/v1/passkeys", passkeysAnswer, signal);
}

/** Makes another passkey for whoever is signed in. Throws what the browser throws when the person declines, and `ApiError`. */
export async function addPasskey() {
  const optionsJSON = (await sendJson(
    "/v1/passkeys/options",
    passkeyCreationOptions,
  )) as unknown as PublicKeyCredentialCreationOptionsJSON;
  const { startRegistration } = await webAuthn();
  const response = await startRegistration({ optionsJSON });
  return sendJson("/v1/passkeys", passkeysAnswer, { body: { response } });
}

export function removePasskey(id: string) {
  const path = `/v1/passkeys/${encodeURIComponent(id)}`;
  return sendJson(path, passkeysAnswer, { method: "DELETE" });
}

/** New recovery codes, which are shown only now; the earlier ones do not work any more. */
export async function renewRecoveryCodes(): Promise<string[]> {
  return (await sendJson("/v1/recovery-codes", recoveryCodesAnswer)).recoveryCodes;
}
