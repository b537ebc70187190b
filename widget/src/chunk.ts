/** A page that pins the files has the hashes of their addresses as they are, and of no others. */
const pinned = document.querySelector("[data-site-key][integrity]");
let failures = 0;

/** Fetches another file of this build when it is wanted. After a failure, past the browser's memory of it. */
export async function chunk<T>(name: string): Promise<T> {
  try {
    const address = new URL(failures && !pinned ? `${name}?${failures}` : name, import.meta.url).href;
    return (await import(address)) as T;
  } catch (problem) {
    failures++;
    throw problem;
  }
}

/** A hash of the keys that files of texts were made with. */
declare const SHAPE: string;

/** The texts of a language under the keys of the English ones. Rejects a file of another build than this one. */
export async function texts<T extends Record<string, string>>(part: string, language: string, english: T): Promise<T> {
  if (language === "en") return english;
  const [shape, ...lines] = (await chunk<{ default: string }>(`${part}-${language}.js`)).default.split("\n");
  if (shape !== SHAPE) throw new TypeError(`${part}-${language}.js is of another build`);
  return Object.fromEntries(Object.keys(english).map((key, i) => [key, lines[i]])) as T;
}
