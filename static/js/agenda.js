// The agenda: which day is on the screen, what is on now, and times in the reader's own zone. The page is whole without it.
(() => {
  "use strict";
  const links = new Map([...document.querySelectorAll(".days a")].map((link) => [link.hash.slice(1), link]));
  if (links.size) {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          for (const link of links.values()) link.removeAttribute("aria-current");
          const link = links.get(entry.target.id);
          link.setAttribute("aria-current", "true");
          // Of many days the current one is in view.
          const list = link.closest("ul");
          list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
        }
      },
      { rootMargin: "-20% 0px -75% 0px" },
    );
    for (const id of links.keys()) observer.observe(document.getElementById(id));
  }

  const print = document.querySelector("[data-print]");
  const printedOn = document.querySelector("[data-printed-on]");
  if (print && printedOn) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
    const sayWhen = () => {
      const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
      printedOn.querySelector("[data-printed]").textContent = format.format(new Date());
      printedOn.hidden = false;
    };
    window.addEventListener("beforeprint", sayWhen);
    window.addEventListener("afterprint", () => { printedOn.hidden = true; });
  }

  const times = [...document.querySelectorAll(".item-time time, .hours time")];
  const head = document.querySelector("[data-now]");
  const markNow = () => {
    const now = Date.now();
    for (const row of document.querySelectorAll(".item > .item-time")) {
      const [start, end] = [...row.querySelectorAll("time")].map((time) => Date.parse(time.dateTime));
      const isNow = start <= now && now < end;
      row.parentElement.classList.toggle("item-now", isNow);
      if (isNow) row.dataset.now = head.dataset.now;
      else delete row.dataset.now;
    }
  };
  if (head && times.length) {
    markNow();
    setInterval(markNow, 60000);
  }

  const button = document.querySelector("[data-own-time]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!button || !times.length || !zone) return;
  const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  const own = times.map((time) => format.format(new Date(time.dateTime)));
  const printed = times.map((time) => time.textContent);
  // The same clock, under whatever name: nothing to offer.
  if (times.every((time, index) => own[index] === printed[index].slice(-5))) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const isOwn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOwn));
    times.forEach((time, index) => {
      time.textContent = isOwn ? own[index] : printed[index];
    });
    document.querySelector("[data-zone]").textContent = isOwn ? zone : button.dataset.ownTime;
  });
})();
