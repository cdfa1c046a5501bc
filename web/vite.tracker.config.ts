import { defineConfig } from "vite";

/** The tracking module by itself, for sites without React: /app/cinelibre.js. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../api/client",
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: "src/tracking/browser.ts",
      preserveEntrySignatures: "strict", // its exports are what it is for
      output: { format: "es", entryFileNames: "cinelibre.js" },
    },
  },
});
