import { defineConfig } from "vitest/config";

/** Tests import the workspaces' sources, never a stale build. */
const conditions = ["@pumasi/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,adapters,apps,tests,bench}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.browser.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: "100%",
    setupFiles: ["tests/property-seed.ts"],
  },
});
