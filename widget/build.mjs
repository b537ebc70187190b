// Builds the files that the platform serves under /w/v1/. They are committed: a user of Botwright needs no Node.
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";

const OUT = "dist";
const locales = await Promise.all((await readdir("src/locales")).sort().map(readTexts));
const english = locales.find(({ language }) => language === "en").parts;
const shape = hash(JSON.stringify(Object.values(english).map(Object.keys))).slice(0, 6);

async function readTexts(name) {
  return { language: name.replace(".json", ""), parts: JSON.parse(await readFile(`src/locales/${name}`, "utf8")) };
}

function hash(text) {
  return createHash("sha256").update(text).digest("hex");
}

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
  outdir: OUT,
  plugins: [stylesheets],
  define: { LANGUAGES: JSON.stringify(locales.map(({ language }) => language)), SHAPE: JSON.stringify(shape) },
  logLevel: "info",
};
const modules = ["app", "extra", "files", "proof", "markdown"];

const source = (name) => `src/${name}.ts`;

/** A language's texts, in the order of the English ones: the keys would be a third of the file. */
async function writeTexts(part, language, texts) {
  const keys = Object.keys(english[part]);
  const wrong = keys.filter((key) => !texts[key]).concat(Object.keys(texts).filter((key) => !keys.includes(key)));
  if (wrong.length) throw new Error(`${language}.json, ${part}: missing or unknown: ${wrong.join(", ")}`);
  const lines = [shape, ...keys.map((key) => texts[key])].join("\n");
  await writeFile(`${OUT}/${part}-${language}.js`, `export default ${JSON.stringify(lines)}\n`);
}

/** Removes what an earlier build has left. A running platform finds the other files there all the time. */
async function removeOthers() {
  const texts = locales.flatMap(({ language }) => Object.keys(english).map((part) => `${part}-${language}`));
  const made = new Set(["build.json", ...["loader", ...modules, ...texts].map((name) => `${name}.js`)]);
  const others = (await readdir(OUT)).filter((name) => !made.has(name));
  await Promise.all(others.map((name) => rm(`${OUT}/${name}`)));
}

/** One hash over the names and contents of the files in a folder, those that `pattern` knows. */
async function hashOf(folder, pattern) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => pattern.test(name)).sort();
  const contents = await Promise.all(names.map((name) => readFile(`${folder}/${name}`)));
  return hash(names.map((name, i) => `${name} ${hash(contents[i])}`).join("\n"));
}

/** The build's name, by which websites can pin it, and its sources', by which a test sees that both are in step. */
async function writeStamp() {
  const build = (await hashOf(OUT, /\.js$/)).slice(0, 16);
  const stamp = { build, sources: await hashOf("src", /\.(ts|css|json)$/) };
  await writeFile(`${OUT}/build.json`, `${JSON.stringify(stamp)}\n`);
}

await build({ ...common, entryPoints: ["src/loader.ts"], format: "iife" });
await build({ ...common, entryPoints: modules.map(source), format: "esm" });
await build({ ...common, entryPoints: ["botwright", "react"].map(source), format: "esm", external: ["react"], outdir: "npm" });
for (const { language, parts } of locales) {
  if (language === "en") continue;
  for (const part of Object.keys(english)) await writeTexts(part, language, parts[part]);
}
await removeOthers();
await writeStamp();
