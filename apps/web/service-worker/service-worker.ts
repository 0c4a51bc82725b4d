import { type PrecacheEntry, Serwist } from "serwist";

/** The built page's files with the hashes of what they hold; put in by the build. */
declare const PAGE_FILES: PrecacheEntry[];

/**
 * Opens the page without a network: it keeps the page's own files and answers every screen's address with them. Answers of
 * the API never pass through it, so nothing private is in its cache.
 */
const worker = new Serwist({
  precacheEntries: PAGE_FILES,
  precacheOptions: {
    navigateFallback: "/index.html",
    navigateFallbackDenylist: [/^\/v1\//, /\.\w+(\?|$)/],
  },
  // The page on screen goes on with its own files until the reader takes the new ones.
  skipWaiting: false,
  clientsClaim: true,
});

worker.addEventListeners();
