/** The npm package's entry: the snippet for those who bundle. */
import type { Command, Options } from "./public";

export type * from "./public";

interface Stub extends Command {
  q?: unknown[];
  ready?: true;
}

const page = globalThis as { Botwright?: Stub };

/** Puts the chat's button on the page, once. Returns the function that takes the commands, at once and later. */
export function start({ host, siteKey, ...look }: Options): Command {
  const script = document.createElement("script");
  if (!page.Botwright) {
    const stub: Stub = (...command) => void (stub.q ??= []).push(command);
    page.Botwright = stub;
    Object.assign(script.dataset, { siteKey, ...look });
    script.async = true;
    script.src = new URL("/w/v1/loader.js", host).href;
    document.head.append(script);
  }
  return (...command) => {
    const { ready } = page.Botwright ?? {};
    if (ready || command[0] !== "destroy") page.Botwright?.(...command);
    // The loader is still on its way: it leaves again when its script is gone.
    else delete page.Botwright;
    if (command[0] === "destroy") script.remove();
  };
}
