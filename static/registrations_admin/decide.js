// Deciding: the preview follows what is typed, and the button that decides works once.
document.querySelectorAll("form[data-decide]").forEach((form) => {
  const buttons = form.querySelectorAll("button[name=preview]");
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => buttons.forEach((button) => button.click()), 700);
  });
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
