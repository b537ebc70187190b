import { Failure, failureOf, offline } from "./failure";
import type { ChatEvent, Rating, Session, Transcript } from "./protocol";
import { events } from "./sse";
import { VisitorStore } from "./visitor";

/** Pauses (ms) between attempts to pick up a broken stream; any event starts them over. */
const PAUSES = [300, 1000, 2000, 4000, 8000, 15000];

/** Speaks the widget's API of one site. Every method throws `Failure`. */
export class Client {
  private readonly visitor: VisitorStore;
  private opened: Promise<Session> | undefined;
  /** A signed statement by the website of who its visitor is. */
  identity: string | undefined;

  constructor(
    private readonly base: string,
    private readonly siteKey: string,
  ) {
    this.visitor = new VisitorStore(siteKey);
  }

  /** The running session, opened at need. */
  session(): Promise<Session> {
    this.opened ??= this.open();
    this.opened.catch(() => (this.opened = undefined));
    return this.opened;
  }

  /** Forgets the session, so that the next call opens one (for the same visitor). */
  renew(): void {
    this.opened = undefined;
  }

  async transcript(): Promise<Transcript> {
    return (await this.request("conversation")).json() as Promise<Transcript>;
  }

  /** Asks a question and yields the answer's events to the end, over as many connections as it takes. */
  ask(text: string, key: string): AsyncGenerator<ChatEvent> {
    return this.follow(undefined, () => this.post("messages", { text }, { "Idempotency-Key": key }));
  }

  /** Yields an answer's events from its beginning to its end. */
  tail(id: string): AsyncGenerator<ChatEvent> {
    return this.follow(id, () => this.stream(id, "0"));
  }

  async cancel(id: string): Promise<void> {
    await this.post(`messages/${id}/cancel`, {});
  }

  async feedback(id: string, rating: Rating, comment?: string): Promise<void> {
    await this.post(`messages/${id}/feedback`, comment ? { rating, comment } : { rating });
  }

  private async *follow(id: string | undefined, first: () => Promise<Response>): AsyncGenerator<ChatEvent> {
    let last = "0";
    for (let failures = 0; ; failures++) {
      try {
        const response = await (id && failures ? this.stream(id, last) : first());
        for await (const { id: sequence, event, data } of events(response.body!)) {
          const chatEvent = { type: event, ...JSON.parse(data) } as ChatEvent;
          if (chatEvent.type === "start") id = this.started(chatEvent.message_id);
          last = sequence;
          failures = 0;
          yield chatEvent;
          if (chatEvent.type === "done" || chatEvent.type === "error") return;
        }
      } catch (problem) {
        if (problem instanceof Failure && !problem.transient) throw problem;
      }
      const pause = PAUSES[failures];
      if (pause === undefined) throw offline();
      await sleep(pause);
    }
  }

  private started(id: string): string {
    this.visitor.keep();
    return id;
  }

  private stream(id: string, after: string): Promise<Response> {
    return this.request(`messages/${id}/stream?after=${encodeURIComponent(after)}`);
  }

  private post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, posted(body, headers));
  }

  private async request(path: string, init: RequestInit = {}, renewed = false): Promise<Response> {
    const session = this.session();
    const { token } = await session;
    const response = await this.fetch(path, {
      ...init,
      headers: { ...init.headers, Authorization: `Bearer ${token}` },
    });
    if (response.status === 401 && !renewed) {
      if (this.opened === session) this.renew();
      return this.request(path, init, true);
    }
    if (!response.ok) throw await failureOf(response);
    return response;
  }

  private async open(): Promise<Session> {
    const body = { site_key: this.siteKey, visitor: this.visitor.get(), identity: this.identity };
    const response = await this.fetch("sessions", posted(body));
    if (!response.ok) throw await failureOf(response);
    const session = (await response.json()) as Session;
    this.visitor.set(session.visitor);
    return session;
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.base}/api/widget/v1/${path}`, { ...init, credentials: "omit", cache: "no-store" });
    } catch {
      throw offline();
    }
  }
}

function posted(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers } };
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
