import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

/** Where `npm run dev` finds a running server; the built page is served by the server itself. */
const server = process.env.PUMASI_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ["@pumasi/source", ...defaultClientConditions] },
  server: { proxy: { "/v1": server } },
  build: {
    target: "es2023",
    // The charts are one lazy chunk of this size; first load is held to its budget by the browser test.
    chunkSizeWarningLimit: 700,
    // A strict Content-Security-Policy allows neither data: assets nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: {
        // The packages are pure, so what nobody asks for is left out of the first load: above all the judgements.
        moduleSideEffects: [{ test: /[\\/]packages[\\/]\w+[\\/]src[\\/]/, sideEffects: false }],
      },
      output: {
        // Libraries change seldom: in a chunk of their own they stay cached from release to release.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: "mantine", test: /node_modules[\\/](@mantine|@floating-ui)[\\/]/ },
            { name: "charts", test: /node_modules[\\/](echarts|zrender)[\\/]/ },
            {
              name: "libraries",
              test: /node_modules[\\/](zod|@tanstack|i18next|react-i18next)[\\/]/,
            },
          ],
        },
      },
    },
  },
});
