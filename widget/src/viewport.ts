/** Where the chat covers the whole screen. */
const phone = matchMedia("(max-width: 480px), (max-height: 480px)");

export const onPhone = (): boolean => phone.matches;

/** Keeps a full-screen panel inside what an on-screen keyboard leaves visible, until `signal` says stop. */
export function fitAboveKeyboard(panel: () => HTMLElement, signal: AbortSignal): void {
  const visible = window.visualViewport;
  const fit = (): void => {
    const covered = onPhone() && visible !== null;
    panel().style.height = covered ? `${visible.height}px` : "";
    panel().style.top = covered ? `${visible.offsetTop}px` : "";
  };
  visible?.addEventListener("resize", fit, { signal });
  visible?.addEventListener("scroll", fit, { signal });
}
