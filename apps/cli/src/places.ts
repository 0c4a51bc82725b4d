import { fileURLToPath } from "node:url";

/** Where this repository's own programs and files are; a user's data is never among them. */
const repository = new URL("../../../", import.meta.url);

/** The built program of a workspace that is started as a process, never imported. */
export function programOf(name: "server" | "gateway"): string {
  return fileURLToPath(new URL(`apps/${name}/dist/main.js`, repository));
}

/** The built web page. */
export function webFolder(): string {
  return fileURLToPath(new URL("apps/web/dist", repository));
}

/** The recorded homes that the simulated gateways replay. */
export function homesFolder(): string {
  return fileURLToPath(new URL("data/citylearn-2022", repository));
}
