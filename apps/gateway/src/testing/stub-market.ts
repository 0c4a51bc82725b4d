import {
  createRecoverSigner,
  createSigner,
  loadKeccak,
  seededSecrets,
  verifyP256,
} from "@pumasi/crypto";
import {
  type CommunityDescription,
  type DeviceSettings,
  enrolmentRequest,
  type Hex,
  type HomeEnergyInput,
  type HomeEnergyOutcome,
  hashText,
  homeEnergyRequest,
  isSignedByDevice,
  type Keccak256,
  nextLogHead,
  type OrderInput,
  type OrderOutcome,
  type OrderReceipt,
  ordersRequest,
  type P256Point,
  type ReadingInput,
  type ReadingOutcome,
  readingsRequest,
  type SignatureTools,
  type Signer,
  signatureHex,
  TypedData,
  ZERO_HASH,
} from "@pumasi/protocol";
import { parseKwh, parsePrice } from "@pumasi/quantities";
import { FIRST_SLOT, HOUR, stubCommunity } from "./stub-community.js";
import { problem, StubServer } from "./stub-server.js";

export const CODE = "code-of-member-one";

function exact(parsed: { ok: true; value: number } | { ok: false }): number {
  if (!parsed.ok) throw new Error("the gateway posted a quantity that is not exact");
  return parsed.value;
}

/** What the stub server does with orders, readings and enrolments, and what it has taken. */
export class StubMarket {
  /** Orders taken, by digest, in the order in which they came. */
  readonly orders = new Map<Hex, { order: OrderInput; receipt: OrderReceipt }>();
  readonly readings = new Map<number, ReadingInput>();
  /** What the home told of itself, by slot. */
  readonly homeEnergy = new Map<number, HomeEnergyInput>();
  /** When set, every new order is refused with this code. */
  refuseOrders: string | null = null;
  refuseReadingOf: number | null = null;
  /** Signs receipts; a test swaps it to forge them. */
  receiptSigner: Signer;
  private readonly typed: TypedData;
  private readonly tools: SignatureTools;
  /** The enrolled device's public key where it signs on P-256. */
  private p256: P256Point | null = null;
  private codeIsUsed = false;

  constructor(
    private readonly keccak: Keccak256,
    receiptSigner: Signer,
    community: CommunityDescription,
  ) {
    this.receiptSigner = receiptSigner;
    this.tools = { recover: createRecoverSigner(keccak), verifyP256 };
    const { chainId, contracts } = community;
    this.typed = new TypedData(keccak, { chainId, market: contracts.market });
  }

  takeOrders(now: number, body: unknown): OrderOutcome[] {
    return ordersRequest.parse(body).orders.map((order) => this.takeOrder(now, order));
  }

  takeReadings(body: unknown): ReadingOutcome[] {
    return readingsRequest.parse(body).readings.map((reading) => this.takeReading(reading));
  }

  takeHomeEnergy(body: unknown): HomeEnergyOutcome[] {
    return homeEnergyRequest.parse(body).entries.map((entry): HomeEnergyOutcome => {
      const { slot, meter } = entry;
      const digest = this.typed.homeEnergyDigest({
        ...{ slot, meter },
        generatedUkwh: exact(parseKwh(entry.generated)),
        chargedUkwh: exact(parseKwh(entry.charged)),
        dischargedUkwh: exact(parseKwh(entry.discharged)),
      });
      if (!this.isSigned(entry, digest)) {
        return { accepted: false, code: "reading_signature_invalid" };
      }
      this.homeEnergy.set(slot, entry);
      return { accepted: true };
    });
  }

  /** Null for a wrong or used code. */
  enrol(body: unknown): DeviceSettings | null {
    const { code, device, p256, signature } = enrolmentRequest.parse(body);
    const codeHash = hashText(this.keccak, code);
    const digest = this.typed.enrolmentDigest({ codeHash, device });
    const isOwn = isSignedByDevice(this.tools, { device, p256 }, digest, signature);
    if (code !== CODE || this.codeIsUsed || !isOwn) return null;
    this.codeIsUsed = true;
    this.p256 = p256;
    const wish = { buyBelow: "0.28", sellAbove: "0.1", away: false };
    return { device, account: 7, meter: 5, fromSlot: FIRST_SLOT, untilSlot: null, wish };
  }

  /** The settings, with the wish where the device itself asks. */
  settingsFor(settings: DeviceSettings, signature: unknown): DeviceSettings {
    const digest = this.typed.settingsDigest(settings);
    const key = { device: settings.device, p256: this.p256 };
    const signed = signatureHex.safeParse(signature);
    const isOwn = signed.success && isSignedByDevice(this.tools, key, digest, signed.data);
    return isOwn ? settings : { ...settings, wish: null };
  }

  private takeOrder(now: number, order: OrderInput): OrderOutcome {
    const limitPrice = exact(parsePrice(order.limitPrice));
    const digest = this.typed.orderDigest({
      ...order,
      limitPrice,
      energyUkwh: exact(parseKwh(order.energy)),
    });
    const taken = this.orders.get(digest);
    if (taken !== undefined) return { ok: true, repeated: true, receipt: taken.receipt };
    if (!this.isSigned(order, digest)) {
      return { ok: false, problem: problem(403, "order_signature_invalid") };
    }
    if (now >= order.slot * HOUR) {
      return { ok: false, problem: problem(409, "order_after_gate_closure") };
    }
    const sameNonce = [...this.orders.values()].some((other) => other.order.nonce === order.nonce);
    const refusal = sameNonce ? "order_nonce_replayed" : this.refuseOrders;
    if (refusal !== null) return { ok: false, problem: problem(409, refusal) };
    const sequence = [...this.orders.values()].filter((o) => o.order.slot === order.slot).length;
    const logHead = nextLogHead(this.keccak, ZERO_HASH, digest);
    const message = { slot: order.slot, sequence, orderDigest: digest, logHead };
    const signature = this.receiptSigner.sign(this.typed.receiptDigest(message));
    const receipt = { ...message, signer: this.receiptSigner.address, signature };
    this.orders.set(digest, { order, receipt });
    return { ok: true, repeated: false, receipt };
  }

  private isSigned(
    { device, signature }: OrderInput | ReadingInput | HomeEnergyInput,
    digest: Hex,
  ): boolean {
    return isSignedByDevice(this.tools, { device, p256: this.p256 }, digest, signature);
  }

  private takeReading(reading: ReadingInput): ReadingOutcome {
    const { slot, meter, quality } = reading;
    const digest = this.typed.readingDigest({
      slot,
      meter,
      quality,
      importRegisterUkwh: exact(parseKwh(reading.importRegister)),
      exportRegisterUkwh: exact(parseKwh(reading.exportRegister)),
    });
    if (!this.isSigned(reading, digest)) {
      return { ok: false, problem: problem(403, "reading_signature_invalid") };
    }
    if (slot === this.refuseReadingOf) {
      return { ok: false, problem: problem(409, "reading_register_backwards") };
    }
    const known = this.readings.get(slot);
    if (known !== undefined && known.signature !== reading.signature) {
      return { ok: false, problem: problem(409, "reading_conflict") };
    }
    this.readings.set(slot, reading);
    return { ok: true, repeated: known !== undefined, digest, effect: "awaited" };
  }
}

/** A stub server whose orders are taken for so many slots ahead; its contracts are on no ledger unless they are given. */
export async function makeStubServer(
  openSlots = 3,
  contracts?: CommunityDescription["contracts"],
): Promise<StubServer> {
  const keccak = await loadKeccak();
  const signer = createSigner(keccak, seededSecrets(keccak, "stub").privateKey("receipts"));
  const stub = stubCommunity(signer.address, openSlots);
  const community = contracts === undefined ? stub : { ...stub, contracts };
  return new StubServer(community, new StubMarket(keccak, signer, community));
}

/** A receipt signer that is not the community's. */
export async function forger(): Promise<Signer> {
  const keccak = await loadKeccak();
  return createSigner(keccak, seededSecrets(keccak, "stub").privateKey("forger"));
}
