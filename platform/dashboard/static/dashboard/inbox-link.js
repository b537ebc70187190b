/** Pauses (ms) between attempts to connect again. */
const PAUSES = [300, 1000, 2000, 4000, 8000];
const SIGNED_OUT = 4401;
const FORBIDDEN = 4403;

/** The WebSocket of an inbox: connects again by itself, and asks again for what it was asked to keep. */
export class Link {
  #failures = 0;
  #kept;
  #socket;

  /** `hears`: a function per `event` of a frame; besides `opened()`, `lost()` and `ended(signedOut)`. */
  constructor(path, hears) {
    this.address = `${location.origin.replace(/^http/, "ws")}${path}`;
    this.hears = hears;
  }

  connect() {
    const socket = (this.#socket = new WebSocket(this.address));
    socket.addEventListener("open", () => {
      this.#failures = 0;
      this.hears.opened();
      if (this.#kept) this.send(this.#kept);
    });
    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(data);
      this.hears[frame.event]?.(frame);
    });
    socket.addEventListener("close", ({ code }) => this.#closed(code));
  }

  /** Sends a frame; without a connection it is dropped, and `false` says so. */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Sends a frame now and after every new connection, until another one is kept. */
  keep(frame) {
    this.#kept = frame;
    this.send(frame);
  }

  #closed(code) {
    if (code === SIGNED_OUT || code === FORBIDDEN) return this.hears.ended(code === SIGNED_OUT);
    this.hears.lost();
    setTimeout(() => this.connect(), PAUSES[Math.min(this.#failures++, PAUSES.length - 1)]);
  }
}
