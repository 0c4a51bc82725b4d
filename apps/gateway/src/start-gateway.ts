import { mkdirSync } from "node:fs";
import { createRecoverSigner, loadKeccak, randomSecrets, seededSecrets } from "@pumasi/crypto";
import { RecordedMeter } from "@pumasi/devices";
import { type Address, type Signer, TypedData } from "@pumasi/protocol";
import type { Logger } from "pino";
import { readCommunityTerms } from "./community-terms.js";
import { Complaints } from "./complaints.js";
import type { DeviceCurve } from "./device-curve.js";
import { loadDeviceSigner } from "./device-key.js";
import { enrolDevice } from "./enrol-device.js";
import { Gateway } from "./gateway.js";
import type { GatewayApi } from "./gateway-parts.js";
import { InboxJournal } from "./inbox-journal.js";
import { InboxPlacer, type InboxPlacerParts } from "./inbox-placer.js";
import { loadLedgerSigner } from "./ledger-key.js";
import { loadInbox } from "./load-inbox.js";
import { OrderJournal } from "./order-journal.js";
import { pinCommunity } from "./pin-community.js";
import { ReadingProgress } from "./reading-progress.js";
import { HomeEnergyReporter } from "./report-home-energy.js";
import { rememberLocalHours } from "./same-hour-slots.js";

/** What one household's gateway is started with. */
export interface GatewaySettings {
  api: GatewayApi;
  community: string;
  /** The gateway's own folder: key, journals and state. */
  folder: string;
  /** The recorded home. */
  homeFile: string;
  /** The instant (ms) at which the home's first row starts. */
  firstRow: number;
  /** The device's name; with a seed its key follows from both. */
  name: string;
  seed?: string;
  /** What the device signs on, chosen when its key is made; secp256k1 unless told. */
  curve?: DeviceCurve;
  /** The one-time code itself, as an enrolment link holds it. */
  code?: string;
  codeFile?: string;
  /** A node of the ledger, for orders that get no receipt; without one there is nowhere to turn to. */
  ledgerRpcUrl?: string;
  /** A key for transactions of the ledger; the device's own signs them without. */
  ledgerKeyFile?: string;
  log: Logger;
}

/**
 * Opens the gateway's folder and meter, makes its key at the first start, and enrols it. Throws the
 * typed errors of its parts; nothing is posted yet but an enrolment.
 */
export async function startGateway(
  settings: GatewaySettings,
): Promise<{ gateway: Gateway; device: Address }> {
  const { api, community, folder, log } = settings;
  mkdirSync(folder, { recursive: true });
  const keccak = await loadKeccak();
  const secrets =
    settings.seed === undefined ? randomSecrets() : seededSecrets(keccak, settings.seed);
  const { name, curve = "secp256k1" } = settings;
  const signer = loadDeviceSigner(keccak, folder, { secrets, name, curve });
  const [clock, description] = await Promise.all([api.clock(), api.community(community)]);
  pinCommunity(folder, description);
  const meter = RecordedMeter.open(settings.homeFile, {
    firstSlotStart: settings.firstRow,
    slotSeconds: description.slotSeconds,
  });
  const typed = new TypedData(keccak, readCommunityTerms(description).domain);
  const { code, codeFile } = settings;
  const device = await enrolDevice({
    ...{ api, community, keccak, signer, typed },
    ...(code === undefined ? {} : { code }),
    ...(codeFile === undefined ? {} : { codeFile }),
  });
  const journal = new OrderJournal(folder);
  const complaints = new Complaints(folder, log);
  const parts = {
    homeEnergy: new HomeEnergyReporter({ api, community, signer, typed, meter, log }),
    api,
    community,
    signer,
    typed,
    recover: createRecoverSigner(keccak),
    meter,
    localHour: rememberLocalHours(description.timeZone, description.slotSeconds),
    journal,
    inbox: openInbox(settings, { keccak, signer, orders: journal, complaints }),
    progress: new ReadingProgress(folder, {
      device: signer.address,
      meter: device.meter,
      fromSlot: device.fromSlot,
    }),
    complaints,
    log,
  };
  const gateway = new Gateway(parts, description, device, Date.parse(clock.now));
  return { gateway, device: signer.address };
}

/** Where orders without a receipt go, or null where the gateway was given no ledger. */
function openInbox(
  { folder, ledgerRpcUrl, ledgerKeyFile, log }: GatewaySettings,
  parts: Pick<InboxPlacerParts, "keccak" | "orders" | "complaints"> & { signer: Signer },
): InboxPlacer | null {
  if (ledgerRpcUrl === undefined) return null;
  const signer = loadLedgerSigner(parts.keccak, parts.signer, ledgerKeyFile);
  const load = () => loadInbox(ledgerRpcUrl, signer);
  return new InboxPlacer({ ...parts, journal: new InboxJournal(folder), load, log });
}
