import { chunk } from "./chunk";
import { Failure, failureOf, offline } from "./failure";
import type { Challenge, ChatEvent, Session, Transcript } from "./protocol";
import type { Identity } from "./public";
import { events } from "./sse";
import { Kept } from "./storage";
import { pause } from "./pause";
import { wanted } from "./words";

/** Pauses (ms) between attempts to pick up a broken stream; any event starts them over. */
const PAUSES = [300, 1000, 2000, 4000, 8000, 15000];

/** A call, by something else than `fetch` where that cannot do it. */
interface Call extends RequestInit {
  via?: typeof fetch;
}

/** Speaks the widget's API of one site, as one visitor. Every method throws `Failure`. */
export class Client {
  private readonly visitor: Kept;
  private opened: Promise<Session> | undefined;
  /** Told when a stream is lost (true) and when it is back (false). */
  wavering: (lost: boolean) => void = () => undefined;

  constructor(
    private readonly base: string,
    private readonly siteKey: string,
    readonly identity?: Identity,
  ) {
    // Who is identified is named again by the website on its next page, so nobody finds the name in the browser.
    this.visitor = new Kept(identity ? undefined : () => localStorage, `botwright:${siteKey}`);
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

  /** Forgets the visitor, in the browser too. */
  forget(): void {
    this.visitor.forget();
  }

  /** The signed name of a visitor who is not identified, for other tabs. */
  get name(): string | undefined {
    return this.identity ? undefined : this.visitor.get();
  }

  /** Goes on as the visitor of another tab. */
  become(name: string): this {
    this.visitor.set(name);
    return this;
  }

  /** Keeps the visitor's name in the browser: the platform has something of them by now. */
  keep(): void {
    this.visitor.keep();
  }

  async transcript(): Promise<Transcript> {
    return (await this.request("conversation")).json() as Promise<Transcript>;
  }

  /** Asks a question and yields the answer's events to the end, over as many connections as it takes. */
  ask(text: string, key: string, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    return this.follow(undefined, signal, () => this.post("messages", { text }, signal, { "Idempotency-Key": key }));
  }

  /** Yields an answer's events from its beginning to its end. */
  tail(id: string, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    return this.follow(id, signal, () => this.stream(id, "0", signal));
  }

  private async *follow(
    id: string | undefined,
    signal: AbortSignal,
    first: () => Promise<Response>,
  ): AsyncGenerator<ChatEvent> {
    let last = "0";
    for (let failures = 0; ; failures++) {
      try {
        const response = await (id && failures ? this.stream(id, last, signal) : first());
        for await (const { id: sequence, event, data } of events(response.body!)) {
          const chatEvent = { type: event, ...JSON.parse(data) } as ChatEvent;
          if (chatEvent.type === "start") id = chatEvent.message_id;
          this.keep();
          this.wavering(false);
          last = sequence;
          failures = 0;
          yield chatEvent;
          if (chatEvent.type === "done" || chatEvent.type === "error") return;
        }
      } catch (problem) {
        if (signal.aborted) return;
        if (problem instanceof Failure && !problem.transient) throw problem;
      }
      const wait = PAUSES[failures];
      this.wavering(wait !== undefined);
      if (wait === undefined) throw offline();
      await pause(wait, signal);
    }
  }

  private stream(id: string, after: string, signal: AbortSignal): Promise<Response> {
    return this.request(`messages/${id}/stream?after=${encodeURIComponent(after)}`, { signal });
  }

  /** Posts JSON. */
  post(path: string, body: unknown = {}, signal: AbortSignal | null = null, headers = {}): Promise<Response> {
    return this.request(path, { ...posted(body, headers), signal });
  }

  /** One call under the session's token; the session is opened again when it is over. */
  async request(path: string, init: Call = {}, renewed = false): Promise<Response> {
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
    const identity = await (typeof this.identity === "function" ? this.identity() : this.identity);
    const body = { site_key: this.siteKey, visitor: this.visitor.get(), identity, languages: wanted };
    const response = await this.fetch("sessions", posted(body));
    if (!response.ok) throw await failureOf(response);
    const session = (await response.json()) as Session;
    this.visitor.set(session.visitor);
    return session;
  }

  /** One call. Where the platform is besieged, it asks for some work first. */
  private async fetch(path: string, init: Call): Promise<Response> {
    const response = await this.send(path, init);
    if (response.status !== 428) return response;
    const { challenge } = (await response.json()) as { challenge: Challenge };
    const { solve } = await chunk<typeof import("./proof")>("proof.js").catch(() => Promise.reject(offline()));
    return this.send(path, { ...init, headers: { ...init.headers, "X-Altcha": await solve(challenge) } });
  }

  private async send(path: string, { via = fetch, ...init }: Call): Promise<Response> {
    try {
      return await via(`${this.base}/api/widget/v1/${path}`, { ...init, credentials: "omit", cache: "no-store" });
    } catch {
      throw offline();
    }
  }
}

function posted(body: unknown, headers = {}): RequestInit {
  return { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers } };
}
