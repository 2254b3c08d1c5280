// A run that is under way: the page is fetched again until it is over.

async function renew() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html", "x-background": "1" }, redirect: "error" });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".sheet");
        const shown = document.querySelector("[data-progress]");
        if (!fresh || !shown) return;
        if (!shown.contains(document.activeElement)) shown.innerHTML = fresh.innerHTML;
        if (!fresh.hasAttribute("data-progress")) { shown.innerHTML = fresh.innerHTML; return; }
      }
    } catch { /* the server is away; try again */ }
  }
  setTimeout(renew, 1000);
}
setTimeout(renew, 1000);
