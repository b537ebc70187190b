const NEAR = 48;

/**
 * Keeps the end of growing content in view until the reader scrolls up, and from there on leaves the reader alone.
 * Returns a function that goes back to the end. `moved` is told whether the end is in view.
 */
export function follow(scroller: HTMLElement, content: HTMLElement, moved: (atEnd: boolean) => void): () => void {
  let following = true;
  let top = 0;
  const toEnd = (): void => {
    following = true;
    scroller.scrollTop = scroller.scrollHeight;
    moved(true);
  };
  scroller.addEventListener("scroll", () => {
    const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
    // Growth alone never moves up: only a reader does.
    if (atEnd) following = true;
    else if (scroller.scrollTop < top) following = false;
    top = scroller.scrollTop;
    moved(following || atEnd);
  });
  const observer = new ResizeObserver(() => following && toEnd());
  observer.observe(content);
  observer.observe(scroller);
  return toEnd;
}
