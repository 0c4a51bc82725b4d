import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const conditions = ["@pumasi/source"];

/** Browser tests need a running server (PUMASI_URL) and a chromium, so they never run with the unit tests. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["**/*.browser.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    // The market moves under the page: who lost a race gets a second chance, and a fault fails twice.
    retry: 1,
  },
});
