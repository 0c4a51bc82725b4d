import { readRunFile } from "./run-file.js";

/** Where people open the page of a running community of this data directory: browsers make passkeys for names, not for 127.0.0.1. */
export function pageAddress(data: string): string {
  return localhostOf(readRunFile(data)?.url ?? "");
}

/** The same address by the name of this machine. */
export function localhostOf(url: string): string {
  return url.replace("127.0.0.1", "localhost");
}
