// The search page: asks Pagefind's index, shows what it finds. All words come from the page.
const page = document.getElementById("search");
const field = page.querySelector("input");
const said = page.querySelector("[role=status]");
const list = page.querySelector("ol");
const more = page.querySelector("p:last-child");
const index = new URL(page.dataset.index, location);
const forms = new Intl.PluralRules(document.documentElement.lang || "en");
let engine, found = [], asked = 0;

const word = (name) => page.getAttribute(`data-${name}`);
const say = (text) => { said.textContent = text; };

async function load() {
  const pagefind = await import(index);
  return pagefind.createInstance({ noWorker: true });
}

function element(name, className, ...inside) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

// Where nobody writes spaces, plugins/reading/search/parting.py made a word of each character.
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\u{20000}-\u{3ffff}]/gu;
const whole = (text) => text.replace(/\u2060(<\/mark>)? /g, "$1").replaceAll("\u2060", "");

// Those characters are looked for side by side first.
async function ask(text) {
  const pagefind = await (engine ??= load());
  const parted = text.replace(UNSPACED, " $& ").trim();
  if (parted !== text && !text.includes('"')) {
    const answer = await pagefind.search(`"${parted}"`);
    if (answer.results.length) return answer;
  }
  return pagefind.search(parted);
}

// An excerpt is text between marks; of HTML it has but these, and two letters in another form.
function excerpt(html) {
  return whole(html).split(/<\/?mark>/).map((part, number) => {
    const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return number % 2 ? element("mark", "", text) : text;
  });
}

function item(post) {
  const link = element("a", "", whole(post.meta.title));
  const path = encodeURI(post.raw_url).replace(/[?#]/g, encodeURIComponent);
  link.href = new URL(`..${path}`, index);
  const parts = [
    element("h2", "", link),
    element("p", "meta", whole(post.meta.date ?? "")),
    element("p", "", ...excerpt(post.excerpt)),
  ];
  parts.forEach((part) => { part.dir = "auto"; });
  return element("li", "result", ...parts);
}

async function show(number) {
  const start = list.children.length;
  more.hidden = true;
  const posts = await Promise.all(found.slice(start, start + 10).map((one) => one.data()));
  if (number !== asked) return;
  list.append(...posts.map(item));
  more.hidden = list.children.length >= found.length;
  if (start) list.children[start].querySelector("a").focus();
}

async function search() {
  const number = ++asked;
  const text = field.value.trim();
  const address = new URL(location);
  address.searchParams.set("q", text);
  if (!text) address.searchParams.delete("q");
  history.replaceState(null, "", address);
  found = [];
  try {
    if (text) {
      say(word("busy"));
      const answer = await ask(text);
      if (number !== asked) return;
      if (!answer.results.length && !navigator.onLine) throw new Error("offline");
      found = answer.results;
    }
    list.replaceChildren();
    await show(number);
    const name = found.length ? `found-${forms.select(found.length)}` : "none";
    if (number === asked) say(text && word(name).replace("{}", () => found.length || text));
  } catch {
    if (number === asked) fail();
  }
}

function fail() {
  engine = undefined;
  list.replaceChildren();
  more.hidden = true;
  say(word("broken"));
}

let timer;
function wait(event) {
  event.preventDefault();
  clearTimeout(timer);
  timer = setTimeout(search, event.type === "input" ? 250 : 0);
}
page.addEventListener("submit", wait);
field.addEventListener("input", wait);
more.firstElementChild.addEventListener("click", () => show(asked).catch(fail));

page.hidden = false;
field.value = new URLSearchParams(location.search).get("q") ?? "";
if (field.value) search();
