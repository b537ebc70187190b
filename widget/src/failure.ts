import { language, words } from "./words";

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

/** A wait (s) that is worth counting down; after a longer one the visitor comes back another time. */
const PATIENCE = 120;

export const offline = (): Failure => new Failure(words.offline, words.offlineHint, "offline", true, true);

const unavailable = (code: string, transient: boolean): Failure =>
  new Failure(words.unavailable, words.unavailableHint, code, true, transient);

/** Reads the platform's `{"error": {code, message, hint}}`, or makes the best of a proxy's page. */
export async function failureOf(response: Response): Promise<Failure> {
  const { status } = response;
  const body = (await response.json().catch(() => null)) as { error?: Record<string, unknown> } | null;
  const { code, message, hint } = body?.error ?? {};
  if (status === 429) return tooMany(response, String(code ?? ""), message, hint);
  if (status >= 502) return unavailable(`http_${status}`, true);
  if (typeof message !== "string") return unavailable(`http_${status}`, false);
  const again = status >= 500 || status === 401 || status === 409;
  return new Failure(...own(String(code ?? status), message, String(hint ?? "")), again);
}

function tooMany(response: Response, code: string, message: unknown, hint: unknown): Failure {
  const wait = Number(response.headers.get("Retry-After")) || 10;
  const soon = wait <= PATIENCE;
  const said = own(code || "rate_limited", String(message ?? words.busy), soon ? "" : String(hint ?? ""));
  return new Failure(...said, soon, false, soon ? wait : 0);
}

/** The platform speaks English: in other languages the widget says what it knows in its own words. */
function own(code: string, message: string, hint: string): [message: string, hint: string, code: string] {
  const known: Record<string, string> = { rate_limited: words.busy, budget_spent: words.spent, bot_off: words.off };
  const said = language === "en" ? undefined : known[code];
  return said ? [said, "", code] : [message, hint, code];
}

/** Anything thrown, as something to show. */
export const asFailure = (problem: unknown): Failure =>
  problem instanceof Failure ? problem : unavailable("unexpected", false);
