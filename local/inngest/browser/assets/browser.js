/** Writes times as the reader says them, and keeps the page of a run that has not ended up to date while nobody reads in it. */

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

function writeTimes() {
  for (const element of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.dateTime);
    const seconds = Math.round((moment.getTime() - Date.now()) / 1000);
    const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
    element.textContent = relative.format(Math.round(seconds / size), unit);
    element.title = absolute.format(moment);
  }
}

/** Whether replacing the page would take something away: an opened part, or where the keyboard is. */
function isBeingRead() {
  const main = document.querySelector("main");
  const hasFocus = document.activeElement !== main && main.contains(document.activeElement);
  return hasFocus || main.querySelector("details[open]") !== null || !getSelection()?.isCollapsed;
}

async function refresh() {
  if (document.hidden || isBeingRead()) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || isBeingRead()) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("main").replaceWith(next.querySelector("main"));
  writeTimes();
}

function keepUpToDate() {
  const seconds = Number(document.querySelector("[data-refresh-seconds]")?.dataset.refreshSeconds);
  if (!seconds) return;
  const timer = setInterval(() => {
    if (!document.querySelector("[data-refresh-seconds]")) clearInterval(timer);
    else refresh().catch(error => console.warn("The page could not be brought up to date.", error));
  }, seconds * 1000);
}

writeTimes();
setInterval(writeTimes, 10_000);
keepUpToDate();
