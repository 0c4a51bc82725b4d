import "./api/configure-zod.js";
import "@mantine/core/styles.css";
import "./page.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { preferredLanguage, startI18n } from "./i18n/i18n.js";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has an element with the id root");

await startI18n(preferredLanguage());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
