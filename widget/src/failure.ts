import { words } from "./words";

/** A failure that can be shown to a person: what happened (`message`) and what to do next (`hint`). */
export class Failure extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly code: string,
    /** Whether the same request may succeed later. */
    readonly retry: boolean,
    /** Whether the client should try again by itself. */
    readonly transient = false,
    /** Seconds to wait before another attempt. */
    readonly wait = 0,
  ) {
    super(message);
  }
}

export const offline = (): Failure => new Failure(words.offline, words.offlineHint, "offline", true, true);

const unavailable = (code: string, transient: boolean): Failure =>
  new Failure(words.unavailable, words.unavailableHint, code, true, transient);

/** Reads the platform's `{"error": {code, message, hint}}`, or makes the best of a proxy's page. */
export async function failureOf(response: Response): Promise<Failure> {
  const { status } = response;
  const body = (await response.json().catch(() => null)) as { error?: Record<string, unknown> } | null;
  const { code, message, hint } = body?.error ?? {};
  if (status === 429) {
    const wait = Number(response.headers.get("Retry-After")) || 10;
    return new Failure(String(message ?? words.busy), "", "rate_limited", true, false, wait);
  }
  if (status >= 502) return unavailable(`http_${status}`, true);
  if (typeof message !== "string") return unavailable(`http_${status}`, false);
  return new Failure(message, String(hint ?? ""), String(code ?? status), status >= 500 || status === 401 || status === 409);
}

/** Anything thrown, as something to show. */
export const asFailure = (problem: unknown): Failure =>
  problem instanceof Failure ? problem : unavailable("unexpected", false);
