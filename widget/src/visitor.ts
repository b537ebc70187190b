/** The visitor's opaque, server-signed name. It is kept only once a message has been sent. */
export class VisitorStore {
  private readonly key: string;
  private current: string | undefined;

  constructor(siteKey: string) {
    this.key = `botwright:${siteKey}`;
  }

  get(): string | undefined {
    return (this.current ??= attempt(() => localStorage.getItem(this.key)) ?? undefined);
  }

  set(visitor: string): void {
    this.current = visitor;
  }

  /** Writes to the browser's storage; where storage is blocked the visitor lasts as long as the page. */
  keep(): void {
    attempt(() => this.current && localStorage.setItem(this.key, this.current));
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
