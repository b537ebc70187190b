/** What one tab tells the others: something was said, the chat was read, the visitor has gone. */
export type News = "said" | "read" | "left";

/** The line between the tabs of one website, until `signal` says stop. */
export class Tabs {
  private readonly channel: BroadcastChannel;

  constructor(siteKey: string, heard: (news: News, visitor?: string) => void, signal: AbortSignal) {
    this.channel = new BroadcastChannel(`botwright:${siteKey}`);
    this.channel.onmessage = ({ data }) => heard(...(data as [News, string?]));
    signal.addEventListener("abort", () => this.channel.close());
  }

  /** `visitor` is told along, because what one tab stores may reach another one later than this. */
  tell(news: News, visitor?: string): void {
    this.channel.postMessage([news, visitor]);
  }
}
