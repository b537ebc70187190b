/** What websites that bundle the widget, or speak TypeScript, see of it. */

/** Takes the commands of docs/website.md, such as `("open")` or `("send", "Where is my order?")`. */
export type Command = (name: string, ...values: unknown[]) => void;

/** A statement of who the visitor is, signed by the website's server; or what fetches a fresh one. */
export type Identity = string | (() => string | Promise<string>);

export type Scheme = "light" | "dark" | "auto";

/** How a website makes the chat look: a scheme, or any of these. Lengths and fonts are CSS values. */
export type Theme = Scheme | Look;

export interface Look {
  scheme?: Scheme;
  /** The brand's colour, #rrggbb. */
  color?: string;
  radius?: string;
  font?: string;
  /** The distance from the side and from the bottom of the window. */
  x?: string;
  y?: string;
}

export interface Options {
  /** Where Botwright runs, such as https://chat.example. */
  host: string;
  siteKey: string;
  /** The language of the chat (BCP 47); otherwise that of the page. */
  locale?: string;
  /** The colour of the button before the chat is loaded. */
  color?: string;
  /** The button's name. */
  label?: string;
}
