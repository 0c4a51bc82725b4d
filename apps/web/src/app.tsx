import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { I18nextProvider } from "react-i18next";
import { createQueryClient } from "./api/queries.js";
import { i18n } from "./i18n/i18n.js";
import { keepAnswers } from "./offline/kept-answers.js";
import { NewPageNotice } from "./offline/new-page-notice.js";
import { registerServiceWorker, type TakeNewPage } from "./offline/register-service-worker.js";
import { router } from "./router.js";
import { cssVariables, theme } from "./theme.js";

/** The module's own address holds the hash of the build. */
const BUILD = import.meta.url;

function createKeptClient() {
  const client = createQueryClient();
  keepAnswers(client, { storage: window.localStorage, build: BUILD, now: Date.now });
  return client;
}

/** The whole application: what every feature stands on, and the screens. */
export function App() {
  const [queryClient] = useState(createKeptClient);
  const [takeNewPage, offer] = useState<TakeNewPage | null>(null);
  useEffect(() => {
    // Without it the page works as well, but only with a network.
    if (import.meta.env.PROD) registerServiceWorker((take) => offer(() => take)).catch(() => {});
  }, []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          {takeNewPage !== null && <NewPageNotice take={takeNewPage} />}
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nextProvider>
    </MantineProvider>
  );
}
