// The queue: a filter takes effect as soon as it is chosen. Without this script the button “Show” does it.
document.querySelectorAll("#changelist-search select").forEach((select) => {
  select.addEventListener("change", () => select.form.requestSubmit());
});
