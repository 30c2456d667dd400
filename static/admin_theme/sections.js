/* The parts of an event's screen as tabs: one at a time, its name in the address. Without it they follow each other. */
"use strict";
(() => {
  const nav = document.querySelector("[data-sections]");
  if (!nav) return;
  const links = [...nav.querySelectorAll("[data-section]")];
  const parts = new Map(links.map((link) => [link.dataset.section, document.getElementById(`part-${link.dataset.section}`)]));
  const form = nav.closest("form");

  const show = (code) => {
    const chosen = parts.has(code) ? code : links[0].dataset.section;
    parts.forEach((part, name) => { part.hidden = name !== chosen; });
    links.forEach((link) => {
      if (link.dataset.section === chosen) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
    // After saving one comes back to the same part.
    form.action = `${location.pathname}${location.search}#${chosen}`;
  };

  // An address may name a box within a part.
  const follow = () => {
    const name = location.hash.slice(1);
    const box = parts.has(name) ? null : document.getElementById(name);
    const around = box && [...parts.keys()].find((code) => parts.get(code).contains(box));
    show(around || name);
    if (around) box.focus();
  };

  document.body.classList.add("has-tabs");
  window.addEventListener("hashchange", follow);
  nav.addEventListener("click", (event) => {
    const link = event.target.closest("[data-section]");
    if (!link) return;
    event.preventDefault(); // the browser would jump to the part; as a tab it stands below the head of the event
    location.hash = link.dataset.section;
  });
  const wrong = links.find((link) => link.querySelector(".tag-bad"));
  if (wrong) show(wrong.dataset.section); else follow();
})();
