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
  const renumber = () => items().forEach((item, index) => {
    const order = item.querySelector("input.order");
    if (order) order.value = index + 1;
  });
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

  const move = (element, step, selector) => {
    const other = step < 0 ? element.previousElementSibling : element.nextElementSibling;
    if (!other || !other.matches(selector)) return;
    const focused = document.activeElement;
    if (step < 0) other.before(element); else other.after(element);
    renumber();
    isDirty = true;
    if (focused && element.contains(focused)) focused.focus();
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
    } else if (target.dataset.move) move(target.closest("tbody.item"), Number(target.dataset.move), "tbody.item");
    else if (target.dataset.movePerson) move(target.closest(".person"), Number(target.dataset.movePerson), ".person");
    else if (target.matches("[data-add-row]")) addRow(items().pop());
    else if (target.matches("[data-add-person]")) addPerson(target.closest("[data-people]"));
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || event.target.getAttribute("role") === "combobox") return;
    const item = event.target.closest("tbody.item");
    if (!item) return;
    event.preventDefault();
    move(item, event.key === "ArrowUp" ? -1 : 1, "tbody.item");
  });
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("change", (event) => {
    isDirty = true;
    if (event.target.name.endsWith("-delete")) {
      const element = event.target.closest(".person") || event.target.closest("tbody.item");
      element.classList.toggle("is-removed", event.target.checked);
    }
  });
  form.addEventListener("submit", () => { isDirty = false; renumber(); });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });

  // The empty item for those without a script gives way to the button.
  const blank = table.querySelector("tbody.item[data-blank]");
  if (blank && rowTemplate && items().length > 1) blank.remove();
  showButtons(document);
  renumber();
  const alert = form.querySelector("[role=alert]");
  if (alert) alert.focus();
})();
