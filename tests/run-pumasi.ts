import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const pumasi = fileURLToPath(new URL("../apps/cli/bin/pumasi.js", import.meta.url));

/** The `pumasi` command as a process of its own, as people start it. */
export interface PumasiRun {
  child: ChildProcess;
  /** Its exit code once it has ended; null when it was killed. */
  ended: Promise<number | null>;
  output(): string;
  errors(): string;
}

/** Starts `pumasi` with these arguments; it runs what `npx tsc -b` last built. */
export function startPumasi(args: readonly string[]): PumasiRun {
  const child = spawn(process.execPath, [pumasi, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const textOf = (stream: NodeJS.ReadableStream | null) => {
    const chunks: Buffer[] = [];
    stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString("utf8");
  };
  const output = textOf(child.stdout);
  const errors = textOf(child.stderr);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended, output, errors };
}

/** Runs `pumasi` to its end. */
export async function runPumasi(
  ...args: string[]
): Promise<{ code: number | null; output: string; errors: string }> {
  const run = startPumasi(args);
  const code = await run.ended;
  return { code, output: run.output(), errors: run.errors() };
}
