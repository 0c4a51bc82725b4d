import {
  type EnergyPeriod,
  householdEnergyAnswer,
  householdNeighbours,
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
export interface Wish {
  buyBelow: string;
  sellAbove: string;
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
  { buyBelow, sellAbove, days }: Wish & { days: number },
  signal?: AbortSignal,
) {
  const limits = new URLSearchParams({ buyBelow, sellAbove, days: `${days}` });
  return fetchJson(`${accountPath(slug, account)}/wish-effect?${limits}`, wishEffect, signal);
}

export function saveWish(slug: string, body: Wish, key: string) {
  return sendJson(`${communityPath(slug)}/me/wish`, z.unknown(), { body, key });
}
