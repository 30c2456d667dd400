// A page that shows how far something is looks again by itself. Without this script its link does it.
document.querySelectorAll("a[data-again]").forEach((link) => {
  setTimeout(() => location.replace(link.href), 1000 * link.dataset.again);
});
