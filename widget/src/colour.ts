type Rgb = [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [20, 22, 27];
const SURFACES = { light: WHITE, dark: [23, 25, 30] as Rgb };
/** WCAG 2.2, success criterion 1.4.3. */
const ENOUGH = 4.5;
const DEFAULT: Rgb = [38, 70, 83];

/** The brand colour as custom properties: `--brand`, text on it, and the nearest legible shades of it on light and dark. */
export function palette(colour: string): Record<string, string> {
  const brand = parse(colour) ?? DEFAULT;
  return {
    "--brand": css(brand),
    "--on-brand": css(contrast(WHITE, brand) >= ENOUGH ? WHITE : INK),
    "--accent-light": css(legible(brand, SURFACES.light)),
    "--accent-dark": css(legible(brand, SURFACES.dark)),
  };
}

/** Moves a colour away from a background, in steps of 5 %, until text in it can be read there. */
function legible(colour: Rgb, background: Rgb): Rgb {
  const target: Rgb = luminance(background) > 0.5 ? [0, 0, 0] : WHITE;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((channel, i) => channel + (target[i]! - channel) * share) as Rgb;
    if (contrast(mixed, background) >= ENOUGH) return mixed;
  }
  return target;
}

/** The contrast ratio of WCAG 2.2, from 1 to 21. */
function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function parse(colour: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  const pairs = digits?.length === 3 ? [...digits].map((digit) => digit + digit) : digits?.match(/../g);
  return pairs?.map((pair) => parseInt(pair, 16)) as Rgb | undefined;
}

const css = (colour: Rgb): string => `rgb(${colour.map(Math.round).join(" ")})`;
