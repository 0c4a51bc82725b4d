import { FIRST_SLOT, HOUR, requestOf, START, TERMS } from "../test-terms.js";
import {
  acceptedOrder,
  operatorCase,
  problemIn,
  type RefusalCase,
  requestCase,
  revoke,
  type World,
} from "./refusal-case.js";

const DAY = 24 * HOUR;
const NOBODY = `0x${"ee".repeat(20)}`;

/** A household's registration; its point of delivery is free. */
const household = { name: "Third", pod: "POD-9", creditLimit: "0", wish: wish("200") };

function wish(buyBelow: string) {
  return { buyBelow, sellAbove: "80" };
}

function create(code: RefusalCase["code"], when: string, terms: object): RefusalCase {
  return requestCase(code, when, () => [
    "POST",
    "/v1/communities",
    { asOperator: true, body: { ...requestOf("another"), ...terms } },
  ]);
}

/** Enrols a device with a code, after something happened to either. */
function enrolCase(
  code: RefusalCase["code"],
  when: string,
  enrol: (world: World, oneTimeCode: string) => ReturnType<World["community"]["enrol"]>,
): RefusalCase {
  return {
    code,
    when,
    async arrange(world) {
      const oneTimeCode = await world.community.code(world.ann.member);
      return async () => problemIn(await enrol(world, oneTimeCode));
    },
  };
}

export const OPERATOR_CASES: RefusalCase[] = [
  operatorCase(
    "unknown_member",
    "a code is asked for nobody",
    () => "/members/2147483647/enrolment-codes",
    () => undefined,
  ),
  operatorCase(
    "unknown_member",
    "a wish is nobody's",
    () => "/members/0/wish",
    () => wish("1"),
  ),
  operatorCase(
    "unknown_device",
    "a key that nobody enrolled is revoked",
    () => `/devices/${NOBODY}/revocation`,
    () => undefined,
  ),
  requestCase("unknown_device", "a stranger asks for its settings", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/devices/${NOBODY}`,
  ]),
  {
    code: "device_already_revoked",
    when: "the key was revoked before",
    async arrange(world) {
      await revoke(world, world.ann);
      const path = `/devices/${world.ann.signer.address}/revocation`;
      return async () => problemIn(await world.community.operate(path));
    },
  },
  requestCase("community_exists", "the name is taken", ({ community }) => [
    "POST",
    "/v1/communities",
    { asOperator: true, body: requestOf(community.slug) },
  ]),
  create("community_terms_invalid", "the time zone is none", { timeZone: "Mars/Olympus" }),
  create("community_terms_invalid", "a fee is negative", {
    rules: { ...TERMS, tariff: { ...TERMS.tariff, buyerFee: "-1" } },
  }),
  create("community_terms_invalid", "the floor is above the cap", {
    rules: { ...TERMS, priceFloor: "501" },
  }),
  operatorCase(
    "pod_taken",
    "a household has it",
    () => "/members",
    () => ({
      ...household,
      pod: "POD-0",
    }),
  ),
  operatorCase(
    "member_list_invalid",
    "a row of a list of members has a point of delivery that is taken",
    () => "/members/import",
    () => ({
      rows: [{ name: "A", pod: "POD-0", creditLimit: "0", buyBelow: "1", sellAbove: "1" }],
      dryRun: false,
    }),
  ),
  operatorCase(
    "request_malformed",
    "a credit limit is negative",
    () => "/members",
    () => ({
      ...household,
      creditLimit: "-1",
    }),
  ),
  operatorCase(
    "request_malformed",
    "a wish has seven decimals",
    () => "/members",
    () => ({
      ...household,
      wish: wish("0.1234567"),
    }),
  ),
  operatorCase(
    "rules_in_the_past",
    "orders for their first slot are open",
    () => "/rules",
    () => ({ fromSlot: FIRST_SLOT + 22, terms: TERMS }),
  ),
  operatorCase(
    "community_terms_invalid",
    "later rules have a price that is too precise",
    () => "/rules",
    () => ({ fromSlot: FIRST_SLOT + 48, terms: { ...TERMS, priceCap: "0.1234567" } }),
  ),
  operatorCase(
    "until_slot_invalid",
    "there is no slot before it",
    () => "/until",
    () => ({
      untilSlot: FIRST_SLOT,
    }),
  ),
  {
    code: "until_slot_invalid",
    when: "an order for the last slot has been accepted",
    async arrange(world) {
      const { community, ann } = world;
      const slot = FIRST_SLOT + 3;
      await acceptedOrder(
        world,
        community.order(ann, { slot, side: "buy", energy: "1", limitPrice: "1" }),
      );
      return async () => problemIn(await community.operate("/until", { untilSlot: slot }));
    },
  },
  {
    code: "membership_ended",
    when: "it has an end already",
    async arrange({ community, ann }) {
      await community.operate(`/members/${ann.member}/end`, { untilSlot: FIRST_SLOT + 9 });
      return async () => problemIn(await community.operate(`/members/${ann.member}/end`, {}));
    },
  },
  {
    code: "membership_ended",
    when: "a code is asked for it",
    async arrange({ community, ann }) {
      await community.operate(`/members/${ann.member}/end`, {});
      const path = `/members/${ann.member}/enrolment-codes`;
      return async () => problemIn(await community.operate(path));
    },
  },
  {
    code: "membership_ended",
    when: "a code from before is used",
    async arrange({ community, ann }) {
      const code = await community.code(ann.member);
      await community.operate(`/members/${ann.member}/end`, {});
      return async () => problemIn(await community.enrol(code, community.device("new")));
    },
  },
  {
    code: "membership_end_too_early",
    when: "an order for its last slot has been accepted",
    async arrange(world) {
      const { community, ann } = world;
      const slot = FIRST_SLOT + 3;
      await acceptedOrder(
        world,
        community.order(ann, { slot, side: "buy", energy: "1", limitPrice: "1" }),
      );
      const path = `/members/${ann.member}/end`;
      return async () => problemIn(await community.operate(path, { untilSlot: slot }));
    },
  },
  operatorCase(
    "membership_end_too_early",
    "its book is closed",
    ({ ann }) => `/members/${ann.member}/end`,
    () => ({ untilSlot: FIRST_SLOT - 1 }),
  ),
  operatorCase(
    "unknown_member",
    "nobody's membership is ended",
    () => "/members/2147483647/end",
    () => ({}),
  ),
  enrolCase("enrolment_code_unknown", "the code is made up", ({ community }) =>
    community.enrol("0123456789abcdef", community.device("new")),
  ),
  {
    code: "enrolment_code_used",
    when: "another device used the code",
    async arrange({ community, ann }) {
      const code = await community.code(ann.member);
      await community.enrol(code, community.device("first"));
      return async () => problemIn(await community.enrol(code, community.device("second")));
    },
  },
  enrolCase("enrolment_code_expired", "it is thirty days and a millisecond old", (world, code) => {
    world.test.now = START + 30 * DAY + 1;
    return world.community.enrol(code, world.community.device("new"));
  }),
  enrolCase("enrolment_signature_invalid", "another key signed", ({ community, ann }, code) =>
    community.enrol(code, community.device("new"), ann.signer),
  ),
  enrolCase("enrolment_signature_invalid", "another key on P-256 signed", ({ community }, code) =>
    community.enrol(code, community.p256Device("new"), community.p256Device("other")),
  ),
  enrolCase("enrolment_signature_invalid", "the device is not its key's hash", (world, code) => {
    const [own, signer] = [world.community.device("new"), world.community.p256Device("new")];
    return world.community.enrol(code, { ...signer, address: own.address });
  }),
  enrolCase("enrolment_signature_invalid", "a P-256 key is kept back", ({ community }, code) =>
    community.enrol(code, { ...community.p256Device("new"), p256: null }),
  ),
  enrolCase("device_taken", "the key speaks for another meter", ({ community, bob }, code) =>
    community.enrol(code, bob.signer),
  ),
];
