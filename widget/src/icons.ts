export const CHAT =
  "M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.2 4.5 3.2 5.9-.1 1.2-.6 2.3-1.4 3.2 1.7-.1 3.3-.7 4.6-1.6.8.2 1.7.3 2.6.3 5 0 9-3.4 9-7.8s-4-7.7-9-7.7Z";
export const CLIP = "m19.5 11.2-7.8 7.8a5 5 0 0 1-7-7l8.2-8.2a3.3 3.3 0 0 1 4.7 4.7l-8.1 8.1a1.7 1.7 0 0 1-2.4-2.4l7.4-7.4";
export const CLOSE = "m6 6 12 12M18 6 6 18";
export const DOWN = "m6 9.5 6 6 6-6";
export const MORE = "M6 12h.01M12 12h.01M18 12h.01";
export const SEND = "M12 19.5v-15m0 0-6.5 6.5M12 4.5l6.5 6.5";
export const STOP = "M7.5 7.5h9v9h-9Z";
export const THUMB =
  "M7 11v9H4.5A1.5 1.5 0 0 1 3 18.5v-6A1.5 1.5 0 0 1 4.5 11H7Zm0 0 4-7.5c1.5 0 2.5 1 2.5 2.5v3.5h5a2 2 0 0 1 2 2.3l-1 6.5a2 2 0 0 1-2 1.7H7";
export const COPY = "M9 9h10.5v10.5H9ZM6 15H4.5V4.5H15V6";
export const AGAIN = "M19 12a7 7 0 1 1-2-4.9L19.5 9.5m0-5v5h-5";
export const BOLT = "M13 3 5.5 13.5H11L10 21l7.5-10.5H12Z";
export const OUTWARD = "M9 6h9v9m0-9L6.5 17.5";

/** A line icon of 24 by 24 units in the colour of the text around it, hidden from assistive technology. */
export function icon(path: string, name = ""): SVGSVGElement {
  const make = <K extends keyof SVGElementTagNameMap>(tag: K): SVGElementTagNameMap[K] =>
    document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = make("svg");
  const shape = make("path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon ${name}`);
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
