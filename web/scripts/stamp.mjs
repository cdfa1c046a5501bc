// Writes into the built client the hash of what it was built from, so that a stale one shows without Node.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const SOURCES = ["index.html", "package-lock.json", "sw.template.js", "vite.config.ts", "vite.tracker.config.ts"];
const FOLDERS = ["public", "src"];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/")),
);
const hash = createHash("sha256");
for (const name of [...SOURCES, ...files].sort()) {
  hash.update(`${name}\n`).update(createHash("sha256").update(readFileSync(name)).digest("hex")).update("\n");
}
writeFileSync(new URL("../../api/client/built-from.txt", import.meta.url), `${hash.digest("hex")}\n`);
