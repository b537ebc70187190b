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
}

export interface Message {
  id: string;
  role: Role;
  text: string;
  state: State;
  sources: Source[];
  created_at: string;
  feedback: Rating | null;
}

export interface Assistant {
  name: string;
  greeting: string;
  suggestions: string[];
  color: string;
  disclosure: string;
  privacy_url?: string | null;
}

export interface Transcript {
  id: string | null;
  messages: Message[];
}

export interface Session {
  token: string;
  expires_in: number;
  visitor: string;
  assistant: Assistant;
  conversation: Transcript | null;
}

export type ChatEvent =
  | { type: "start"; message_id: string; conversation_id: string; adapter: string | null }
  | { type: "delta"; text: string }
  | { type: "sources"; sources: Source[] }
  | { type: "replace"; text: string }
  | { type: "done"; state: "done" | "stopped"; text: string; refused: boolean }
  | { type: "error"; code: string; message: string; hint: string; retry: boolean };
