import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { queryClient } from "./api/queryClient";
import { followChanges } from "./app/live";
import { registerWorker, reloadWhenStale } from "./app/offline";
import { createRouter } from "./app/router";
import { applyTheme } from "./app/theme";
import { followQueue } from "./items/later";
import { loadLanguage } from "./messages/t";
import { keepRenewed } from "./session/renewal";
import { Question } from "./ui/Question";
import { Toasts } from "./ui/Toasts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/items.css";
import "./styles/forms.css";

applyTheme();
keepRenewed();
reloadWhenStale();
registerWorker();
followQueue();
followChanges();

await loadLanguage();
createRoot(document.getElementById("root") as HTMLElement).render(
  <QueryClientProvider client={queryClient}>
    <RouterProvider router={createRouter()} />
    <Toasts />
    <Question />
  </QueryClientProvider>,
);
