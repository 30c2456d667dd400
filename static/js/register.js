// The registration form: the address as it was typed, beside the button, where a slip is seen before it is sent.
(() => {
  "use strict";
  const box = document.querySelector("input[type=email]");
  const line = document.querySelector("[data-typed]");
  if (!box || !line) return;
  const show = () => {
    line.querySelector("strong").textContent = box.value.trim();
    line.hidden = !box.value.trim();
  };
  box.addEventListener("input", show);
  show();
})();
