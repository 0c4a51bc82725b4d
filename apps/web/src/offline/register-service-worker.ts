/** Takes the newer page that waits in the background; the browser reloads with it. */
export type TakeNewPage = () => void;

/**
 * Registers the service worker that opens the page without a network. `onNewPage` is called when a newer build has been
 * fetched and waits; the one on screen goes on with its own files until the reader takes the new one.
 */
export async function registerServiceWorker(onNewPage: (take: TakeNewPage) => void): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register("/service-worker.js");
  const tell = () => {
    const { waiting } = registration;
    // Without a controller this is the first visit, and nothing is newer.
    if (waiting === null || serviceWorker.controller === null) return;
    onNewPage(() => {
      serviceWorker.addEventListener("controllerchange", () => window.location.reload(), {
        once: true,
      });
      waiting.postMessage({ type: "SKIP_WAITING" });
    });
  };
  tell();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", tell);
  });
}
