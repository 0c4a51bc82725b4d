import {
  type EnergyPeriod,
  householdEnergyAnswer,
  householdNeighbours,
  loadCurve,
  ownDescription,
  wishEffect,
} from "@pumasi/protocol";
import { z } from "zod";
import { communityPath } from "./community-api.js";
import { fetchJson, sendJson } from "./fetch-json.js";

/** Slots [from, until) as the API takes them. */
export interface SlotRange {
  from: number;
  until: number;
}

/** A household's limits as decimal texts, currency/kWh. */
export interface Limits {
  buyBelow: string;
  sellAbove: string;
}

/** Its limits, and whether it is on vacation. */
export interface Wish extends Limits {
  away: boolean;
}

const accountPath = (slug: string, account: number) => `${communityPath(slug)}/accounts/${account}`;

export function fetchOwn(slug: string, signal?: AbortSignal) {
  return fetchJson(`${communityPath(slug)}/me`, ownDescription, signal);
}

/** A local day by slots, a month by days or a year by months: the one that holds the slot `at`; now without. */
export function fetchHouseholdEnergy(
  slug: string,
  account: number,
  { period, at }: { period: EnergyPeriod; at: number | null },
  signal?: AbortSignal,
) {
  const query = new URLSearchParams({ period, ...(at === null ? {} : { at: `${at}` }) });
  return fetchJson(`${accountPath(slug, account)}/energy?${query}`, householdEnergyAnswer, signal);
}

/** One slot of a household; no rows where it is not metered. */
export function fetchHouseholdSlot(
  slug: string,
  account: number,
  slot: number,
  signal?: AbortSignal,
) {
  const path = `${accountPath(slug, account)}/energy?from=${slot}&until=${slot + 1}&step=slot`;
  return fetchJson(path, householdEnergyAnswer, signal);
}

/** Energy slot by slot, as columns; at most 9,000 slots at once. */
export function fetchLoadCurve(
  slug: string,
  account: number,
  { from, until }: SlotRange,
  signal?: AbortSignal,
) {
  const path = `${accountPath(slug, account)}/load-curve?from=${from}&until=${until}`;
  return fetchJson(path, loadCurve, signal);
}

export function fetchNeighbours(
  slug: string,
  account: number,
  { from, until }: SlotRange,
  signal?: AbortSignal,
) {
  const path = `${accountPath(slug, account)}/neighbours?from=${from}&until=${until}`;
  return fetchJson(path, householdNeighbours, signal);
}

export function fetchWishEffect(
  slug: string,
  account: number,
  { buyBelow, sellAbove, days }: Limits & { days: number },
  signal?: AbortSignal,
) {
  const limits = new URLSearchParams({ buyBelow, sellAbove, days: `${days}` });
  return fetchJson(`${accountPath(slug, account)}/wish-effect?${limits}`, wishEffect, signal);
}

export function saveWish(slug: string, body: Wish, key: string) {
  return sendJson(`${communityPath(slug)}/me/wish`, z.unknown(), { body, key });
}
