/* A new event: the last day follows the first, the working languages follow the titles, until somebody says otherwise. */
"use strict";
(() => {
  const first = document.getElementById("id_starts_on");
  const last = document.getElementById("id_ends_on");
  if (!first || !last) return;
  let proposed = last.value ? null : "";
  first.addEventListener("change", () => {
    if (last.value === proposed || (last.value && last.value < first.value)) last.value = proposed = first.value;
  });

  const ticks = [...document.querySelectorAll("input[name=working_languages]")];
  const isNew = !document.querySelector(".event-head") && !ticks.some((tick) => tick.checked);
  if (!isNew) return;
  let isOwn = false;
  ticks.forEach((tick) => tick.addEventListener("change", () => { isOwn = true; }));
  document.querySelectorAll("[id^=id_title_]").forEach((title) => title.addEventListener("input", () => {
    const tick = ticks.find((each) => each.value === title.id.slice("id_title_".length));
    if (tick && !isOwn) tick.checked = Boolean(title.value.trim());
  }));
})();
