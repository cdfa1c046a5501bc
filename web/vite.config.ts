import react from "@vitejs/plugin-react";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const BASE = process.env["VITE_BASE"] ?? "/app/";
const SHOWN = ["favicon.svg", "manifest.webmanifest"]; // files of public/ that pages show
const API = process.env["CINELIBRE_API"] ?? "http://localhost:8000";

/** Writes the address under which the pages stand into the page; the service replaces it if it has a prefix. */
function baseOfPage(): Plugin {
  return {
    name: "base-of-page",
    transformIndexHtml: (html) => html.replace('<base href="/app/" />', `<base href="${BASE}" />`),
  };
}

/** Writes the service worker: the template with the list of files and a name that changes with any of them. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => name.startsWith("assets/") || name === "index.html").sort();
      const hash = createHash("sha256");
      for (const name of SHOWN) hash.update(name).update(readFileSync(`public/${name}`));
      for (const name of files) {
        const part = bundle[name];
        hash.update(name).update(part?.type === "chunk" ? part.code : (part?.source ?? ""));
      }
      const source = readFileSync("sw.template.js", "utf8")
        .replace("__VERSION__", hash.digest("hex").slice(0, 12))
        .replace("__FILES__", JSON.stringify([...SHOWN, ...files.filter((name) => name !== "index.html")]));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

export default defineConfig(({ command }) => ({
  // Built files name each other relatively, so that the same build stands under any address.
  base: command === "serve" ? "/app/" : "./",
  plugins: [react(), baseOfPage(), serviceWorker()],
  build: {
    outDir: "../api/client",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the policy allows no data: scripts or fonts
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      output: {
        // The first load in two files, libraries and the rest: in thirty it is 5 kB more, for each is packed by itself.
        codeSplitting: {
          groups: [
            { name: "libraries", tags: ["$initial"], test: /[\\/]node_modules[\\/]/ },
            { name: "first", tags: ["$initial"] },
          ],
        },
      },
    },
  },
  server: { port: 5173, strictPort: true, proxy: { "^/(?!app/)": API } },
}));
