/* Who leaves a page with something typed and not sent is asked first; the switch of languages leaves it, too. */
"use strict";
(() => {
  const TYPED = "#content form[method=post] :is(textarea, input:not([type=checkbox], [type=radio], [type=search]))";
  const forms = new Set();
  document.addEventListener("input", (event) => {
    if (event.target.matches(TYPED)) forms.add(event.target.form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (!event.defaultPrevented && !form.target && !(button && button.formTarget)) forms.delete(form);
  });
  window.addEventListener("beforeunload", (event) => { if (forms.size) event.preventDefault(); });
})();
