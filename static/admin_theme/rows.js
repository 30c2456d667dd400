/* Rows below a form: the next empty one comes as soon as something stands in the last. Without it one stands ready. */
"use strict";
(() => {
  const more = (event) => {
    const row = event.target.closest("[class*='dynamic-']");
    const group = row && row.closest(".js-inline-admin-formset");
    if (!group || row.classList.contains("has_original")) return;
    const rows = [...group.querySelectorAll("[class*='dynamic-']")];
    const button = group.querySelector(".add-row a");
    if (row === rows[rows.length - 1] && button && button.offsetParent) button.click();
  };
  document.addEventListener("input", more);
  document.addEventListener("change", more);
})();
