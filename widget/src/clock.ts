/** The time of day, in the visitor's time zone and the given language. */
export const clock = (at: Date, language: string): string =>
  at.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });

/** A moment as one would say it today: the time, with the date if it was another day. */
export function moment(at: Date, language: string): string {
  const today = at.toDateString() === new Date().toDateString();
  return today ? clock(at, language) : at.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}
