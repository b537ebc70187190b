import type { Client } from "./client";
import { extra, type Extra } from "./extras";
import { asFailure, Failure } from "./failure";
import { Answer, Asked, plain, type Entry } from "./messages";
import { notice } from "./notice";
import type { Assistant, ChatEvent, Message, Mode, Moved, Transcript as Stored } from "./protocol";
import type { Transcript } from "./transcript";
import { words } from "./words";

export type Happening = "message" | "answer" | "error" | "handoff";

/** What the conversation tells the element around it. */
export interface Watcher {
  introduced(assistant: Assistant): void;
  busy(answering: boolean): void;
  moved(mode: Mode, agent: string): void;
  happened(what: Happening, detail: Record<string, unknown>): void;
  /** The server has a new message of the visitor's. */
  said(): void;
  /** The visitor wants to be somebody new, of whom nothing is known. */
  left(): void;
}

/** Carries questions to the client and events to the transcript; one answer runs at a time. */
export class Conversation {
  assistant: Assistant | undefined;
  mode: Mode = "bot";
  private running: Answer | undefined;
  private stopping = false;
  /** The messages shown, by id. */
  readonly shown = new Set<string>();
  /** The newest event known of the conversation, once there is one. */
  events: number | undefined;
  /** Questions that wait for the session, or for the answer before them. */
  private readonly pending: string[] = [];
  readonly gone = new AbortController();

  constructor(
    readonly client: Client,
    readonly transcript: Transcript,
    readonly watcher: Watcher,
  ) {}

  /** Opens the session, introduces the assistant and restores what was said before. */
  async start(): Promise<void> {
    try {
      const { assistant, conversation } = await this.client.session();
      if (this.gone.signal.aborted) return;
      this.assistant = assistant;
      this.transcript.introduce(assistant);
      this.watcher.introduced(assistant);
      this.restore(conversation ?? { id: null, messages: [] });
      if (assistant.hours || assistant.contact || assistant.files) this.dress((parts) => parts.introduce(this));
      this.askPending();
    } catch (problem) {
      const failure = asFailure(problem);
      this.transcript.unavailable(notice(failure, () => void this.start()));
      this.failed(failure);
    }
  }

  /** Lets go of everything: nothing more is shown here. */
  leave(): void {
    this.gone.abort();
  }

  /** Catches up with what other tabs or people have added. */
  async refresh(): Promise<void> {
    if (this.running || !this.assistant) return;
    const stored = await this.client.transcript().catch(() => undefined);
    if (!stored || this.running) return;
    // Of the visitor's own messages only the answers' ids are known.
    const news = stored.messages.some(({ id, role }) => role !== "visitor" && !this.shown.has(id));
    if (news || (stored.state ?? "bot") !== this.mode) this.restore(stored);
  }

  /** The question that is on its way or being answered. */
  get sending(): string | undefined {
    return this.running?.asked;
  }

  ask(text: string): void {
    if (this.running || !this.assistant) this.pending.push(text);
    else void this.attempt(text, randomKey());
  }

  stop(): void {
    this.stopping = true;
    if (this.running?.id) this.client.post(`messages/${this.running.id}/cancel`).catch(() => (this.stopping = false));
  }

  /** Follows, while somebody could be watching, what people and other tabs do in the conversation. */
  watch(): void {
    if (this.events !== undefined) this.dress((parts) => parts.watch(this));
  }

  /** Notes who answers from now on. */
  move({ state, agent }: Moved): void {
    const news = state !== this.mode;
    this.mode = state;
    this.watcher.moved(state, agent ?? words.team);
    if (!news) return;
    this.watcher.happened("handoff", { state, agent });
    this.dress((parts) => parts.moved(this, state, agent));
  }

  private restore({ id, messages, state = "bot", agent = null, events = 0 }: Stored): void {
    const entries = this.entries(messages);
    this.transcript.show(entries);
    this.mode = "bot";
    this.move({ state, agent });
    if (id) this.known(events);
    const open = entries[messages.findIndex((message) => message.state === "streaming")];
    if (open instanceof Answer) {
      void this.play(open, this.client.tail(open.id, this.gone.signal), () => void this.resume());
    }
  }

  /** Reads the conversation again after an answer could not be tailed. */
  private async resume(): Promise<void> {
    this.client.renew();
    await this.start();
  }

  private askPending(): void {
    const text = this.pending.shift();
    if (text) this.ask(text);
  }

  private known(events: number): void {
    this.events = Math.max(this.events ?? 0, events);
    this.watch();
  }

  private entries(messages: Message[]): Entry[] {
    let asked = "";
    return messages.map((message) => {
      const entry = this.stored(message);
      if (entry instanceof Answer) entry.asked = asked;
      else asked = message.text;
      return entry;
    });
  }

  /** A stored message as it is shown. */
  stored(message: Message): Entry {
    this.shown.add(message.id);
    const at = new Date(message.created_at);
    if (message.role === "visitor") {
      const asked = new Asked(message.text, at);
      if (message.file) this.dress((parts) => parts.attached(this, asked, message.file!));
      return asked;
    }
    const answer = this.answer(message.role === "agent" ? (message.agent ?? words.team) : this.assistant!.name, at);
    if (answer.restore(message)) this.dress((parts) => parts.dress(answer, this));
    return answer;
  }

  private answer(name: string, at: Date): Answer {
    const answer = new Answer(name, at);
    this.dress(
      ({ MarkdownView }) => answer.show(new MarkdownView(answer.body)),
      () => {
        answer.raw = true;
        answer.show(plain(answer.body));
      },
    );
    return answer;
  }

  private async attempt(text: string, key: string): Promise<void> {
    const asked = new Asked(text, new Date());
    const answer = this.answer(this.assistant!.name, new Date());
    answer.asked = text;
    answer.element.hidden = this.mode !== "bot";
    this.transcript.add(asked, answer);
    this.watcher.happened("message", { text });
    await this.play(answer, this.client.ask(text, key, this.gone.signal), () => {
      answer.element.remove();
      asked.element.remove();
      // Until the server has begun, a repeat is the same question; afterwards it is another one.
      void this.attempt(text, answer.id ? randomKey() : key);
    });
  }

  /** Shows an answer's events until it ends, well or not. */
  private async play(answer: Answer, events: AsyncIterable<ChatEvent>, retry: () => void): Promise<void> {
    this.running = answer;
    this.stopping = false;
    this.watcher.busy(true);
    try {
      for await (const event of events) if (!this.gone.signal.aborted) this.apply(answer, event);
    } catch (problem) {
      const failure = asFailure(problem);
      answer.fail(failure, retry);
      this.transcript.announce(`${failure.message} ${failure.hint}`);
      this.failed(failure);
      if (!failure.wait) this.dress((parts) => parts.help(answer, this));
    }
    this.running = undefined;
    this.watcher.busy(false);
    if (!this.gone.signal.aborted) this.askPending();
  }

  private apply(answer: Answer, event: ChatEvent): void {
    if (event.type === "start") this.begin(answer, event.message_id);
    else if (event.type === "delta") answer.append(event.text);
    else if (event.type === "replace") answer.replace(event.text);
    else if (event.type === "sources") answer.cite(event.sources);
    else if (event.type === "handoff") this.handOver(event);
    else if (event.type === "error") throw new Failure(event.message, event.hint, event.code, event.retry);
    else if (event.type === "done") this.end(answer, event);
  }

  private begin(answer: Answer, id: string): void {
    answer.id = id;
    answer.element.hidden = false;
    if (!this.shown.has(id)) this.watcher.said();
    this.shown.add(id);
    this.known(0);
    if (this.stopping) this.stop();
  }

  /** Notes the answer to a request for a person, and listens for what comes of it. */
  handOver({ message_id, ...moved }: Moved & { message_id?: string }): void {
    if (message_id) this.shown.add(message_id);
    this.known(0);
    this.watcher.said();
    this.move(moved);
  }

  private end(answer: Answer, { state, text, refused, instant }: Extract<ChatEvent, { type: "done" }>): void {
    if (state === "handoff") return answer.element.remove();
    answer.finish(state, text);
    answer.refused = refused;
    answer.instant = instant;
    this.transcript.announce(`${this.assistant!.name}: ${answer.spoken}`);
    this.watcher.happened("answer", { id: answer.id, text, state });
    this.dress((parts) => {
      if (answer.raw) answer.show(new parts.MarkdownView(answer.body));
      parts.dress(answer, this);
    });
  }

  private failed({ code, message }: Failure): void {
    this.watcher.happened("error", { code, message });
  }

  /** Has something done by the parts that are loaded at need; without them the chat still answers. */
  dress(act: (parts: Extra) => void, without: () => void = () => undefined): void {
    extra(this.transcript.element.getRootNode() as ShadowRoot).then(
      (parts) => this.gone.signal.aborted || act(parts),
      without,
    );
  }
}

/** 128 random bits. (`crypto.randomUUID` exists on secure origins only.) */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
