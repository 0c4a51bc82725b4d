import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import { createQueryClient } from "./api/queries.js";
import { CommunityGate } from "./features/community-now/community-gate.js";
import { i18n } from "./i18n/i18n.js";
import { theme } from "./theme.js";

/** The whole application: what every feature stands on, and the one page there is. */
export function App() {
  const [queryClient] = useState(createQueryClient);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <CommunityGate />
        </QueryClientProvider>
      </I18nextProvider>
    </MantineProvider>
  );
}
