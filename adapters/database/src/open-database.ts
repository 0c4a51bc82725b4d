import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzlePostgres } from "drizzle-orm/node-postgres";
import { migrate as migratePostgres } from "drizzle-orm/node-postgres/migrator";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import pg from "pg";
import { lockDirectory } from "./directory-lock.js";
import * as schema from "./schema/index.js";

/** The same queries run on PGlite and PostgreSQL; a transaction has this type too. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface OpenDatabase {
  readonly database: Database;
  /** What is open, for people: "PGlite <directory>" or "PostgreSQL". */
  readonly description: string;
  close(): Promise<void>;
}

const migrationsFolder = fileURLToPath(new URL("../migrations", import.meta.url));

/** The embedded database in a directory; takes the directory's lock first (throws DatabaseLockedError). */
export async function openPglite(directory: string): Promise<OpenDatabase> {
  const lock = lockDirectory(`${directory}.lock`);
  try {
    mkdirSync(directory, { recursive: true });
    const client = await PGlite.create(join(directory));
    const database = drizzlePglite({ client, schema });
    await migratePglite(database, { migrationsFolder });
    return {
      database: database as unknown as Database,
      description: `PGlite ${directory}`,
      async close() {
        await client.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A database that lives in memory only, for tests. */
export async function openMemory(): Promise<OpenDatabase> {
  const client = await PGlite.create();
  const database = drizzlePglite({ client, schema });
  await migratePglite(database, { migrationsFolder });
  return {
    database: database as unknown as Database,
    description: "PGlite in memory",
    close: () => client.close(),
  };
}

/** A PostgreSQL server by its URL. */
export async function openPostgres(url: string): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  const database = drizzlePostgres({ client: pool, schema });
  await migratePostgres(database, { migrationsFolder });
  return {
    database: database as unknown as Database,
    description: "PostgreSQL",
    close: () => pool.end(),
  };
}
