/* The desk by the keyboard. Every key presses a button or follows a link that is on the page anyway; while one types in a
   box, keys are letters. Without this script everything is done by those buttons. */
"use strict";
(() => {
  const dialog = document.querySelector("[data-keys]");
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  const isTyping = (target) => target.isContentEditable || /^(textarea|select)$/i.test(target.tagName)
    || (/^input$/i.test(target.tagName) && !/^(checkbox|radio|button|submit)$/i.test(target.type));

  const showHelp = () => { if (dialog && !dialog.open) dialog.showModal(); };

  // What j and k walk along: the lines of the list, or the mails of a conversation.
  const steps = () => all("[data-line] [data-open]").concat(all("[data-mail] > summary"));

  const step = (by) => {
    const found = steps();
    if (!found.length) return;
    const at = found.findIndex((each) => each === document.activeElement || each.closest(".is-current"));
    const next = found[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : found.length - 1) : at + by, 0), found.length - 1)];
    all(".is-current").forEach((line) => line.classList.remove("is-current"));
    (next.closest("[data-line]") || next).classList.add("is-current");
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const press = (name) => {
    const target = all(`[data-key="${name}"]`).find((each) => !each.disabled && each.offsetParent !== null);
    if (!target) return false;
    target.click();
    return true;
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => { const box = one("[data-find]"); if (box) { box.focus(); box.select(); } },
    "?": showHelp,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (isTyping(event.target) || (dialog && dialog.open)) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); return; }
    if (/^[aretugc!]$/.test(event.key) && press(event.key)) event.preventDefault();
  });

  all("[data-help]").forEach((button) => { button.hidden = false; button.addEventListener("click", showHelp); });
  // A page that could not be drawn says so in words.
  all("img[data-drawn]").forEach((picture) => {
    const tell = () => {
      const figure = picture.closest("figure");
      figure.classList.add("is-not-drawn");
      figure.querySelector("[data-not-drawn]").hidden = false;
    };
    picture.addEventListener("error", tell);
    if (picture.complete && picture.currentSrc && !picture.naturalWidth) tell();
  });
  all("select[data-submit]").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));
})();
