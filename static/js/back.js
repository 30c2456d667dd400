/* A page that answers a form cannot be shown again by "back", since nobody keeps it. Once a form of it was sent on, its place in
   the history is that of the empty form: "back" leads there. Until then "reload" still asks before it sends anything again. */
"use strict";
(() => {
  const address = document.currentScript.dataset.address || location.href;
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    const staysHere = event.defaultPrevented || form.target || (button && button.formTarget);
    if (staysHere) return;
    if (!form.hasAttribute("action")) form.setAttribute("action", location.href); // it was to be sent to the address of before
    history.replaceState(null, "", address);
  });
})();
