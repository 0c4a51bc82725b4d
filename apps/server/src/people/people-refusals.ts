import type { RefusalText } from "../refusals.js";

/** Refusals of people who sign in, or should have, and of what they ask about their own data. */
export type PeopleRefusal =
  | "sign_in_required"
  | "not_permitted"
  | "cross_site_request"
  | "invitation_unknown"
  | "invitation_used"
  | "invitation_expired"
  | "challenge_unknown"
  | "passkey_invalid"
  | "passkey_taken"
  | "passkey_last"
  | "unknown_passkey"
  | "unknown_person"
  | "recovery_code_invalid"
  | "erasure_already_requested"
  | "erasure_not_requested"
  | "unknown_erasure_request"
  | "erasure_already_decided"
  | "erasure_membership_open"
  | "erasure_not_paid";

/** Their HTTP status and what to do, as in REFUSALS, which takes them up. */
export const PEOPLE_REFUSALS: Record<PeopleRefusal, RefusalText> = {
  sign_in_required: {
    status: 401,
    title: "Not signed in",
    detail: "Sign in first. A session ends after twelve hours without use.",
  },
  not_permitted: {
    status: 403,
    title: "Not permitted",
    detail: "This is another household's, another community's, or for another role than yours.",
  },
  cross_site_request: {
    status: 403,
    title: "From another site",
    detail: "A page of another site sent this in your name. Use the community's own page.",
  },
  invitation_unknown: {
    status: 403,
    title: "Unknown invitation",
    detail: "No invitation has this code. Check it, or ask the operator for a new one.",
  },
  invitation_used: {
    status: 409,
    title: "Invitation used",
    detail: "Somebody has signed up with this code. Ask the operator for a new one.",
  },
  invitation_expired: {
    status: 403,
    title: "Invitation expired",
    detail: "The invitation is older than fourteen days. Ask the operator for a new one.",
  },
  challenge_unknown: {
    status: 403,
    title: "Too late",
    detail:
      "This answer is to no open question of the server; each is open for five minutes. Begin again.",
  },
  passkey_invalid: {
    status: 403,
    title: "Passkey not accepted",
    detail:
      "The passkey is not known here or its answer does not verify. Use another one, or a recovery code.",
  },
  passkey_taken: {
    status: 409,
    title: "Passkey known",
    detail: "This passkey is registered already. Sign in with it.",
  },
  passkey_last: {
    status: 409,
    title: "Last passkey",
    detail: "Without it you could not sign in. Add another one first.",
  },
  unknown_passkey: {
    status: 404,
    title: "Unknown passkey",
    detail: "You have no such passkey.",
  },
  unknown_person: {
    status: 404,
    title: "Unknown person",
    detail: "Nobody of this community has this id.",
  },
  recovery_code_invalid: {
    status: 403,
    title: "Recovery code not accepted",
    detail:
      "No unused recovery code reads like this. Each works once; ask the operator for an invitation.",
  },
  erasure_already_requested: {
    status: 409,
    title: "Erasure asked for",
    detail: "Your request is with the operator already. Wait for its answer, or take it back.",
  },
  erasure_not_requested: {
    status: 409,
    title: "No open request",
    detail: "There is no open request to take back. Look at its state.",
  },
  unknown_erasure_request: {
    status: 404,
    title: "Unknown request",
    detail: "This community has no such request for erasure.",
  },
  erasure_already_decided: {
    status: 409,
    title: "Request closed",
    detail: "The request was withdrawn or decided. The household may ask again.",
  },
  erasure_membership_open: {
    status: 409,
    title: "Still a member",
    detail:
      "The household takes part in the market. End its membership first, and wait until its last slot is metered.",
  },
  erasure_not_paid: {
    status: 409,
    title: "Not paid yet",
    detail:
      "Slots of the household are in no paid period yet, or its balance is not zero. Wait for the period's end and settle the balance first.",
  },
};
