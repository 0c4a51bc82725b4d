import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DEMO_SLUG, SLOTS_PER_DAY } from "../apps/cli/src/demo/demo-community.js";
import { startServerProcess } from "../apps/cli/src/supervise/server-process.js";
import { readPublished } from "../apps/cli/src/verify/read-published.js";
import { runWithKills, type Victim } from "./kill-processes.js";
import { runPumasi } from "./run-pumasi.js";

const folder = mkdtempSync(join(tmpdir(), "pumasi-kill-"));

/** At least twenty, so that every kind of victim is among them; the nightly run makes two hundred. */
const KILLS = Math.max(20, Number(process.env.PUMASI_KILLS ?? 20));

/** Which kills come when follows from this. */
const SEED = Number(process.env.PUMASI_KILL_SEED ?? 7);

/** Long enough that there is something left to kill to the last. */
const DAYS = Math.max(2, Math.ceil(KILLS / 20));

const TIMEOUT_MS = 600_000 + KILLS * 40_000;

const demo = (data: string) => ["demo", "--days", String(DAYS), "--data", data, "--json"];

/** What stands on the ledger after a run, read from its node. */
async function ledgerOf(data: string) {
  const options = { data, port: null, flags: ["--read-only"], onProgress: () => undefined };
  const server = await startServerProcess(options);
  try {
    const { view } = await readPublished(server.client, DEMO_SLUG, () => undefined);
    const { balances, totals, isSettling } = view;
    const periods = view.periods.map(({ period, fromSlot, untilSlot, settled, batches }) => ({
      ...{ period, fromSlot, untilSlot, isSettled: settled !== null },
      changes: batches.map(({ changes }) => changes),
    }));
    return { balances, totals, isSettling, periods };
  } finally {
    await server.kept.stop();
  }
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  `${KILLS} kills of any process at any moment lose nothing and settle nothing twice`,
  async () => {
    const undisturbedData = join(folder, "undisturbed");
    const undisturbed = await runPumasi(...demo(undisturbedData));
    expect(undisturbed.code, undisturbed.errors).toBe(0);
    const expected = JSON.parse(undisturbed.output);
    expect(expected.orders).toBeGreaterThan(0);
    expect(expected.trades).toBeGreaterThan(0);

    const data = join(folder, "killed");
    const slots = DAYS * SLOTS_PER_DAY;
    const { output, made } = await runWithKills(demo(data), {
      data,
      slots,
      kills: KILLS,
      seed: SEED,
    });
    const result = JSON.parse(output);
    const story = `seed ${SEED}: ${made.map(({ victim, metered }) => `${victim} at ${metered}`).join(", ")}`;
    const times = (victim: Victim) => made.filter((kill) => kill.victim === victim).length;
    const twenties = Math.floor(KILLS / 20);
    expect(made.length).toBe(KILLS);
    expect(times("server")).toBeGreaterThanOrEqual(6 * twenties);
    expect(times("ledger node")).toBeGreaterThanOrEqual(5 * twenties);
    expect(times("server and ledger node")).toBeGreaterThanOrEqual(4 * twenties);
    expect(times("gateway")).toBeGreaterThanOrEqual(2 * twenties);
    expect(times("supervisor")).toBeGreaterThanOrEqual(2 * twenties);
    expect(times("everything")).toBeGreaterThanOrEqual(twenties);
    expect(made.at(-1)?.metered, story).toBeLessThan(slots);

    expect(result.resultHash, story).toBe(expected.resultHash);
    expect(result.balances, story).toEqual(expected.balances);
    expect(result.ledger.failed, story).toBe(0);
    const ledger = await ledgerOf(data);
    expect(ledger, story).toEqual(await ledgerOf(undisturbedData));
    expect(ledger.periods.filter(({ isSettled }) => isSettled)).toHaveLength(DAYS);
    expect(ledger.balances.some((balance) => balance !== 0n)).toBe(true);

    const verify = await runPumasi("verify", "--data", data, "--json");
    expect(verify.code, `${story}\n${verify.output}${verify.errors}`).toBe(0);
    const findings = JSON.parse(verify.output);
    expect(findings.ok).toBe(true);
    expect(findings.communities[0].checked.periods).toBe(DAYS);
  },
  TIMEOUT_MS,
);
