// The agenda: which day is on the screen, what is on now, and times by the reader's own clock too. The page is whole without it.
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

  const times = [...document.querySelectorAll(".item-time time")];
  const head = document.querySelector("[data-now]");
  const nowNext = document.querySelector("[data-now-next]");
  const HALF_A_DAY = 12 * 3600 * 1000;
  const within = (row, rows) => rows.some((other) => other !== row && other.item.contains(row.item));
  const around = (row, rows) => rows.some((other) => other !== row && row.item.contains(other.item));
  const name = (place, rows, hour) => {
    place.hidden = !rows.length;
    const links = rows.map(({ item }) => {
      const link = document.createElement("a");
      link.href = `#${item.id}`;
      link.textContent = item.querySelector("h3 a, h4 a").textContent;
      return link;
    });
    const words = links.flatMap((link) => [" · ", link]).slice(1);
    if (hour) words.push(` (${hour})`);
    const list = document.createElement("span");
    list.append(...words);
    // The same again is not said again to those who listen.
    const old = place.querySelector("[data-titles]");
    if (old.innerHTML !== list.innerHTML) old.replaceChildren(...list.childNodes);
  };
  // “Now: Opening. Next: Coffee (11:00)”, while the meeting is on: all that runs or begins at the same time, a part
  // rather than its panel while it runs, a panel rather than its parts before.
  const sayNowAndNext = (rows, now) => {
    const on = rows.filter(({ start, end }) => start <= now && now < end);
    const coming = rows.filter(({ start }) => start > now && start - now < HALF_A_DAY);
    const soonest = Math.min(...coming.map(({ start }) => start));
    const next = coming.filter(({ start }) => start === soonest);
    name(nowNext.querySelector("[data-on=now]"), on.filter((row) => !around(row, on)));
    const hour = next[0]?.row.querySelector("time").textContent;
    name(nowNext.querySelector("[data-on=next]"), next.filter((row) => !within(row, next)), hour);
    nowNext.hidden = !on.length && !next.length;
  };
  const markNow = () => {
    const now = Date.now();
    const rows = [];
    for (const row of document.querySelectorAll(".item > .item-time")) {
      const item = row.parentElement;
      if (item.closest(".item-void")) continue; // what is called off is not on
      const [start, end] = [...row.querySelectorAll("time")].map((time) => Date.parse(time.dateTime));
      rows.push({ row, item, start, end });
      const isNow = start <= now && now < end;
      item.classList.toggle("item-now", isNow);
      if (isNow) row.dataset.now = head.dataset.now;
      else delete row.dataset.now;
    }
    if (nowNext) sayNowAndNext(rows, now);
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
  // The same clock, under whatever name: nothing to offer.
  if (times.every((time, index) => own[index] === time.textContent.slice(-5))) return;
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short" });
  const words = (time) => {
    const instant = new Date(time.dateTime);
    const isSameDay = new Intl.DateTimeFormat("en-CA").format(instant) === time.dateTime.slice(0, 10);
    return isSameDay ? format.format(instant) : `${day.format(instant)} ${format.format(instant)}`;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const isOwn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOwn));
    for (const old of document.querySelectorAll(".own-time")) old.remove();
    for (const row of isOwn ? document.querySelectorAll(".item-time") : []) {
      const both = document.createElement("span");
      both.className = "own-time";
      both.textContent = [...row.querySelectorAll("time")].map(words).join("–");
      row.append(both);
    }
    document.querySelector("[data-zone]").textContent = isOwn
      ? `${button.dataset.ownTime}${button.dataset.yours} ${zone}`
      : button.dataset.ownTime;
  });
})();
