/** The chat for React: `<Botwright host="https://chat.example" siteKey="pk_…" />`. */
import { useEffect, useRef } from "react";
import { start } from "./botwright";
import type { Command, Identity, Options, Theme } from "./public";

export type * from "./public";

export interface Props extends Options {
  /** Who the visitor is; `null` or nothing for a stranger. */
  identity?: Identity | null;
  theme?: Theme;
  onOpen?: () => void;
  onClose?: () => void;
  onMessage?: (message: { text: string }) => void;
  onAnswer?: (answer: { id: string; text: string; state: string }) => void;
  onError?: (error: { code: string; message: string }) => void;
}

const EVENTS = ["open", "close", "message", "answer", "error"] as const;

/** Shows the chat's button for as long as it is mounted. It draws nothing where it stands. */
export function Botwright(props: Props): null {
  const chat = useRef<Command>(null);
  const newest = useRef(props);
  newest.current = props;
  const { host, siteKey, locale, theme, identity } = props;

  useEffect(() => {
    const command = (chat.current = start(given(newest.current)));
    for (const name of EVENTS) command("on", name, (detail: never) => listener(newest.current, name)?.(detail));
    return () => command("destroy");
  }, [host, siteKey]);

  useEffect(() => {
    if (theme) chat.current?.("theme", theme);
  }, [theme]);

  const identified = useRef(false);
  useEffect(() => {
    if (identity) chat.current?.("identify", identity);
    else if (identified.current) chat.current?.("logout");
    identified.current = Boolean(identity);
  }, [identity]);

  const spoken = useRef(locale);
  useEffect(() => {
    if (locale && locale !== spoken.current) chat.current?.("locale", locale);
    spoken.current = locale;
  }, [locale]);

  return null;
}

/** The options without those that were left out. */
function given({ host, siteKey, locale, color, label }: Props): Options {
  return { host, siteKey, ...(locale && { locale }), ...(color && { color }), ...(label && { label }) };
}

function listener(props: Props, name: (typeof EVENTS)[number]): ((detail: never) => void) | undefined {
  return props[`on${name[0]!.toUpperCase()}${name.slice(1)}` as "onOpen"];
}
