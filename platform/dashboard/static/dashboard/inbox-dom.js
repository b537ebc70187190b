/** An element with properties, attributes (`data-…`, `aria-…`, `role`) and children. */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const MINUTE = 60;
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** The time of day, with the day in front unless it is today. */
export function when(iso) {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  return today ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

/** How long ago, in a word. */
export function ago(iso) {
  const seconds = Math.max(0, (Date.now() - new Date(iso)) / 1000);
  if (seconds < MINUTE) return "now";
  if (seconds < 60 * MINUTE) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < 24 * 60 * MINUTE) return `${Math.floor(seconds / 60 / MINUTE)} h`;
  return day.format(new Date(iso));
}

/** Says of a state what a badge says of it. */
export const STATES = {
  bot: ["idle", "Bot"],
  waiting: ["warn", "Waiting"],
  human: ["good", "With a person"],
  closed: ["idle", "Closed"],
};

export function badge(state, label) {
  const [tone, usual] = STATES[state];
  return h("span", { className: `badge ${tone}` }, label ?? usual);
}
