/* The address of a new entry follows its title, in the first language that has one, until somebody types another. */
"use strict";
document.querySelectorAll("input[data-slug-from]").forEach((slug) => {
  if (slug.value || slug.readOnly) return;
  // "title_en title_fr title_es;city_en …": of each group the first that says something.
  const groups = slug.dataset.slugFrom.split(";").map((group) =>
    group.split(" ").map((name) => document.getElementById(`id_${name}`)).filter(Boolean));
  const letters = { "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i" };
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[œæßøđðþłı]/g, (letter) => letters[letter]).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  let made = "";
  const follow = () => {
    if (slug.value !== made) return; // typed by hand: it stays
    const words = groups.map((group) => plain(group.map((box) => box.value.trim()).find(Boolean) || ""));
    made = words.filter(Boolean).join("-").slice(0, slug.maxLength > 0 ? slug.maxLength : 80).replace(/-+$/, "");
    slug.value = made;
  };
  groups.flat().forEach((box) => box.addEventListener("input", follow));
  follow();
});
