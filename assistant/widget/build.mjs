// Builds src/ into dist/, prints the gzip sizes, fails where one is over its budget, and writes down what was built from what.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BUDGETS = { loader: { files: ["widget.js"], bytes: 5 * 1024 }, panel: { files: ["panel.js", "panel.css"], bytes: 40 * 1024 } };
const here = (path) => new URL(path, import.meta.url);
const sha256 = (contents) => {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content);
  return hash.digest("hex");
};

await build({
  absWorkingDir: here(".").pathname,
  entryPoints: {
    widget: "src/loader.ts", panel: "src/panel.ts", home: "src/home.ts",
    "panel-css": "src/panel.css", "home-css": "src/home.css", "source-css": "src/source.css",
  },
  outdir: "dist", entryNames: "[name]", bundle: true, minify: true, charset: "utf8", format: "iife",
  target: ["chrome100", "firefox102", "safari15.4"], legalComments: "none", logLevel: "warning",
  plugins: [{
    name: "names", // panel-css.css -> panel.css
    setup(building) {
      building.initialOptions.write = false;
      building.onEnd(({ outputFiles = [] }) => {
        for (const file of outputFiles) writeFileSync(file.path.replace("-css.css", ".css"), file.contents);
      });
    },
  }],
});

const sources = ["package.json", "package-lock.json", "tsconfig.json", "build.mjs", ...readdirSync(here("src")).sort().map((name) => `src/${name}`)];
const built = readdirSync(here("dist")).filter((name) => name !== "build.json").sort();
const sizes = Object.fromEntries(built.map((name) => [name, gzipSync(readFileSync(here(`dist/${name}`)), { level: 9 }).length]));
let over = false;
for (const [part, { files, bytes }] of Object.entries(BUDGETS)) {
  const size = files.reduce((sum, name) => sum + sizes[name], 0);
  over ||= size > bytes;
  console.log(`${part.padEnd(8)}${(size / 1024).toFixed(1).padStart(6)} KB gzip of ${bytes / 1024} KB${size > bytes ? "  TOO BIG" : ""}  (${files.join(" + ")})`);
}
writeFileSync(here("dist/build.json"), `${JSON.stringify({
  sources: sha256(sources.map((path) => readFileSync(here(path)))),
  built: sha256(built.map((name) => readFileSync(here(`dist/${name}`)))),
  gzip: sizes,
}, null, 2)}\n`);
process.exit(over ? 1 : 0);
