import { randomBytes } from "node:crypto";
import pg from "pg";
import { type OpenDatabase, openMemory, openPostgres } from "./open-database.js";

/**
 * An empty database for one test file: in memory, or, when PUMASI_TEST_DATABASE_URL names a
 * PostgreSQL server, a database of its own there, which is dropped when it is closed.
 */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const server = process.env.PUMASI_TEST_DATABASE_URL;
  if (server === undefined || server === "") return openMemory();
  const name = `pumasi_test_${randomBytes(8).toString("hex")}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const open = await openPostgres(url.href);
  return {
    ...open,
    async close() {
      await open.close();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
