import {
  ORDER_REFUSALS,
  type OrderRefusal,
  READING_REFUSALS,
  type ReadingRefusal,
} from "@pumasi/market";
import type { Problem } from "@pumasi/protocol";
import { PEOPLE_REFUSALS, type PeopleRefusal } from "./people/people-refusals.js";

/** Refusals of requests that are neither orders nor readings. */
export type RequestRefusal =
  | "request_malformed"
  | "operator_required"
  | "idempotency_key_reused"
  | "unknown_route"
  | "unknown_community"
  | "unknown_member"
  | "unknown_account"
  | "unknown_device"
  | "unknown_slot"
  | "unknown_period"
  | "community_exists"
  | "community_terms_invalid"
  | "pod_taken"
  | "membership_ended"
  | "membership_end_too_early"
  | "member_list_invalid"
  | "recount_too_large"
  | "enrolment_code_unknown"
  | "enrolment_code_used"
  | "enrolment_code_expired"
  | "enrolment_signature_invalid"
  | "device_taken"
  | "device_already_revoked"
  | "rules_in_the_past"
  | "payment_invalid"
  | "withdrawal_exceeds_headroom"
  | "credit_limit_below_debt"
  | "until_slot_invalid"
  | "too_many_requests"
  | "read_only"
  | "internal";

/** Refusals of a quantity on the wire, before anything is decided. */
export type QuantityRefusal =
  | "order_energy_too_precise"
  | "order_energy_invalid"
  | "order_price_too_precise"
  | "order_price_invalid"
  | "reading_register_too_precise"
  | "reading_register_invalid";

export type RefusalCode =
  | OrderRefusal
  | ReadingRefusal
  | RequestRefusal
  | PeopleRefusal
  | QuantityRefusal;

/** A refusal as clients meet it. */
export interface RefusalText {
  status: number;
  title: string;
  /** What the reader can do about it. */
  detail: string;
}

/** Every refusal a client can meet: its HTTP status and what to do. docs/ERRORS.md lists the same ones. */
export const REFUSALS: Record<RefusalCode, RefusalText> = {
  order_unknown_account: {
    status: 404,
    title: "Unknown account",
    detail: "No member has this account in that slot. Ask the operator for your account number.",
  },
  order_unknown_device: {
    status: 403,
    title: "Unknown device",
    detail:
      "This device key is not enrolled for the account. Enrol the gateway with a one-time code.",
  },
  order_signature_invalid: {
    status: 403,
    title: "Wrong signature",
    detail:
      "The signature is not the device's over this order. Sign the typed data of this community's domain again.",
  },
  order_device_revoked: {
    status: 403,
    title: "Revoked device",
    detail: "The device's key ended before that slot. Enrol a new device.",
  },
  order_slot_unknown: {
    status: 422,
    title: "Slot not open",
    detail:
      "The slot is before the community's first, beyond the last that is open, or has no rules. Ask which slots are open.",
  },
  order_after_gate_closure: {
    status: 409,
    title: "Gate closed",
    detail: "The slot's book is frozen. Order for a later slot.",
  },
  order_nonce_replayed: {
    status: 409,
    title: "Nonce used",
    detail: "The account has used this nonce for another order. Choose a new one.",
  },
  order_energy_zero: {
    status: 422,
    title: "No energy",
    detail: "An order needs an energy above zero.",
  },
  order_price_outside_cap: {
    status: 422,
    title: "Price outside the cap",
    detail: "The limit price is below the floor or above the cap of the rules in force.",
  },
  order_crosses_own: {
    status: 409,
    title: "Crosses an own order",
    detail:
      "The order would trade with the account's own live order in the slot. Nobody trades with itself.",
  },
  order_credit_exceeded: {
    status: 422,
    title: "Credit exceeded",
    detail:
      "Balance and credit limit do not cover what unsettled slots, live orders and this order may cost. Pay in, or order less.",
  },
  order_energy_too_precise: {
    status: 422,
    title: "Energy too precise",
    detail: "Energy has at most six decimals of a kWh; it is never rounded for you.",
  },
  order_energy_invalid: {
    status: 422,
    title: "Energy out of range",
    detail: "Energy is a decimal from 0 to 4,000,000 kWh.",
  },
  order_price_too_precise: {
    status: 422,
    title: "Price too precise",
    detail: "A price has at most six decimals; it is never rounded for you.",
  },
  order_price_invalid: {
    status: 422,
    title: "Price out of range",
    detail: "A price is a decimal of at most nine digits before the point.",
  },
  reading_unknown_meter: {
    status: 404,
    title: "Unknown meter",
    detail: "No meter has this number here. Ask the operator.",
  },
  reading_unknown_device: {
    status: 403,
    title: "Unknown device",
    detail:
      "This device key is not enrolled for the meter. Enrol the gateway with a one-time code.",
  },
  reading_signature_invalid: {
    status: 403,
    title: "Wrong signature",
    detail: "The signature is not the device's over this reading.",
  },
  reading_device_revoked: {
    status: 403,
    title: "Revoked device",
    detail: "The device's key ended before that slot. Enrol a new device.",
  },
  reading_slot_unknown: {
    status: 422,
    title: "Slot not metered",
    detail: "The meter does not take part in that slot.",
  },
  reading_from_future: {
    status: 422,
    title: "Reading from the future",
    detail:
      "A slot's reading is taken at its end, which market time has not reached. Check the device's clock.",
  },
  reading_conflict: {
    status: 409,
    title: "Another value",
    detail:
      "A different reading of this slot is already in; the first one stands. Ask the operator for a correction.",
  },
  reading_register_backwards: {
    status: 409,
    title: "Register goes backwards",
    detail: "A register may not be below an earlier reading or above a later one. Check the meter.",
  },
  reading_register_too_precise: {
    status: 422,
    title: "Register too precise",
    detail: "A register has at most six decimals of a kWh; it is never rounded for you.",
  },
  reading_register_invalid: {
    status: 422,
    title: "Register out of range",
    detail: "A register is a decimal from 0 to 9,000,000,000 kWh.",
  },
  request_malformed: {
    status: 400,
    title: "Malformed request",
    detail: "The request does not fit its schema; see /v1/openapi.json.",
  },
  operator_required: {
    status: 401,
    title: "Operator only",
    detail:
      "Sign in as an operator, or send the operator's token as Authorization: Bearer <token>.",
  },
  ...PEOPLE_REFUSALS,
  idempotency_key_reused: {
    status: 409,
    title: "Idempotency key reused",
    detail: "This key was used for another request. Choose a new key for a new request.",
  },
  unknown_route: {
    status: 404,
    title: "Not found",
    detail: "There is nothing here; see /v1/openapi.json.",
  },
  unknown_community: {
    status: 404,
    title: "Unknown community",
    detail: "No community has this name here.",
  },
  unknown_member: {
    status: 404,
    title: "Unknown member",
    detail: "The community has no such member.",
  },
  unknown_account: {
    status: 404,
    title: "Unknown account",
    detail: "The community has no member's account of this number.",
  },
  unknown_device: {
    status: 404,
    title: "Unknown device",
    detail: "No device with this address is enrolled here.",
  },
  unknown_slot: {
    status: 404,
    title: "Unknown slot",
    detail: "The slot's book has not been closed yet, or it is before the first slot.",
  },
  unknown_period: {
    status: 404,
    title: "Unknown period",
    detail: "No settlement period of this number has been committed yet.",
  },
  community_exists: {
    status: 409,
    title: "Name taken",
    detail: "A community of this name exists with other terms.",
  },
  community_terms_invalid: {
    status: 422,
    title: "Terms not valid",
    detail: "A price, fee, time zone or size of the terms cannot be used.",
  },
  pod_taken: {
    status: 409,
    title: "Point of delivery taken",
    detail: "A member with this point of delivery exists.",
  },
  member_list_invalid: {
    status: 422,
    title: "List of members not valid",
    detail:
      "A row of the list cannot be used, so none was imported. Ask with `dryRun` for every bad cell.",
  },
  recount_too_large: {
    status: 422,
    title: "Too much at once",
    detail:
      "So many slots of so many meters are not computed again in one answer. Ask for fewer days.",
  },
  membership_ended: {
    status: 409,
    title: "Membership ended",
    detail:
      "This membership has an end already, so no gateway enrols for it. Register whoever moves in as a new member.",
  },
  membership_end_too_early: {
    status: 422,
    title: "End too early",
    detail:
      "A membership ends after the books that are closed and the orders that are accepted. Ask for the slot that is named, or a later one.",
  },
  enrolment_code_unknown: {
    status: 403,
    title: "Unknown code",
    detail: "The one-time code is not one of this community's. Ask the operator for a new one.",
  },
  enrolment_code_used: {
    status: 409,
    title: "Code used",
    detail: "The one-time code was used by another device. Ask the operator for a new one.",
  },
  enrolment_code_expired: {
    status: 403,
    title: "Code expired",
    detail: "The one-time code is too old. Ask the operator for a new one.",
  },
  enrolment_signature_invalid: {
    status: 403,
    title: "Wrong signature",
    detail: "The enrolment is not signed by the device's own key.",
  },
  device_taken: {
    status: 409,
    title: "Device taken",
    detail: "This device key belongs to another account or was revoked. Make a new key.",
  },
  device_already_revoked: {
    status: 409,
    title: "Already revoked",
    detail: "The device's key has already been revoked.",
  },
  rules_in_the_past: {
    status: 422,
    title: "Rules in the past",
    detail: "New rules take effect from a slot whose orders are not open yet.",
  },
  payment_invalid: {
    status: 422,
    title: "Payment not valid",
    detail: "A payment is above zero, with at most six decimals.",
  },
  withdrawal_exceeds_headroom: {
    status: 422,
    title: "Withdrawal too large",
    detail:
      "Balance and credit limit, less what unsettled slots and live orders may cost, do not cover the withdrawal.",
  },
  credit_limit_below_debt: {
    status: 422,
    title: "Limit below debt",
    detail: "The account owes more than the new limit. Let it pay in first.",
  },
  until_slot_invalid: {
    status: 422,
    title: "End not valid",
    detail: "The end cannot be before a slot whose orders are already open or closed.",
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    detail: "This client has asked too often within a minute. Wait as long as Retry-After says.",
  },
  read_only: {
    status: 503,
    title: "Read only",
    detail: "The server was opened for verification only. Start it with `pumasi start`.",
  },
  internal: {
    status: 500,
    title: "Server fault",
    detail: "The fault was logged. Nothing that was accepted is lost; try again.",
  },
};

export const ALL_REFUSAL_CODES = Object.keys(REFUSALS) as RefusalCode[];

/** RFC 9457 problem details for a refusal; `detail` may add the values that were refused. */
export function problemOf(code: RefusalCode, values?: string): Problem {
  const { status, title, detail } = REFUSALS[code];
  return {
    type: `https://pumasi.invalid/errors#${code}`,
    title,
    status,
    detail: values === undefined ? detail : `${detail} (${values})`,
    code,
  };
}

/** A refusal on its way to the client of a route; mapped to a problem in one place. */
export class RequestRefusedError extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly values?: string,
  ) {
    super(code);
    this.name = "RequestRefusedError";
  }
}

/** Every reason the pure packages can give has a text here; checked by the type of REFUSALS. */
export const MARKET_REFUSALS: readonly RefusalCode[] = [...ORDER_REFUSALS, ...READING_REFUSALS];
