import { sheet } from "./dom";
import { CHAT, DOWN, icon } from "./icons";
import css from "./launcher.css";
import type { Command } from "./public";

/** What the loader asks of the app's module: `source` is the loader's address, `options` the script tag's data. */
export type Mount = (source: string, options: DOMStringMap, launcher: HTMLElement, host: HTMLElement) => Command;

interface Botwright extends Command {
  q?: Parameters<Command>[];
  ready?: true;
}

const page = window as { Botwright?: Botwright };
const script = (document.currentScript ?? document.querySelector("[data-site-key]")) as HTMLScriptElement | null;
const opens = (name: string): boolean => /^(open|toggle|send|proactive)$/.test(name);

function start({ src, dataset, integrity }: HTMLScriptElement): void {
  const waiting = page.Botwright?.q ?? [];
  const host = document.createElement("botwright-launcher");
  const launcher = document.createElement("button");
  let app: Command | undefined;
  let attempts = 0;
  let loading: Promise<void> | undefined;

  const say = (text: string): void => {
    launcher.ariaLabel = launcher.title = text;
  };

  /**
   * Fetches the app once. A failed attempt is repeated on the next call, past the browser's memory of it; but not on a
   * page that pins the files by their hashes, which are those of the addresses as they are.
   */
  const load = (): Promise<void> =>
    (loading ??= import(new URL(`app.js${attempts && !integrity ? `?${attempts}` : ""}`, src).href).then(
      ({ mount }: { mount: Mount }) => {
        app = mount(src, dataset, launcher, host);
        waiting.splice(0).forEach((command) => app!(...command));
      },
      () => {
        attempts++;
        loading = undefined;
        say("The chat could not be loaded. Click to try again.");
      },
    ));

  const botwright: Botwright = (...command) => {
    if (app) app(...command);
    else waiting.push(command);
    if (opens(command[0])) load();
    if (command[0] === "destroy") {
      host.remove();
      delete page.Botwright;
    }
  };

  const draw = (): void => {
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(css)];
    host.style.setProperty("--brand", dataset.color ?? "");
    say(dataset.label ?? "Chat with us");
    launcher.ariaExpanded = "false";
    launcher.append(icon(CHAT, "chat"), icon(DOWN, "down"));
    launcher.onpointerenter = launcher.onfocus = load;
    launcher.onclick = () => botwright("toggle");
    root.append(launcher);
    // Beside the body, which frameworks replace from page to page.
    document.documentElement.append(host);
    if (waiting.some(([name]) => opens(name))) load();
  };

  botwright.ready = true;
  page.Botwright = botwright;
  if (document.body) draw();
  else addEventListener("DOMContentLoaded", draw, { once: true });
}

if (script?.isConnected && !page.Botwright?.ready) start(script);
