/**
 * Everything that is kept: the schema, its migrations, and typed queries that run unchanged on PGlite
 * and PostgreSQL. Nothing here may decide: what is refused, cleared or settled is decided above.
 */
export * from "./directory-lock.js";
export * from "./open-database.js";
export * from "./open-test-database.js";
export * as tables from "./schema/index.js";
export type { AccountKind, CommunityContracts } from "./schema/registry.js";
