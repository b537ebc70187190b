/**
 * The widget as visitors have it, but its sessions are opened by the dashboard: for the member who is signed in, and for
 * the version chosen. Everything else goes through the widget's own API.
 */
const { session, csrf } = document.querySelector("botwright-chat").dataset;
const through = window.fetch.bind(window);

window.fetch = (address, init) =>
  String(address).endsWith("/api/widget/v1/sessions")
    ? through(session, { method: "POST", headers: { "X-CSRFToken": csrf }, credentials: "same-origin" })
    : through(address, init);

await import("/w/v1/app.js");
// The chat takes the focus when it opens, which here would only scroll the page.
document.activeElement?.blur();
