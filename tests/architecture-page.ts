import { read } from "./repository.js";

const NAME = /`([^`]+)`/g;

/** The first cells of a section's table, as the names in them. */
function namesUnder(heading: string): string[] {
  const section = read("docs/ARCHITECTURE.md")
    .split(/^## /m)
    .find((part) => part.startsWith(heading));
  const rows = (section ?? "").split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) => {
    const [, first = ""] = row.split("|");
    return [...first.matchAll(NAME)].map(([, name = ""]) => name);
  });
}

/** The workspaces' folders that the page has a row for. */
export const documentedWorkspaces = () => namesUnder("Layers");

/** The packages from outside that the page has a line for. */
export const documentedDependencies = () => namesUnder("Dependencies");
