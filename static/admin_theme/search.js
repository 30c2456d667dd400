/* The key "/" goes to the search over everything, unless somebody is typing. */
"use strict";
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("search-all");
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (!box || isTyping || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  box.focus();
  box.select();
});
