import { fileURLToPath } from "node:url";
import { getManifest } from "@serwist/build";
import { defineConfig, type UserConfig } from "vite";
import { compressFiles } from "./bundle/compress-files.js";

const dist = fileURLToPath(new URL("dist", import.meta.url));

/** Builds the service worker after the page, whose files it is to keep. */
export default defineConfig(async (): Promise<UserConfig> => {
  const { manifestEntries, warnings } = await getManifest({
    globDirectory: dist,
    globPatterns: ["**/*.{html,js,css,svg,png,webmanifest}"],
    globIgnores: ["service-worker.js"],
    // Built files carry the hash of what they hold in their names.
    dontCacheBustURLsMatching: /\/assets\//,
    maximumFileSizeToCacheInBytes: 4_000_000,
  });
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  return {
    // The last step of the build, so every file is there.
    plugins: [compressFiles(dist)],
    publicDir: false,
    define: {
      PAGE_FILES: JSON.stringify(manifestEntries),
      // What vite leaves to whoever takes up a library, and a browser does not have.
      "process.env.NODE_ENV": JSON.stringify("production"),
    },
    build: {
      target: "es2023",
      emptyOutDir: false,
      lib: {
        entry: fileURLToPath(new URL("service-worker/service-worker.ts", import.meta.url)),
        formats: ["iife"],
        name: "pumasiServiceWorker",
        fileName: () => "service-worker.js",
      },
    },
  };
});
