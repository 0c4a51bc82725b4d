import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** A node's state after block `number`, as the node itself packs it (gzip). */
export interface NodeSnapshot {
  number: number;
  hash: string;
  state: Buffer;
}

const fileName = /^snapshot-(\d+)-(0x[0-9a-f]{64})\.json\.gz$/;

/**
 * Writes a snapshot so that a kill at any moment leaves the last whole one: aside, to the disk, then renamed.
 * Older snapshots are removed only after that.
 */
export async function writeSnapshot(folder: string, snapshot: NodeSnapshot): Promise<void> {
  await mkdir(folder, { recursive: true });
  const name = `snapshot-${snapshot.number}-${snapshot.hash}.json.gz`;
  const aside = join(folder, `${name}.part`);
  const file = await open(aside, "w");
  try {
    await file.writeFile(snapshot.state);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, join(folder, name));
  await syncFolder(folder);
  for (const old of await readdir(folder)) {
    if (old.startsWith("snapshot-") && old !== name) await rm(join(folder, old), { force: true });
  }
}

/** The newest whole snapshot, or null when there is none. */
export async function readSnapshot(folder: string): Promise<NodeSnapshot | null> {
  const whole = (await readdir(folder)).flatMap((name) => {
    const match = fileName.exec(name);
    return match ? [{ name, number: Number(match[1]), hash: String(match[2]) }] : [];
  });
  const newest = whole.sort((a, b) => b.number - a.number)[0];
  if (newest === undefined) return null;
  return {
    number: newest.number,
    hash: newest.hash,
    state: await readFile(join(folder, newest.name)),
  };
}

/** A rename is on the disk only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
