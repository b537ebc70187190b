import type { Client } from "./client";
import { asFailure, Failure } from "./failure";
import { Answer, question } from "./messages";
import { notice } from "./notice";
import type { Assistant, ChatEvent, Message } from "./protocol";
import type { Transcript } from "./transcript";
import { words } from "./words";

export type Happening = "message" | "answer" | "error";

/** What the conversation tells the element around it. */
export interface Watcher {
  introduced(assistant: Assistant): void;
  busy(answering: boolean): void;
  happened(what: Happening, detail: Record<string, unknown>): void;
}

/** Carries questions to the client and events to the transcript; one answer runs at a time. */
export class Conversation {
  private name = "";
  private running: Answer | undefined;
  private stopping = false;
  /** The newest message shown, to notice what has been added elsewhere. */
  private last: string | undefined;
  /** A question that waits for the session, or for the answer before it. */
  private pending: string | undefined;

  constructor(
    private readonly client: Client,
    private readonly transcript: Transcript,
    private readonly watcher: Watcher,
  ) {}

  /** Opens the session, introduces the assistant and restores what was said before. */
  async start(): Promise<void> {
    try {
      const { assistant, conversation } = await this.client.session();
      this.name = assistant.name;
      this.watcher.introduced(assistant);
      this.transcript.introduce(assistant);
      this.restore(conversation?.messages ?? []);
      this.askPending();
    } catch (problem) {
      this.transcript.unavailable(notice(asFailure(problem), () => void this.start()));
    }
  }

  /** Catches up with what other tabs or people have added. */
  async refresh(): Promise<void> {
    if (this.running || !this.name) return;
    const { messages } = await this.client.transcript().catch(() => ({ messages: [] }));
    if (messages.length && messages.at(-1)!.id !== this.last && !this.running) this.restore(messages);
  }

  ask(text: string): void {
    if (this.running || !this.name) this.pending = text;
    else void this.attempt(text, question(text), randomKey());
  }

  stop(): void {
    this.stopping = true;
    if (this.running?.id) this.client.cancel(this.running.id).catch(() => (this.stopping = false));
  }

  private askPending(): void {
    const text = this.pending;
    this.pending = undefined;
    if (text) this.ask(text);
  }

  private restore(messages: Message[]): void {
    const answers = messages.map((message) => this.stored(message));
    this.transcript.show(answers.map((answer) => ("element" in answer ? answer.element : answer)));
    this.last = messages.at(-1)?.id;
    const open = messages.findIndex(({ state }) => state === "streaming");
    const answer = answers[open];
    if (answer instanceof Answer) void this.play(answer, this.client.tail(answer.id), () => void this.resume());
  }

  /** Reads the conversation again after an answer could not be tailed. */
  private async resume(): Promise<void> {
    this.client.renew();
    await this.start();
  }

  private stored(message: Message): Answer | HTMLElement {
    if (message.role === "visitor") return question(message.text);
    return this.answer(message.role === "agent" ? words.team : this.name).restore(message);
  }

  private answer(name: string): Answer {
    return new Answer(name, (id, rating, comment) => this.client.feedback(id, rating, comment));
  }

  private async attempt(text: string, asked: HTMLElement, key: string): Promise<void> {
    const answer = this.answer(this.name);
    this.transcript.add(asked, answer.element);
    this.watcher.happened("message", { text });
    await this.play(answer, this.client.ask(text, key), () => {
      answer.element.remove();
      asked.remove();
      // Until the server has begun, a repeat is the same question; afterwards it is another one.
      void this.attempt(text, asked, answer.id ? randomKey() : key);
    });
  }

  /** Shows an answer's events until it ends, well or not. */
  private async play(answer: Answer, events: AsyncIterable<ChatEvent>, retry: () => void): Promise<void> {
    this.running = answer;
    this.stopping = false;
    this.watcher.busy(true);
    try {
      for await (const event of events) this.apply(answer, event);
    } catch (problem) {
      const failure = asFailure(problem);
      answer.fail(failure, retry);
      this.transcript.announce(`${failure.message} ${failure.hint}`);
      this.watcher.happened("error", { code: failure.code, message: failure.message });
    } finally {
      this.running = undefined;
      this.watcher.busy(false);
      this.askPending();
    }
  }

  private apply(answer: Answer, event: ChatEvent): void {
    if (event.type === "start") this.begin(answer, event.message_id);
    else if (event.type === "delta") answer.append(event.text);
    else if (event.type === "replace") answer.replace(event.text);
    else if (event.type === "sources") answer.cite(event.sources);
    else if (event.type === "error") throw new Failure(event.message, event.hint, event.code, event.retry);
    else if (event.type === "done") this.end(answer, event);
  }

  private begin(answer: Answer, id: string): void {
    answer.id = this.last = id;
    if (this.stopping) this.stop();
  }

  private end(answer: Answer, { state, text }: { state: "done" | "stopped"; text: string }): void {
    answer.finish(state, text);
    this.transcript.announce(`${this.name}: ${answer.spoken}`);
    this.watcher.happened("answer", { id: answer.id, text, state });
  }
}

/** 128 random bits. (`crypto.randomUUID` exists on secure origins only.) */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
