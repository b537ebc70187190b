/** One text in the browser's storage. Where there is none, or it is blocked, the text lasts as long as the page. */
export class Kept {
  private current: string | undefined;

  constructor(
    private readonly storage: (() => Storage) | undefined,
    private readonly key: string,
  ) {}

  get(): string | undefined {
    return (this.current ??= attempt(() => this.storage?.().getItem(this.key)) ?? undefined);
  }

  /** Remembers a text for as long as the page lives. */
  set(text: string): void {
    this.current = text;
  }

  /** Writes what is remembered to the storage. */
  keep(): void {
    attempt(() => this.current && this.storage?.().setItem(this.key, this.current));
  }

  forget(): void {
    this.current = undefined;
    attempt(() => this.storage?.().removeItem(this.key));
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
