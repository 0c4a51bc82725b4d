import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNodeClient } from "@pumasi/client/node";
import pino from "pino";
import type { DeviceCurve } from "../device-curve.js";
import type { Gateway } from "../gateway.js";
import { startGateway } from "../start-gateway.js";
import { FIRST_ROW, HOUR } from "./stub-community.js";
import { CODE } from "./stub-market.js";
import type { StubServer } from "./stub-server.js";

/** What a test home logs is looked at through its files, not its log. */
export const silent = pino({ level: "silent" });

/** Every test home's device has the same name and seed, and so the same key. */
export const DEVICE = { name: "home-01", seed: "test" };

/** A folder of its own for one test home, with its recording and its enrolment code. */
export interface StubHome {
  folder: string;
  homeFile: string;
  codeFile: string;
}

/** A home with PV in the middle of the day; `days` of hourly rows, each day a little different. */
export function makeHome(days = 12): StubHome {
  const folder = mkdtempSync(join(tmpdir(), "pumasi-gateway-"));
  const homeFile = join(folder, "home-01.csv");
  const codeFile = join(folder, "code");
  const rows = Array.from({ length: days * 24 }, (_, row) => {
    const hour = row % 24;
    const load = `0.${String(400 + ((row * 37) % 300)).padStart(3, "0")}`;
    return `${load},${hour > 8 && hour < 17 ? `1.${100 + (row % 50)}` : "0"}`;
  });
  writeFileSync(homeFile, `load_kwh,pv_kwh\n${rows.join("\n")}\n`);
  writeFileSync(codeFile, `${CODE}\n`);
  return { folder, homeFile, codeFile };
}

/** Starts the home's gateway in this process, under a seed that makes its key the same every time. */
export async function startHome(
  home: StubHome,
  url: string,
  ledgerRpcUrl?: string,
  curve?: DeviceCurve,
  ledgerKeyFile?: string,
): Promise<Gateway> {
  const { folder, homeFile, codeFile } = home;
  const { gateway } = await startGateway({
    api: createNodeClient(url),
    community: "stub",
    folder,
    homeFile,
    codeFile,
    firstRow: FIRST_ROW,
    ...DEVICE,
    log: silent,
    ...(ledgerRpcUrl === undefined ? {} : { ledgerRpcUrl }),
    ...(curve === undefined ? {} : { curve }),
    ...(ledgerKeyFile === undefined ? {} : { ledgerKeyFile }),
  });
  return gateway;
}

/** Ticks once an hour, from `fromHour` after the first row up to and including `throughHour`. */
export async function tickHours(
  gateway: Gateway,
  server: StubServer,
  fromHour: number,
  throughHour: number,
): Promise<void> {
  for (let hour = fromHour; hour <= throughHour; hour++) {
    server.now = FIRST_ROW + hour * HOUR;
    await gateway.tick({ now: new Date(server.now).toISOString(), mode: "fast-forward" });
  }
}
