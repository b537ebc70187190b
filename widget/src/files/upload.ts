/** Calls as `fetch` does, and tells how much of the body has been sent (0 to 1), which `fetch` cannot. */
export const upload =
  (progress: (share: number) => void): typeof fetch =>
  (address, { method = "POST", headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const call = new XMLHttpRequest();
      call.open(method, String(address));
      for (const [name, value] of Object.entries(headers as Record<string, string>)) call.setRequestHeader(name, value);
      call.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
      call.onload = () => resolve(answered(call));
      call.onerror = call.onabort = () => reject(new TypeError("The call has failed."));
      signal?.addEventListener("abort", () => call.abort());
      call.send(body as Blob);
    });

function answered(call: XMLHttpRequest): Response {
  const headers = { "Retry-After": call.getResponseHeader("Retry-After") ?? "" };
  return new Response(call.responseText, { status: call.status, headers });
}
