/** The npm package's entry: the snippet for those who bundle. */
import type { Command, Options } from "./public";
export type * from "./public";
/** Puts the chat's button on the page, once. Returns the function that takes the commands, at once and later. */
export declare function start({ host, siteKey, ...look }: Options): Command;
