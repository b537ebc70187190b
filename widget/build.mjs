// Builds the files that the platform serves under /w/v1/. They are committed: a user of Botwright needs no Node.
import { build, transform } from "esbuild";
import { readFile } from "node:fs/promises";

/** Stylesheets become minified strings, for constructable stylesheets. */
const stylesheets = {
  name: "stylesheets",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const common = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  outdir: "dist",
  plugins: [stylesheets],
  logLevel: "info",
};

await build({ ...common, entryPoints: ["src/loader.ts"], format: "iife" });
await build({ ...common, entryPoints: ["src/app.ts", "src/markdown.ts"], format: "esm" });
