/* A form that was sent is not sent again by a second click: what is new would be made twice, or refused as there already. */
"use strict";
(() => {
  const PAUSE = 5000; // milliseconds; a download leaves the page where it is, and may be asked for again
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (event.defaultPrevented || form.method !== "post" || form.target || (button && button.formTarget)) return;
    if (event.timeStamp - (sent.get(form) ?? -PAUSE) < PAUSE) event.preventDefault();
    else sent.set(form, event.timeStamp);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
  });
})();
