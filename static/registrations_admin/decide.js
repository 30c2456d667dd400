// Deciding: the preview follows what is typed, unless it is folded away, and the button that decides works once.
document.querySelectorAll("form[data-decide]").forEach((form) => {
  const renew = () => form.querySelectorAll("button[name=preview]").forEach((button) => {
    if (!button.closest("details:not([open])")) button.click();
  });
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(renew, 700);
  };
  form.addEventListener("input", soon);
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
