import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { DEMO_SLUG, demoCommunity, demoHomes, FIRST_ROW } from "../demo/demo-community.js";
import { MemberUnknownError } from "../find-account.js";
import { writeRunFile } from "../supervise/run-file.js";
import { type ServerProcess, startServerProcess } from "../supervise/server-process.js";
import { inviteCommand } from "./invite.js";

const data = mkdtempSync(join(tmpdir(), "pumasi-invite-"));
const [home] = demoHomes();
let server: ServerProcess;

// The built server: `npm test` builds before it runs the tests.
beforeAll(async () => {
  const start = new Date(FIRST_ROW).toISOString();
  const flags = ["--start", start, "--speed", "1"];
  server = await startServerProcess({ data, port: null, flags, onProgress() {} });
  writeRunFile(data, { pid: process.pid, url: server.url, processes: {} });
  await server.client.createCommunity(demoCommunity, "community");
  if (home !== undefined) await server.client.addMember(DEMO_SLUG, home.member, "member");
}, 120_000);

afterAll(async () => {
  await server?.kept.stop();
  rmSync(data, { recursive: true });
});

let out = "";
beforeEach(() => {
  out = "";
  vi.spyOn(console, "log").mockImplementation((text: string) => {
    out += `${text}\n`;
  });
});
afterEach(() => vi.restoreAllMocks());

async function invite(...flags: string[]): Promise<string> {
  const program = new Command("pumasi").exitOverride();
  inviteCommand(program);
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ writeErr() {} });
  }
  await program.parseAsync(["invite", ...flags, "--data", data], { from: "user" });
  return out;
}

/** Whether the server lets somebody make a passkey with a code. */
async function isOpen(code: string): Promise<boolean> {
  const response = await fetch(new URL("/v1/sign-up/options", server.url), {
    method: "POST",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ invitation: code }),
  });
  return response.status === 200;
}

describe("pumasi invite", () => {
  it("prints a code with which a household signs up, and the link that fills it in", async () => {
    const text = await invite("--role", "household", "--member", home?.member.name ?? "");
    const code = /^code {3}(\S+)$/m.exec(text)?.[1] ?? "";
    const page = server.url.replace("127.0.0.1", "localhost");
    expect(text).toContain(`link   ${page}/sign-in#invitation=${code}\n`);
    expect(await isOpen(code)).toBe(true);
    expect(await isOpen("AAAAA-AAAAA-AAAAA-AAAAA")).toBe(false);
  });

  it("invites auditors and operators by name, as JSON where asked for", async () => {
    for (const role of ["auditor", "operator"]) {
      out = "";
      const flags = ["--role", role, "--name", "Aude", "--public-url", "https://market.example"];
      const invitation = JSON.parse(await invite(...flags, "--json"));
      expect(invitation).toMatchObject({ community: DEMO_SLUG, role });
      expect(invitation.link).toBe(`https://market.example/sign-in#invitation=${invitation.code}`);
      expect(await isOpen(invitation.code)).toBe(true);
    }
    const entries = await server.client.audit(DEMO_SLUG);
    expect(entries.filter(({ action }) => action === "invite").at(-1)?.subject).toBe("operator");
  });

  it("asks whom, and knows who is there", async () => {
    await expect(invite("--role", "auditor")).rejects.toThrow(CommanderError);
    await expect(invite("--role", "household", "--name", "Kim")).rejects.toThrow(CommanderError);
    await expect(invite("--role", "king", "--name", "Kim")).rejects.toThrow(CommanderError);
    await expect(invite("--role", "household", "--member", "Nobody")).rejects.toThrow(
      MemberUnknownError,
    );
    expect(out).toBe("");
  });
});
