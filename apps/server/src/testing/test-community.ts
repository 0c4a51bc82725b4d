import { createP256Signer, createSigner } from "@pumasi/crypto";
import {
  type CommunityDescription,
  type CommunityRequest,
  DEVICE_SIGNATURE_HEADER,
  type DeviceSettings,
  type DeviceSigner,
  type HomeEnergyInput,
  type HomeEnergyOutcome,
  hashText,
  type MemberDescription,
  type OrderInput,
  type OrderOutcome,
  type PublishedPeriod,
  type PublishedSlot,
  type ReadingInput,
  type ReadingOutcome,
  type Signer,
} from "@pumasi/protocol";
import { type Instant, parseKwh, parsePrice } from "@pumasi/quantities";
import type { CommunityState } from "../community/community-state.js";
import { publishPeriods } from "../publish/publish-periods.js";
import { publishSlots } from "../publish/publish-slots.js";
import type { Asked, Method, Reply, TestServer } from "./test-server.js";
import { type OrderTerms, type ReadingTerms, requestOf } from "./test-terms.js";

/** One household of a test community, with the device that signs for it. */
export interface TestMember {
  member: number;
  account: number;
  meter: number;
  signer: DeviceSigner;
}

/** A community on a test server, driven as its operator and gateways drive it. */
export class TestCommunity {
  private nonce = 0;
  readonly members: TestMember[] = [];

  private constructor(
    readonly test: TestServer,
    readonly slug: string,
  ) {}

  static async create(
    test: TestServer,
    slug: string,
    terms: Partial<CommunityRequest & { openData: boolean }> = {},
  ): Promise<TestCommunity> {
    const community = new TestCommunity(test, slug);
    const reply = await test.ask<CommunityDescription>("POST", "/v1/communities", {
      asOperator: true,
      body: requestOf(slug, terms),
    });
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
    return community;
  }

  get state(): CommunityState {
    const state = this.test.context.communities.get(this.slug);
    if (state === undefined) throw new Error(`community ${this.slug} is not there`);
    return state;
  }

  ask<Body = unknown>(method: Method, path: string, asked?: Asked): Promise<Reply<Body>> {
    return this.test.ask<Body>(method, `/v1/communities/${this.slug}${path}`, asked);
  }

  async operate<Body = unknown>(path: string, body?: unknown, key?: string): Promise<Reply<Body>> {
    return this.ask<Body>("POST", path, {
      asOperator: true,
      ...(body === undefined ? {} : { body }),
      ...(key === undefined ? {} : { key }),
    });
  }

  /** Registers a household with so much credit and enrols its device; at a point of delivery of its own unless one is named. */
  async addMember(
    creditLimit = "1000000",
    curve: "secp256k1" | "p256" = "secp256k1",
    pod?: string,
  ): Promise<TestMember> {
    const ordinal = this.members.length;
    const { body } = await this.operate<MemberDescription>("/members", {
      name: `Household ${ordinal}`,
      pod: pod ?? `POD-${ordinal}`,
      creditLimit,
      wish: { buyBelow: "200", sellAbove: "80" },
    });
    const name = `${this.slug}:device-${ordinal}`;
    const signer = curve === "p256" ? this.p256Device(name) : this.device(name);
    await this.enrol(await this.code(body.member), signer);
    const member = { member: body.member, account: body.account, meter: body.meter, signer };
    this.members.push(member);
    return member;
  }

  device(name: string): DeviceSigner {
    const { keccak, secrets } = this.test.context;
    return createSigner(keccak, secrets.privateKey(name));
  }

  p256Device(name: string): DeviceSigner {
    const { keccak, secrets } = this.test.context;
    return createP256Signer(keccak, secrets.privateKey(name));
  }

  async code(member: number): Promise<string> {
    const { body } = await this.operate<{ code: string }>(`/members/${member}/enrolment-codes`);
    return body.code;
  }

  enrol(
    code: string,
    signer: DeviceSigner,
    signedBy: Signer = signer,
  ): Promise<Reply<DeviceSettings>> {
    const codeHash = hashText(this.test.context.keccak, code);
    const digest = this.state.typedData.enrolmentDigest({ codeHash, device: signer.address });
    const { address: device, p256 } = signer;
    const body = { code, device, p256, signature: signedBy.sign(digest) };
    return this.ask("POST", "/enrolments", { body });
  }

  /** What a gateway is told of itself: it signs for its settings. */
  askAsDevice({ signer }: TestMember): Promise<Reply<DeviceSettings>> {
    const signature = signer.sign(this.state.typedData.settingsDigest({ device: signer.address }));
    const headers = { [DEVICE_SIGNATURE_HEADER]: signature };
    return this.ask("GET", `/devices/${signer.address}`, { headers });
  }

  /** A signed order; a quantity that cannot be read is signed as zero, for it is refused before. */
  order(by: TestMember, terms: OrderTerms): OrderInput {
    const { typedData } = this.state;
    const energy = parseKwh(terms.energy);
    const limit = parsePrice(terms.limitPrice);
    const unsigned = { account: by.account, nonce: this.nonce++, ...terms };
    const digest = typedData.orderDigest({
      ...unsigned,
      energyUkwh: energy.ok ? Math.max(0, energy.value) : 0,
      limitPrice: limit.ok ? limit.value : 0,
    });
    return { ...unsigned, device: by.signer.address, signature: by.signer.sign(digest) };
  }

  reading(by: TestMember, terms: ReadingTerms): ReadingInput {
    const imported = parseKwh(terms.importRegister);
    const exported = parseKwh(terms.exportRegister);
    const unsigned = { meter: by.meter, quality: "measured" as const, ...terms };
    const digest = this.state.typedData.readingDigest({
      ...unsigned,
      importRegisterUkwh: imported.ok ? Math.max(0, imported.value) : 0,
      exportRegisterUkwh: exported.ok ? Math.max(0, exported.value) : 0,
    });
    return { ...unsigned, device: by.signer.address, signature: by.signer.sign(digest) };
  }

  /** What a home says of itself; an amount that cannot be read is signed as zero. */
  homeEnergy(
    by: TestMember,
    terms: Pick<HomeEnergyInput, "slot"> & Partial<HomeEnergyInput>,
  ): HomeEnergyInput {
    const unsigned = { meter: by.meter, generated: "0", charged: "0", discharged: "0", ...terms };
    const [generatedUkwh = 0, chargedUkwh = 0, dischargedUkwh = 0] = [
      unsigned.generated,
      unsigned.charged,
      unsigned.discharged,
    ].map((text) => {
      const parsed = parseKwh(text);
      return parsed.ok ? Math.max(0, parsed.value) : 0;
    });
    const { slot, meter } = unsigned;
    const message = { slot, meter, generatedUkwh, chargedUkwh, dischargedUkwh };
    const signature = by.signer.sign(this.state.typedData.homeEnergyDigest(message));
    return { device: by.signer.address, signature, ...unsigned };
  }

  async postHomeEnergy(...entries: HomeEnergyInput[]): Promise<HomeEnergyOutcome[]> {
    const reply = await this.ask<{ outcomes: HomeEnergyOutcome[] }>("POST", "/home-energy", {
      body: { entries },
    });
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
    return reply.body.outcomes;
  }

  async postOrders(...orders: OrderInput[]): Promise<OrderOutcome[]> {
    const reply = await this.ask<{ outcomes: OrderOutcome[] }>("POST", "/orders", {
      body: { orders },
    });
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
    return reply.body.outcomes;
  }

  async postReadings(...readings: ReadingInput[]): Promise<ReadingOutcome[]> {
    const reply = await this.ask<{ outcomes: ReadingOutcome[] }>("POST", "/readings", {
      body: { readings },
    });
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
    return reply.body.outcomes;
  }

  /** Moves market time and does what is due then. */
  async advanceTo(instant: Instant): Promise<void> {
    this.test.now = instant;
    await this.runDue();
  }

  async runDue(): Promise<void> {
    await this.test.server.parts.get(this.slug)?.process.runDue();
  }

  published(from: number, until = from + 1): Promise<PublishedSlot[]> {
    return publishSlots(this.test.context.open.database, this.state, from, until);
  }

  periods(): Promise<PublishedPeriod[]> {
    return publishPeriods(this.test.context.open.database, this.state);
  }
}
