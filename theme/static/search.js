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

// An excerpt is text between marks; of HTML it has but these, and two letters in another form.
function excerpt(html) {
  return html.split(/<\/?mark>/).map((part, number) => {
    const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return number % 2 ? element("mark", "", text) : text;
  });
}

function item(post) {
  const link = element("a", "", post.meta.title);
  const path = encodeURI(post.raw_url).replace(/[?#]/g, encodeURIComponent);
  link.href = new URL(`..${path}`, index);
  return element("li", "result",
    element("h2", "", link),
    element("p", "meta", post.meta.date ?? ""),
    element("p", "", ...excerpt(post.excerpt)));
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
      const answer = await (await (engine ??= load())).search(text);
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
