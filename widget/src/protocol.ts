/** What the widget and the platform say to each other; see "Chat events" in docs/architecture.md. */

export type Role = "visitor" | "assistant" | "agent";
export type State = "done" | "streaming" | "stopped" | "interrupted" | "failed";
export type Rating = "up" | "down";

/** One passage behind an answer; `n` is the number that the answer cites it by. */
export interface Source {
  n: number;
  title: string;
  url?: string | null;
  heading?: string | null;
  quote?: string | null;
  /** Whether it is a file of the visitor's own. */
  visitor?: boolean;
}

/** A file that the visitor has sent. */
export interface Attached {
  id: string;
  name: string;
  /** In bytes. */
  size: number;
  picture: boolean;
  /** Whether only its beginning was read. */
  partly: boolean;
}

export interface Message {
  id: string;
  role: Role;
  text: string;
  state: State;
  sources: Source[];
  created_at: string;
  feedback: Rating | null;
  /** The name of the person who wrote it, for the role "agent". */
  agent?: string | null;
  /** What the message stands for, if it is no words. */
  file?: Attached;
}

/** A message that the visitor is shown without having asked: when, and on which pages. */
export interface ProactiveRule {
  after_seconds?: number;
  url_contains?: string;
  text: string;
}

/** Who answers: the bot, nobody yet, a person, or nobody any more. */
export type Mode = "bot" | "waiting" | "human" | "closed";

export interface Moved {
  state: Mode;
  agent?: string | null;
}

export interface Contact {
  email?: string | null;
  url?: string | null;
  /** Whether a message can be left for the team. */
  form?: boolean;
}

export interface Assistant {
  name: string;
  greeting: string;
  suggestions: string[];
  color: string;
  disclosure: string;
  privacy_url?: string | null;
  /** The language that the business has chosen for the chat; without one it is the page's. */
  locale?: string | null;
  /** What a visitor agrees to by writing. */
  consent?: string | null;
  /** Whether people are there now and, if not, when they are next (ISO 8601). */
  hours?: { open: boolean; next?: string | null } | null;
  contact?: Contact | null;
  proactive?: ProactiveRule[];
  /** Whether a person can be asked for now. */
  handoff?: boolean;
  /** Which files a visitor may send, by their endings; none without it. */
  files?: { types: string[]; most_bytes: number };
}

export interface Transcript {
  id: string | null;
  messages: Message[];
  state?: Mode;
  agent?: string | null;
  /** The conversation's newest event: `listen` goes on from here. */
  events?: number;
}

export interface Session {
  token: string;
  expires_in: number;
  visitor: string;
  assistant: Assistant;
  conversation: Transcript | null;
}

/** A task of ALTCHA's protocol: the number whose hash with the salt is `challenge`. */
export interface Challenge {
  algorithm: string;
  challenge: string;
  maxnumber: number;
  salt: string;
  signature: string;
}

export type ChatEvent =
  | { type: "start"; message_id: string; conversation_id: string; adapter: string | null }
  | { type: "delta"; text: string }
  | { type: "sources"; sources: Source[] }
  | { type: "replace"; text: string }
  | { type: "done"; state: "done" | "stopped" | "handoff"; text: string; refused: boolean; instant?: boolean }
  | ({ type: "handoff"; message_id?: string } & Moved)
  | { type: "error"; code: string; message: string; hint: string; retry: boolean };

/** What happens beside the bot's answers. */
export type LiveEvent =
  | ({ type: "handoff" } & Moved)
  | ({ type: "message" } & Message)
  | { type: "typing"; agent: string };
