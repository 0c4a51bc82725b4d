import {
  type ClockState,
  type CommunityDescription,
  clockState,
  communityDescription,
  DEVICE_SIGNATURE_HEADER,
  type DeviceSettings,
  deviceSettings,
  type enrolmentRequest,
  type Hex,
  type HomeEnergyInput,
  type HomeEnergyOutcome,
  homeEnergyResponse,
  type OrderInput,
  type OrderOutcome,
  ordersResponse,
  type ReadingInput,
  type ReadingOutcome,
  readingsResponse,
  type ServerStatus,
  serverStatus,
} from "@pumasi/protocol";
import type { z } from "zod";
import { ApiCaller } from "./api-caller.js";

/** What a gateway tells the clock: done up to `after`, wake me at `wake` (UTC ISO 8601 instants). */
export interface ClockQuestion {
  after?: string;
  wake?: string;
  device?: string;
}

const DEFAULT_POLL_TIMEOUT_MS = 120_000;

/** The part of the API that a gateway uses. All methods throw the errors of ApiCaller.call. */
export class DeviceClient extends ApiCaller {
  status(): Promise<ServerStatus> {
    return this.call({ method: "GET", path: "/v1/status", schema: serverStatus });
  }

  /** Market time; with `wake` it is a long poll that answers once market time has reached it. */
  clock(question: ClockQuestion = {}): Promise<ClockState> {
    const { after, wake, device } = question;
    return this.call({
      method: "GET",
      path: "/v1/clock",
      query: { after, wake, device },
      schema: clockState,
      ...(wake === undefined
        ? {}
        : { timeoutMs: this.options.pollTimeoutMs ?? DEFAULT_POLL_TIMEOUT_MS }),
    });
  }

  community(community: string): Promise<CommunityDescription> {
    return this.call({
      method: "GET",
      path: communityPath(community),
      schema: communityDescription,
    });
  }

  /** Registers a device's public half with a one-time code. */
  enrol(community: string, enrolment: z.input<typeof enrolmentRequest>): Promise<DeviceSettings> {
    return this.call({
      method: "POST",
      path: communityPath(community, "enrolments"),
      body: enrolment,
      schema: deviceSettings,
    });
  }

  /**
   * Refused with unknown_device (404) until the device has enrolled. Its wish is told to whoever signs as the device: `signature` is over
   * its Settings message.
   */
  device(community: string, address: string, signature?: Hex): Promise<DeviceSettings> {
    return this.call({
      method: "GET",
      path: communityPath(community, "devices", address),
      schema: deviceSettings,
      ...(signature === undefined ? {} : { headers: { [DEVICE_SIGNATURE_HEADER]: signature } }),
    });
  }

  /** One outcome for each order, in their order. */
  async postOrders(community: string, orders: readonly OrderInput[]): Promise<OrderOutcome[]> {
    const answer = await this.call({
      method: "POST",
      path: communityPath(community, "orders"),
      body: { orders },
      schema: ordersResponse,
    });
    return answer.outcomes;
  }

  /** One outcome for each reading, in their order. */
  async postReadings(
    community: string,
    readings: readonly ReadingInput[],
  ): Promise<ReadingOutcome[]> {
    const answer = await this.call({
      method: "POST",
      path: communityPath(community, "readings"),
      body: { readings },
      schema: readingsResponse,
    });
    return answer.outcomes;
  }

  /** One outcome for each entry, in their order; at most 100 of them. */
  async postHomeEnergy(
    community: string,
    entries: readonly HomeEnergyInput[],
  ): Promise<HomeEnergyOutcome[]> {
    const answer = await this.call({
      method: "POST",
      path: communityPath(community, "home-energy"),
      body: { entries },
      schema: homeEnergyResponse,
    });
    return answer.outcomes;
  }
}

/** The path of something that belongs to a community. */
export function communityPath(community: string, ...parts: (string | number)[]): string {
  const segments = [community, ...parts].map((part) => encodeURIComponent(part));
  return `/v1/communities/${segments.join("/")}`;
}
