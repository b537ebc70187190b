/** Live chats: what the server shows (the list, and the open conversation) is drawn whole, whenever it changes. */
import { Composer } from "./inbox-composer.js";
import { Link } from "./inbox-link.js";
import { List } from "./inbox-list.js";
import { Talk } from "./inbox-talk.js";

const root = document.querySelector("[data-inbox]");
const find = (name, within = document) => within.querySelector(`[data-${name}]`);
const title = document.title;

const link = new Link(`/ws/inbox/${root.dataset.inbox}`, {
  list: ({ data }) => showList(data),
  talk: ({ data }) => talk.show(data),
  typing: ({ id }) => talk.typing(id),
  draft: ({ id, text }) => composer.propose(id, text),
  said: ({ id, key }) => composer.said(id, key),
  refused: ({ data }) => complain(`${data.message} ${data.hint}`),
  opened: () => calm(),
  lost: () => complain("The connection is lost. Trying again…"),
  ended: (signedOut) => ended(signedOut),
});
const composer = new Composer(find("composer"), JSON.parse(document.getElementById("canned-answers").textContent), link);
const talk = new Talk(root, link, composer, find("announce"));
const list = new List(root, (id) => open(id));

function showList(data) {
  list.show(data);
  const waiting = data.rows.filter(({ state }) => state === "waiting").length;
  const count = document.querySelector(".menu [data-waiting]");
  count.hidden = !waiting;
  count.firstChild.data = waiting;
  document.title = waiting ? `(${waiting}) ${title}` : title;
  find("presence").hidden = false;
  find("agents").textContent = data.agents.length ? `Here: ${data.agents.join(", ")}` : "Nobody is here for visitors";
  const away = find("away");
  away.setAttribute("aria-pressed", String(data.away));
  away.textContent = data.away ? "I am back" : "Step away";
}

function open(id) {
  if (location.hash.slice(1) !== id) history.replaceState(null, "", id ? `#${id}` : location.pathname);
  list.choose(id);
  root.classList.toggle("with-talk", Boolean(id));
  if (id) link.keep({ type: "open", id });
  else talk.close();
}

function complain(text) {
  find("trouble").hidden = false;
  find("trouble-text").textContent = text;
}

function calm() {
  find("trouble").hidden = true;
}

function ended(signedOut) {
  complain(signedOut ? "You are signed out. " : "You do not belong to this business any more. ");
  const again = Object.assign(document.createElement("a"), { href: root.dataset.login, textContent: "Sign in again" });
  if (signedOut) find("trouble-text").append(again);
}

find("away").addEventListener("click", ({ currentTarget }) => {
  link.send({ type: "away", away: currentTarget.getAttribute("aria-pressed") !== "true" });
});
find("back").addEventListener("click", () => open(""));
document.addEventListener("click", calm, true);
window.addEventListener("hashchange", () => open(location.hash.slice(1)));

link.connect();
open(location.hash.slice(1));
