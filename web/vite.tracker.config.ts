import { defineConfig } from "vite";

/** The tracking module by itself, for sites without React: /app/cinelibre.js. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../api/client",
    emptyOutDir: false,
    lib: { entry: "src/tracking/browser.ts", formats: ["es"], fileName: () => "cinelibre.js" },
  },
});
