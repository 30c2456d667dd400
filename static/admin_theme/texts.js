/* Lets a translator hide the languages that do not matter now. Without it all languages are shown. */
"use strict";
(() => {
  const KEY = "atelier.hidden-languages";
  const boxes = document.querySelectorAll(".language-box[data-language]");
  const place = document.querySelector("[data-language-filter]");
  if (!boxes.length || !place) return;
  let hidden;
  try { hidden = new Set(JSON.parse(localStorage.getItem(KEY) || "[]")); } catch { hidden = new Set(); }

  const apply = () => {
    document.querySelectorAll(".language-box[data-language]").forEach((box) => {
      // A language with an error, or to which a link leads, is shown whatever was chosen: it must be seen.
      const isAsked = location.hash.length > 1 && box.contains(document.getElementById(location.hash.slice(1)));
      box.hidden = hidden.has(box.dataset.language) && !box.classList.contains("errors") && !isAsked;
    });
  };
  place.querySelectorAll("input").forEach((input) => {
    input.checked = !hidden.has(input.value);
    input.addEventListener("change", () => {
      if (input.checked) hidden.delete(input.value); else hidden.add(input.value);
      localStorage.setItem(KEY, JSON.stringify([...hidden]));
      apply();
    });
  });
  place.hidden = false;
  document.addEventListener("formset:added", apply);
  apply();
})();
