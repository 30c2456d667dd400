/* Documents are added and changed in a window of their own; the list is read again when it closes. */
"use strict";
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-documents] a[data-popup]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const list = link.closest("[data-documents]");
    const address = new URL(link.href);
    address.searchParams.set("_popup", "1");
    const win = window.open(address, "document", "width=960,height=720,resizable=yes,scrollbars=yes");
    if (!win) return;
    event.preventDefault();
    win.focus();
    const timer = setInterval(async () => {
      if (!win.closed) return;
      clearInterval(timer);
      const response = await fetch(list.dataset.documents);
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-documents]");
      if (fresh) list.replaceWith(fresh);
    }, 400);
  });
})();
