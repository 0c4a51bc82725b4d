import {
  type ConsentRequest,
  consentsAnswer,
  type ErasureDecision,
  erasureRequest,
  erasureRequestsAnswer,
  ownErasureAnswer,
} from "@pumasi/protocol";
import { communityPath } from "./community-api.js";
import { fetchJson, sendJson } from "./fetch-json.js";

const ownPath = (slug: string) => `${communityPath(slug)}/me`;

/** Where a household's export is downloaded; the browser writes it to disk while it comes. */
export const exportPath = (slug: string) => `${ownPath(slug)}/export`;

export function fetchConsents(slug: string, signal?: AbortSignal) {
  return fetchJson(`${ownPath(slug)}/consents`, consentsAnswer, signal);
}

export function sendConsent(slug: string, body: ConsentRequest, key: string) {
  return sendJson(`${ownPath(slug)}/consents`, consentsAnswer, { body, key });
}

export function fetchErasure(slug: string, signal?: AbortSignal) {
  return fetchJson(`${ownPath(slug)}/erasure`, ownErasureAnswer, signal);
}

export function sendErasure(slug: string, action: "ask" | "withdraw", key: string) {
  return sendJson(`${ownPath(slug)}/erasure`, ownErasureAnswer, { body: { action }, key });
}

export function fetchErasureRequests(slug: string, signal?: AbortSignal) {
  return fetchJson(`${communityPath(slug)}/erasure-requests`, erasureRequestsAnswer, signal);
}

export function decideErasure(slug: string, id: number, body: ErasureDecision, key: string) {
  const path = `${communityPath(slug)}/erasure-requests/${id}/decision`;
  return sendJson(path, erasureRequest, { body, key });
}
