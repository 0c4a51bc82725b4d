import type { AuditEntry } from "@pumasi/protocol";
import { csvField } from "../../../format/csv-field.js";

const COLUMNS = ["id", "at", "who", "role", "name", "action", "subject"] as const;

/** Audit entries as CSV (RFC 4180), a line each, instants in UTC; the detail is JSON. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const lines = entries.map((entry) => [
    ...COLUMNS.map((column) => csvField(`${entry[column] ?? ""}`)),
    csvField(JSON.stringify(entry.detail)),
  ]);
  const rows = [[...COLUMNS, "detail"], ...lines];
  return `${rows.map((row) => row.join(",")).join("\r\n")}\r\n`;
}

/** Gives a text to the browser as a file. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
