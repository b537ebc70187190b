/** ALTCHA's proof of work, version 1: a file of its own, which only a besieged platform asks for. */
import type { Challenge } from "./protocol";
import { sha256 } from "./sha256";

/** How long (ms) the page may be kept from drawing and answering at a time. */
const SLICE = 8;

/** Finds the challenge's number. Returns what the header `X-Altcha` carries. */
export async function solve({ algorithm, challenge, maxnumber, salt, signature }: Challenge): Promise<string> {
  if (algorithm !== "SHA-256") throw new TypeError(`no work known as ${algorithm}`);
  let pause = performance.now() + SLICE;
  for (let number = 0; number <= maxnumber; number++) {
    if (sha256(salt + number) === challenge) {
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
    if (performance.now() < pause) continue;
    await new Promise((resolve) => setTimeout(resolve));
    pause = performance.now() + SLICE;
  }
  throw new RangeError("no number solves this challenge");
}
