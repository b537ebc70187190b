/** The address when a visitor may follow it: absolute, and http, https, mailto or tel. */
export function safe(href: string | null | undefined): string | null {
  const protocol = href && URL.canParse(href) ? new URL(href).protocol : "";
  return ["http:", "https:", "mailto:", "tel:"].includes(protocol) ? href! : null;
}

/** Attributes of a link that leaves the page without giving it away or vouching for its target. */
export function outbound(url: string): Record<string, string> {
  return { rel: "noopener nofollow ugc", ...(/^https?:/i.test(url) && { target: "_blank" }) };
}
