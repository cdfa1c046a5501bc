// A site without React that uses the tracking module. docs/web.md explains the attributes.
import { start } from "./cinelibre.js";

const API = new URL("..", import.meta.url).href.replace(/\/$/, "");
const find = (id) => document.getElementById(id);
let token = null;

const isIncognito = () => find("incognito").checked;
const tracker = start({ token: () => token, incognito: isIncognito });

function say(text) {
  const line = document.createElement("li");
  line.textContent = text;
  find("log").prepend(line);
}

async function call(path, body) {
  const headers = { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  if (isIncognito() && !body) headers["X-Incognito"] = "true"; // only what reads may carry it
  const answer = await fetch(API + path, { headers, ...(body ? { method: "POST", body: JSON.stringify(body) } : {}) });
  return { ok: answer.ok, ...(await answer.json()) };
}

function button(text, attributes) {
  const made = document.createElement("button");
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

async function load() {
  const list = await call("/recommendations/personalized?limit=6");
  find("items").replaceChildren(
    ...list.items.map((item) => {
      const entry = document.createElement("li");
      entry.setAttribute("data-cinelibre-item", item.id);
      const link = document.createElement("a");
      link.href = `./${item.item_type}s/${item.id}`;
      link.textContent = item.title;
      entry.append(
        link,
        button("Like", { "data-cinelibre-event": "like" }),
        button("4 stars", { "data-cinelibre-event": "rate", "data-cinelibre-rating": "4" }),
      );
      return entry;
    }),
  );
  find("items").setAttribute("data-cinelibre-list", list.recommendation_id ?? "");
  find("reload").hidden = true;
}

find("account").addEventListener("submit", async (event) => {
  event.preventDefault();
  const account = Object.fromEntries(new FormData(event.target));
  let answer = await call("/auth/login", account);
  if (!answer.ok) answer = await call("/auth/register", account);
  if (!answer.ok) {
    find("who").textContent = answer.detail;
    return;
  }
  token = answer.access_token;
  find("who").textContent = `${answer.user.email} is signed in.`;
  await load();
});

find("reload").addEventListener("click", load);
find("insights").addEventListener("click", async () => {
  try {
    find("answer").textContent = JSON.stringify(await tracker.getUserInsights(), null, 2);
  } catch (error) {
    find("answer").textContent = error.message;
  }
});

document.addEventListener("cinelibre:sent", ({ detail }) => {
  for (const event of detail.events) say(`Sent: ${JSON.stringify(event)}`);
});
document.addEventListener("cinelibre:refused", ({ detail }) => say(`Refused: ${detail.detail} ${JSON.stringify(detail.event)}`));
document.addEventListener("cinelibre:refresh", () => {
  find("reload").hidden = false;
});
