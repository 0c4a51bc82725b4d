import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PumasiClient } from "@pumasi/client";
import {
  DEMO_SLUG,
  type DemoHome,
  demoCommunity,
  demoHomes,
  FIRST_SLOT,
  MOST_DAYS,
  SLOTS_PER_DAY,
} from "./demo-community.js";

/** A home's gateway: its own folder, with the one-time code the operator gave it. */
export interface GatewayPlace {
  home: DemoHome;
  folder: string;
  codeFile: string;
}

/**
 * Does what an operator does before a market begins, through the operator's API: the community, its
 * members, a one-time code for each gateway. Every write has a key of its own, so a set-up that was
 * cut off is simply done again.
 */
export async function setUpCommunity(
  client: PumasiClient,
  data: string,
  onProgress: (text: string) => void,
): Promise<GatewayPlace[]> {
  await client.createCommunity(demoCommunity, "demo-community");
  const places: GatewayPlace[] = [];
  for (const home of demoHomes()) {
    onProgress(`registering ${home.member.name}`);
    const folder = join(data, "gateways", home.name);
    const codeFile = join(folder, "enrolment.code");
    if (!existsSync(codeFile)) {
      const member = await client.addMember(DEMO_SLUG, home.member, `demo-member-${home.name}`);
      const { code } = await client.enrolmentCode(
        DEMO_SLUG,
        member.member,
        `demo-code-${home.name}`,
      );
      mkdirSync(dirname(codeFile), { recursive: true });
      writeFileSync(codeFile, `${code}\n`, { mode: 0o600 });
    }
    places.push({ home, folder, codeFile });
  }
  return places;
}

/** Waits until every home's gateway has enrolled. */
export async function waitForGateways(
  client: PumasiClient,
  homes: number,
  onProgress: (text: string) => void,
): Promise<void> {
  for (;;) {
    const members = await client.members(DEMO_SLUG);
    const enrolled = members.filter(({ devices }) => devices.length > 0).length;
    onProgress(`${enrolled} of ${homes} gateways enrolled`);
    if (enrolled >= homes) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Lets trading begin: names its end, which is the end of the recorded year. */
export async function openTrading(client: PumasiClient): Promise<void> {
  const { untilSlot } = await client.community(DEMO_SLUG);
  if (untilSlot !== null) return;
  await client.setUntil(DEMO_SLUG, FIRST_SLOT + MOST_DAYS * SLOTS_PER_DAY, "demo-until");
}
