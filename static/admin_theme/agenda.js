/* The table of the agenda: add, move and open items and people without leaving the page. Without it each item opens by
   its link, one empty item stands at the end, and the order is typed as numbers. */
"use strict";
(() => {
  const form = document.getElementById("agenda-form");
  if (!form) return;
  const table = form.querySelector("table.agenda");
  const rowTemplate = document.getElementById("row-template");
  const personTemplate = document.getElementById("person-template");
  let count = 0;
  let isDirty = false;
  document.body.classList.add("has-agenda-script");

  const items = () => [...table.querySelectorAll("tbody.item")];
  const renumber = () => {
    items().forEach((item, index) => {
      const order = box(item, "order");
      if (order) order.value = index + 1;
    });
    markArrows();
  };
  const made = (template, replacements) => {
    const html = Object.entries(replacements).reduce((text, [from, to]) => text.replaceAll(from, to), template.innerHTML);
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.firstElementChild;
  };
  const announce = (element) => element.dispatchEvent(new CustomEvent("formset:added", { bubbles: true }));
  const showButtons = (root) => root.querySelectorAll("[data-add-person], [data-add-row]").forEach((button) => { button.hidden = false; });

  const addRow = (after) => {
    const item = made(rowTemplate, { __row__: `n${(count += 1)}` });
    item.dataset.untouched = "";
    if (after) after.after(item); else table.append(item);
    if (after) {
      // The next item mostly begins when this one ends.
      const end = after.querySelector("input[name$='-end']");
      const start = item.querySelector("input[name$='-start']");
      if (end && start) start.value = end.value;
    }
    showButtons(item);
    announce(item);
    renumber();
    item.querySelector("input.hour").focus();
    isDirty = true;
  };

  const addPerson = (people) => {
    const person = made(personTemplate, { __row__: people.dataset.people, __person__: `n${(count += 1)}` });
    people.querySelector(".add").before(person);
    announce(person);
    person.querySelector("input[role=combobox]").focus();
    isDirty = true;
  };

  const swap = (above, below) => above[0].before(...below);
  const box = (item, name) => item.querySelector(`input[name$="-${name}"]`);
  const level = (item) => Number(item.querySelector("select.level")?.value || 0);
  // An item with what stands within it.
  const block = (item) => {
    const all = items();
    const from = all.indexOf(item);
    const to = all.findIndex((other, index) => index > from && level(other) <= level(item));
    return all.slice(from, to < 0 ? undefined : to);
  };

  // Hours as minutes, in the forms that events/hours.py reads; null of what is none.
  const clock = /^(?:(\d{1,2})(?:\s*[:.h]\s*(\d{2})(?::\d{2})?)?\s*h?\s*(?:([ap])\.?\s?m\.?)?|(\d{1,2})(\d{2}))$/i;
  const minutes = (input) => {
    const found = clock.exec((input?.value || "").trim());
    if (!found) return null;
    const half = found[3]?.toLowerCase();
    const typed = Number(found[1] ?? found[4]);
    const hour = half ? (typed % 12) + (half === "p" ? 12 : 0) : typed;
    return hour < 24 ? hour * 60 + Number(found[2] ?? found[5] ?? 0) : null;
  };
  const setMinutes = (input, value) => {
    const whole = ((value % 1440) + 1440) % 1440;
    input.value = `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
  };
  const shift = (rows, by) => {
    for (const input of rows.flatMap((row) => [box(row, "start"), box(row, "end")])) {
      if (minutes(input) !== null) setMinutes(input, minutes(input) + by);
    }
  };
  // Two items exchange their hours, each as long as it was: the second begins when the first did, the first ends when
  // the second did. What stands within them goes along.
  const exchangeHours = (first, second) => {
    const [start, later] = [first, second].map((rows) => minutes(box(rows[0], "start")));
    const [end, last] = [first, second].map((rows) => minutes(box(rows[0], "end")));
    if (start === null || later === null || start === later) return;
    const lasts = end === null || last === null ? 0 : (last - end + 1440) % 1440;
    shift(second, start - later);
    shift(first, end === null || last === null ? later - start : lasts);
  };

  // The item that another one passes when it moves, and null where it would not stay: one with hours and one without
  // stand apart from each other, hours that cannot be read are not exchanged, and what has hours stays within its own.
  const hasHours = (item) => Boolean(box(item, "start")?.value);
  const canExchange = (item, other) =>
    hasHours(item) === hasHours(other) && [item, other].every((row) => !hasHours(row) || minutes(box(row, "start")) !== null);
  const passed = (item, step) => {
    const all = items();
    const own = block(item);
    let place = all.indexOf(step < 0 ? item : own[own.length - 1]) + step;
    while (step < 0 && place > 0 && level(all[place]) > level(item)) place -= 1;
    const other = all[place];
    if (!other || other.dataset.blank !== undefined) return null;
    if (level(other) < level(item)) return (step > 0 || place > 0) && !own.some(hasHours) ? other : null;
    return canExchange(item, other) ? other : null;
  };
  const markArrows = () => items().forEach((item) => {
    for (const button of item.querySelectorAll(".cell-order button")) {
      button.setAttribute("aria-disabled", String(passed(item, Number(button.dataset.move)) === null));
    }
  });

  const keepingFocus = (element, change) => {
    const focused = document.activeElement;
    change();
    renumber();
    isDirty = true;
    if (focused && element.contains(focused)) focused.focus();
  };
  const moveItem = (item, step) => {
    const other = passed(item, step);
    if (!other) return;
    keepingFocus(item, () => {
      const own = block(item);
      if (level(other) < level(item)) {
        if (step < 0) other.before(...own); else other.after(...own);
        return;
      }
      const [above, below] = step < 0 ? [block(other), own] : [own, block(other)];
      exchangeHours(above, below);
      swap(above, below);
    });
  };
  const movePerson = (person, step) => {
    const other = step < 0 ? person.previousElementSibling : person.nextElementSibling;
    if (!other || !other.matches(".person")) return;
    keepingFocus(person, () => { if (step < 0) other.before(person); else other.after(person); });
  };

  const toggle = async (link) => {
    const item = link.closest("tbody.item");
    const details = item.querySelector("tr.details");
    const cell = details.firstElementChild;
    if (!cell.firstElementChild && link.dataset.open) {
      const response = await fetch(link.dataset.open, { headers: { Accept: "text/html" } });
      if (!response.ok) { cell.textContent = form.dataset.failed; details.hidden = false; return; }
      cell.innerHTML = await response.text();
      showButtons(cell);
      announce(details);
    }
    details.hidden = !details.hidden;
    link.setAttribute("aria-expanded", String(!details.hidden));
  };

  form.addEventListener("click", (event) => {
    const target = event.target.closest("button, a");
    if (!target) return;
    if (target.matches("a.open") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      toggle(target);
    } else if (target.dataset.move) moveItem(target.closest("tbody.item"), Number(target.dataset.move));
    else if (target.dataset.movePerson) movePerson(target.closest(".person"), Number(target.dataset.movePerson));
    else if (target.matches("[data-add-row]")) addRow(items().pop());
    else if (target.matches("[data-add-person]")) addPerson(target.closest("[data-people]"));
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || event.target.getAttribute("role") === "combobox") return;
    const item = event.target.closest("tbody.item");
    if (!item) return;
    event.preventDefault();
    moveItem(item, event.key === "ArrowUp" ? -1 : 1);
  });
  // What the directory says of whoever is chosen is proposed where nothing stands yet.
  const propose = async (select) => {
    const person = select.closest(".person");
    const response = await fetch(`${form.dataset.speaker}?id=${select.value}`, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    for (const [name, value] of Object.entries(await response.json())) {
      const box = person.querySelector(`[name$="-${name}"]`);
      if (!box || (box.selectedOptions ? [...box.selectedOptions].some((option) => option.value) : box.value)) continue;
      if (!Array.isArray(value)) { box.value = value; continue; }
      value.forEach((row) => box.append(new Option(row.text, row.id, true, true)));
      if (value.length) box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  const touch = (event) => {
    isDirty = true;
    event.target.closest("tbody.item")?.removeAttribute("data-untouched");
  };
  form.addEventListener("input", touch);
  form.addEventListener("change", (event) => {
    touch(event);
    markArrows();
    if (event.target.name.endsWith("-speaker") && event.target.value) propose(event.target);
    if (event.target.name.endsWith("-delete")) {
      const element = event.target.closest(".person") || event.target.closest("tbody.item");
      element.classList.toggle("is-removed", event.target.checked);
    }
  });
  form.addEventListener("submit", () => {
    isDirty = false;
    // Of a row in which nobody typed the start is a proposal, and no item.
    table.querySelectorAll("tbody.item[data-untouched]").forEach((item) => item.remove());
    renumber();
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });

  // The empty item for those without a script gives way to the button.
  const blank = table.querySelector("tbody.item[data-blank]");
  if (blank && rowTemplate && items().length > 1) blank.remove();
  showButtons(document);
  renumber();
  const alert = form.querySelector("[role=alert]");
  if (alert) alert.focus();
})();
