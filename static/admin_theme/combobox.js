/* A select whose options are looked up as one types (the ARIA combobox pattern). Without it the select still holds what
   was chosen before. Enhances every select[data-lookup], also those that are added to the page later. */
"use strict";
(() => {
  const WAIT = 180;
  let count = 0;

  class Combobox {
    constructor(select) {
      this.select = select;
      this.isMultiple = select.multiple;
      this.options = [];
      this.active = -1;
      this.id = select.id || `combobox-${(count += 1)}`;
      this.build();
      this.show();
      select.addEventListener("change", () => this.show());
      // What is offered belongs to what another box says: the rooms of the venue.
      this.above = document.getElementById(`id_${select.dataset.within}`);
      if (this.above) this.above.addEventListener("change", () => { if (this.select.value) this.choose(null); });
      // The pop-ups of the admin report by jQuery alone.
      if (window.django && window.django.jQuery) window.django.jQuery(select).on("change", () => this.show());
    }

    build() {
      const { select } = this;
      this.box = document.createElement("div");
      this.box.className = "combobox";
      this.input = document.createElement("input");
      Object.assign(this.input, { type: "text", id: `${this.id}-input`, autocomplete: "off", spellcheck: false });
      if (select.dataset.placeholder) this.input.placeholder = select.dataset.placeholder;
      const attributes = {
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${this.id}-list`,
      };
      for (const name of ["aria-describedby", "aria-invalid"]) {
        if (select.hasAttribute(name)) attributes[name] = select.getAttribute(name);
      }
      Object.entries(attributes).forEach(([name, value]) => this.input.setAttribute(name, value));
      this.list = document.createElement("ul");
      this.list.id = `${this.id}-list`;
      this.list.setAttribute("role", "listbox");
      this.list.hidden = true;
      this.chips = document.createElement("ul");
      this.chips.className = "chips";
      const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      const name = select.getAttribute("aria-label") || (label ? label.textContent.trim().replace(/\s*:$/, "") : select.name);
      if (label) label.htmlFor = this.input.id; else this.input.setAttribute("aria-label", name);
      this.list.setAttribute("aria-label", name);
      this.clear = document.createElement("button");
      Object.assign(this.clear, { type: "button", className: "combobox-clear", textContent: "×" });
      this.clear.setAttribute("aria-label", `${select.dataset.removeLabel}: ${name}`);
      this.clear.addEventListener("click", () => { this.choose(null); this.input.focus(); });
      if (this.isMultiple) this.box.append(this.chips);
      this.box.append(this.input);
      if (!this.isMultiple && select.dataset.allowClear === "true") this.box.append(this.clear);
      this.box.append(this.list);
      select.hidden = true;
      select.after(this.box);
      this.listen();
    }

    listen() {
      this.input.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.look(this.input.value), WAIT);
      });
      this.input.addEventListener("focus", () => this.input.select());
      this.input.addEventListener("click", () => { if (this.list.hidden) this.look(""); });
      this.input.addEventListener("blur", () => { this.close(); this.show(); });
      this.input.addEventListener("keydown", (event) => this.onKey(event));
      // mousedown, since the click would come after the input has lost the focus and the list is gone.
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const item = event.target.closest("[role=option]");
        if (item) this.choose(this.options[Number(item.dataset.index)]);
      });
    }

    onKey(event) {
      const { key } = event;
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        if (this.list.hidden) this.look(this.isMultiple ? this.input.value : "");
        else this.move(key === "ArrowDown" ? 1 : -1);
      } else if (key === "Enter") {
        if (!this.list.hidden && this.options[this.active]) { event.preventDefault(); this.choose(this.options[this.active]); }
        else if (!this.list.hidden) event.preventDefault();
      } else if (key === "Escape") {
        if (!this.list.hidden) { event.stopPropagation(); this.close(); this.show(); }
      } else if (key === "Backspace" && this.isMultiple && !this.input.value) {
        const chosen = [...this.select.selectedOptions];
        if (chosen.length) this.remove(chosen[chosen.length - 1]);
      }
    }

    async look(term) {
      const { dataset } = this.select;
      const query = new URLSearchParams({
        term, app_label: dataset.appLabel, model_name: dataset.modelName, field_name: dataset.fieldName,
      });
      if (this.above) query.set(dataset.within, this.above.value);
      const asked = (this.asked = (this.asked || 0) + 1);
      const response = await fetch(`${dataset.lookup}?${query}`, { headers: { Accept: "application/json" } });
      if (asked !== this.asked || document.activeElement !== this.input) return;
      const answer = response.ok ? await response.json() : { results: [] };
      this.options = answer.results.filter((row) => !this.isMultiple || !this.isChosen(row.id));
      this.draw();
    }

    isChosen(id) { return [...this.select.selectedOptions].some((option) => option.value === String(id)); }

    draw() {
      this.list.replaceChildren(...this.options.map((row, index) => {
        const item = document.createElement("li");
        Object.assign(item, { id: `${this.id}-option-${index}`, textContent: row.text });
        item.dataset.index = index;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        return item;
      }));
      if (!this.options.length) {
        const none = document.createElement("li");
        none.className = "nothing";
        none.textContent = this.select.dataset.nothingLabel;
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        none.setAttribute("aria-selected", "false");
        this.list.append(none);
      }
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.active = -1;
      if (this.options.length) this.move(1);
    }

    move(step) {
      const items = [...this.list.querySelectorAll("[data-index]")];
      if (!items.length) return;
      this.active = (this.active + step + items.length) % items.length;
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.active)));
      this.input.setAttribute("aria-activedescendant", items[this.active].id);
      items[this.active].scrollIntoView({ block: "nearest" });
    }

    choose(row) {
      if (!this.isMultiple) [...this.select.options].forEach((option) => option.remove());
      if (row) this.select.append(new Option(row.text, row.id, true, true));
      else if (!this.isMultiple) this.select.append(new Option("", "", true, true));
      this.close();
      this.input.value = "";
      this.changed();
    }

    remove(option) {
      option.remove();
      this.changed();
      this.input.focus();
    }

    changed() { this.select.dispatchEvent(new Event("change", { bubbles: true })); }

    close() {
      this.asked = (this.asked || 0) + 1;
      clearTimeout(this.timer);
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    show() {
      const chosen = [...this.select.selectedOptions].filter((option) => option.value);
      if (!this.isMultiple) {
        this.input.value = chosen.length ? chosen[0].textContent : "";
        this.clear.hidden = !chosen.length;
        return;
      }
      this.input.value = "";
      this.chips.hidden = !chosen.length;
      this.chips.replaceChildren(...chosen.map((option) => {
        const chip = document.createElement("li");
        const remove = document.createElement("button");
        Object.assign(remove, { type: "button", textContent: "×" });
        remove.setAttribute("aria-label", `${this.select.dataset.removeLabel}: ${option.textContent}`);
        remove.addEventListener("click", () => this.remove(option));
        chip.append(option.textContent, remove);
        return chip;
      }));
    }
  }

  const enhance = (root) => {
    root.querySelectorAll("select[data-lookup]:not([data-enhanced])").forEach((select) => {
      if (select.name.includes("__prefix__") || select.closest("template, .empty-form")) return;
      select.dataset.enhanced = "true";
      new Combobox(select);
    });
  };
  document.addEventListener("formset:added", (event) => enhance(event.target));
  // A form's scripts stand in the head, before the boxes they serve.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => enhance(document));
  else enhance(document);
})();
