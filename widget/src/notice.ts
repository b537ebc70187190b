import { h } from "./dom";
import type { Failure } from "./failure";
import { fill, words } from "./words";

/** What happened, what to do next and, where it can help, a button that does it. */
export function notice(failure: Failure, retry: () => void): HTMLElement {
  const element = h("div", { class: "notice" }, h("p", {}, h("b", {}, failure.message), " ", failure.hint));
  if (failure.retry) element.append(retryButton(failure.wait, retry));
  return element;
}

/** The button counts down the seconds that the server asked to wait, as long as it is shown. */
function retryButton(seconds: number, retry: () => void): HTMLButtonElement {
  const button = h("button", { type: "button", class: "small", onclick: retry });
  const tick = (): void => {
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? fill(words.wait, seconds) : words.retry;
    if (seconds-- > 0) setTimeout(() => button.isConnected && tick(), 1000);
  };
  tick();
  return button;
}
