import {
  appendFileSync,
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  linkSync,
  openSync,
  readFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";
import { JournalCorruptError } from "./gateway-errors.js";
import { syncFolder, writeFileAtomically } from "./write-file-atomically.js";

const NEWLINE = 0x0a;

/**
 * A file of JSON lines that only grows. A process killed while writing leaves a half-written last
 * line; opening the file cuts it off, which is safe because nobody acted on a line before `append`
 * returned.
 */
export class LineFile<T> {
  private descriptor: number;

  private constructor(
    private readonly file: string,
    private length: number,
  ) {
    this.descriptor = openSync(file, "a");
  }

  /** Opens the file and gives the lines in it. Throws JournalCorruptError for damage before the end. */
  static open<T>(file: string, schema: z.ZodType<T>): { lines: T[]; lineFile: LineFile<T> } {
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const lines: T[] = [];
    let good = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) {
      const parsed = parseLine(bytes.toString("utf8", good, end), schema);
      if (!parsed.ok) {
        if (end + 1 < bytes.length) {
          throw new JournalCorruptError(file, lines.length + 1, { cause: parsed.cause });
        }
        break;
      }
      lines.push(parsed.value);
      good = end + 1;
    }
    const lineFile = new LineFile<T>(file, good);
    if (good < bytes.length) ftruncateSync(lineFile.descriptor, good);
    return { lines, lineFile };
  }

  /** Adds lines in one write; with `durable` they survive a power failure once this returns. */
  append(lines: readonly T[], durable: boolean): void {
    if (lines.length === 0) return;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    try {
      appendFileSync(this.descriptor, text);
      if (durable) fdatasyncSync(this.descriptor);
    } catch (error) {
      // What was half-written (a full disk) must not stand before a later line.
      ftruncateSync(this.descriptor, this.length);
      throw error;
    }
    this.length += Buffer.byteLength(text);
  }

  /** Keeps the file as it is under another name and goes on with these lines only. */
  archive(archiveFile: string, kept: readonly T[]): void {
    if (!existsSync(archiveFile)) linkSync(this.file, archiveFile);
    const text = kept.map((line) => `${JSON.stringify(line)}\n`).join("");
    writeFileAtomically(this.file, text);
    syncFolder(dirname(archiveFile));
    closeSync(this.descriptor);
    this.descriptor = openSync(this.file, "a");
    this.length = Buffer.byteLength(text);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

type ParsedLine<T> = { ok: true; value: T } | { ok: false; cause: unknown };

function parseLine<T>(text: string, schema: z.ZodType<T>): ParsedLine<T> {
  try {
    return { ok: true, value: schema.parse(JSON.parse(text)) };
  } catch (cause) {
    return { ok: false, cause };
  }
}
