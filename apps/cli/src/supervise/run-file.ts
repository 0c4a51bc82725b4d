import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const runFile = z.object({
  pid: z.int(),
  url: z.string(),
  /** Process ids by name: the server and each gateway. */
  processes: z.record(z.string(), z.int()),
});

/** Where a running community is reached; other commands find it by this file in its data directory. */
export type RunFile = z.infer<typeof runFile>;

const fileIn = (data: string) => join(data, "run.json");

export function writeRunFile(data: string, run: RunFile): void {
  const aside = `${fileIn(data)}.${process.pid}`;
  writeFileSync(aside, `${JSON.stringify(run)}\n`);
  renameSync(aside, fileIn(data));
}

export function removeRunFile(data: string): void {
  rmSync(fileIn(data), { force: true });
}

/** The running community of a data directory, or null when nobody has said that it runs. */
export function readRunFile(data: string): RunFile | null {
  try {
    return runFile.parse(JSON.parse(readFileSync(fileIn(data), "utf8")));
  } catch {
    return null;
  }
}
