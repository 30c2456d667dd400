// Deciding: the previews follow what is typed, unless they are folded away, and the button that decides works once.
document.querySelectorAll("form[data-decide]").forEach((form) => {
  // One after the other: of two sendings of one form at once a browser forgets the first.
  const LONGEST_WAIT = 5000;
  let waiting = [];
  let busy = 0;
  const next = () => {
    clearTimeout(busy);
    busy = 0;
    const button = form.dataset.sent ? undefined : waiting.shift();
    if (!button) return;
    busy = setTimeout(next, LONGEST_WAIT);
    const mine = busy;
    const frame = document.querySelector(`iframe[name="${button.formTarget}"]`);
    if (frame) frame.addEventListener("load", () => { if (busy === mine) next(); }, { once: true });
    button.click();
  };
  const renew = () => {
    waiting = [...form.querySelectorAll("button[name=preview]")].filter((button) => !button.closest("details:not([open])"));
    if (!busy) next();
  };
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(renew, 700);
  };
  form.addEventListener("input", soon);
  // Sent back with what was typed: the previews show that, and not what the templates say.
  if ("renew" in form.dataset) renew();
  // What was typed while a mail was folded stands in it when it opens.
  form.querySelectorAll("[data-mail-fold]").forEach((fold) => fold.addEventListener("toggle", () => {
    const button = fold.querySelector("button[name=preview]");
    if (fold.open && button && !button.closest("details:not([open])")) button.click();
  }));
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.name === "preview") return;
    clearTimeout(timer);
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-decide]").forEach((form) => delete form.dataset.sent);
});
