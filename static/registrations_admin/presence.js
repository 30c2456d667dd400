/* Tells the desk every twenty seconds that this page is looked at, and shows who looks at it too, and that something was
   done meanwhile. Without this script the mark of who handles the conversation says the most important part. */
"use strict";
(() => {
  const place = document.querySelector("[data-presence]");
  if (!place) return;
  const EVERY = 20000;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;

  const send = async (body) => fetch(place.dataset.presence, {
    method: "POST", body, headers: { "X-CSRFToken": token }, credentials: "same-origin", keepalive: true,
  });

  const show = ({ others, seen }) => {
    const lines = others.map((name) => place.dataset.words.replace("{name}", name));
    if (seen && seen !== place.dataset.seen) lines.push(place.dataset.changed);
    const text = lines.join(" ");
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  };

  const beat = async () => {
    if (document.hidden) return;
    try {
      const response = await send(new URLSearchParams({ here: "1" }));
      if (response.ok) show(await response.json());
    } catch { /* the network is away: the next beat tries again */ }
  };

  setInterval(beat, EVERY);
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("pagehide", () => { send(new URLSearchParams({ leaving: "1" })).catch(() => {}); });
  beat();
})();
