import "@fontsource-variable/inter/wght.css";
import "./theme.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/app";
import { allowOwnStyles } from "@/lib/csp-nonce";
import { restoreDrafts } from "@/lib/lasting-drafts";
import { reloadWhenOutdated } from "@/lib/outdated";
// For what it does: each page follows the system from light to dark, also before somebody signs in.
import "@/lib/theme";

allowOwnStyles();
reloadWhenOutdated();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
// A few milliseconds: what a killed browser lost of the drafts must be there before they are read.
void restoreDrafts().then(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
