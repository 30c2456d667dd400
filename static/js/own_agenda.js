// One's own agenda, kept in this browser alone: items with a star, found as one types, on paper and in one's calendar.
// The page is whole without it.
(() => {
  "use strict";
  const form = document.querySelector("[data-own]");
  const items = [...document.querySelectorAll(".day > ol > .item")];
  if (!form || !items.length) return;

  const key = `agenda:${form.dataset.own}`;
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) || [];
    } catch {
      return []; // nothing is kept here, or something that is not ours
    }
  };
  const mine = new Set(kept());
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify([...mine]));
    } catch {
      // This browser keeps nothing: the stars last as long as the page.
    }
  };

  // As the searches of the site: without accents, capitals and apostrophes; quotes around words say nothing.
  const fold = (text) => text.normalize("NFD").replace(/[\p{M}'’‘ʼ`]/gu, "").replace(/["“”„«»‹›]/g, " ").toLowerCase();
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, fold(item.textContent));
    return texts.get(item);
  };

  const titleOf = (item) => item.querySelector("h3, h4").textContent.trim();
  const stars = new Map();
  const found = document.querySelector("[data-found]"); // on paper, too: it says that this is not all
  const isMine = (item) => mine.has(item.id) || [...item.querySelectorAll(".item")].some((part) => mine.has(part.id));
  const show = () => {
    const words = fold(form.q.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const fits = words.every((word) => textOf(item).includes(word)) && (!form.mine.checked || isMine(item));
      item.hidden = !fits;
      shown += fits;
    }
    for (const day of document.querySelectorAll(".day")) {
      day.hidden = !day.querySelector(":scope > ol > .item:not([hidden])");
    }
    const isAll = shown === items.length;
    const said = shown ? found.dataset.some : form.mine.checked && !mine.size ? found.dataset.noStar : found.dataset.none;
    found.textContent = isAll ? "" : said.replace("{shown}", shown).replace("{all}", items.length);
    form.querySelector("[data-count]").textContent = mine.size;
    form.querySelector("[data-calendar]").hidden = !mine.size;
  };

  const template = document.querySelector("[data-star]");
  for (const item of document.querySelectorAll(".day .item")) {
    const star = template.content.firstElementChild.cloneNode(true);
    const title = item.querySelector("h3, h4");
    star.setAttribute("aria-label", `${star.dataset.label}: ${titleOf(item)}`);
    star.setAttribute("aria-pressed", String(mine.has(item.id)));
    star.addEventListener("click", () => {
      if (!mine.delete(item.id)) mine.add(item.id);
      star.setAttribute("aria-pressed", String(mine.has(item.id)));
      keep();
      show();
      // A star that took itself out of view leaves the reader at the box that brought it about.
      if (item.closest("[hidden]")) form.mine.focus();
    });
    title.after(star);
    stars.set(item.id, star);
  }
  // What is there no longer is forgotten, and another window of this browser is followed.
  for (const id of mine) if (!stars.has(id)) mine.delete(id);
  window.addEventListener("storage", (event) => {
    if (event.key !== key) return;
    mine.clear();
    for (const id of kept()) if (stars.has(id)) mine.add(id);
    for (const [id, star] of stars) star.setAttribute("aria-pressed", String(mine.has(id)));
    show();
  });

  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());

  // The calendar has no entry of a part without hours of its own: it is told in that of what it stands within.
  const entryOf = (item) => {
    const whole = item.parentElement.closest(".item");
    return whole && !item.querySelector(":scope > .item-time") ? entryOf(whole) : item;
  };

  // The calendar of the whole agenda without the entries that have no star.
  form.querySelector("[data-calendar]").addEventListener("click", async () => {
    const answer = await fetch(form.dataset.ics).catch(() => null);
    if (!answer?.ok) {
      found.textContent = found.dataset.failed;
      return;
    }
    const entries = (await answer.text()).split(/(?=^BEGIN:VEVENT\r$)|(?<=^END:VEVENT\r\n)/m);
    const starred = [...stars.keys()].filter((id) => mine.has(id)).map((id) => document.getElementById(id));
    const wanted = new Set(starred.map((item) => entryOf(item).id));
    const idOf = (entry) => `s${entry.replaceAll("\r\n ", "").match(/^URL:.*\/sessions\/(\d+)\/\r$/m)?.[1]}`;
    const isKept = (entry) => !entry.startsWith("BEGIN:VEVENT") || wanted.has(idOf(entry));
    const there = new Set(entries.map(idOf));
    const left = starred.filter((item) => !there.has(entryOf(item).id)).map(titleOf);
    if (left.length) found.textContent = found.dataset.left.replace("{titles}", () => left.join(" · "));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([entries.filter(isKept).join("")], { type: "text/calendar" }));
    link.download = `${form.dataset.own}.ics`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  form.hidden = false;
  show();
})();
