// Keeps the build of a release, so that websites that have pinned it find it after the next one, too.
import { cp, readFile } from "node:fs/promises";

const { build } = JSON.parse(await readFile("dist/build.json", "utf8"));
await cp("dist", `releases/${build}`, { recursive: true, errorOnExist: true });
console.log(`kept releases/${build}`);
