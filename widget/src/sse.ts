export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/** A stream that says nothing for this long (ms) is taken as dead; servers send comments more often. */
const SILENCE = 30_000;

/** Parses server-sent events as the HTML standard does (§9.2.6). Ends when the stream ends, breaks or falls silent. */
export async function* events(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let id = "";
  let event = "";
  let data: string[] = [];
  for await (const line of lines(stream)) {
    if (line === "") {
      if (data.length) yield { id, event: event || "message", data: data.join("\n") };
      event = "";
      data = [];
      continue;
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (field === "id") id = value;
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let buffer = "";
  for await (const chunk of chunks(stream)) {
    buffer += decoder.decode(chunk, { stream: true });
    // A carriage return at the very end may be half of a CRLF: it waits for the next chunk.
    const complete = buffer.split(/\r\n|\n|\r(?!$)/);
    buffer = complete.pop()!;
    yield* complete;
  }
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { value, done } = await within(SILENCE, reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TypeError("silent stream")), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
