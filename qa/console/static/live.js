// Keeps a region of the page as the server has it: news come as server-sent events, the region as HTML.

const SLOWEST = 30_000;

/** Fetch this page again when `address` tells of news, and put its `region` in the place of ours. */
export function follow(address, region, after = () => {}) {
  let running = false;
  let again = false;
  let source = null;
  let wait = 1000;
  let opened = false;

  // nobody's half-written reason or note is taken away; the next news, or the next stream, brings the rest
  const writes = () => region.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

  async function renew() {
    if (writes()) return;
    if (running) { again = true; return; }
    running = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html", "x-background": "1" }, redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const replaced = fresh.querySelector(`[data-live="${region.dataset.live}"]`);
      if (replaced && !writes() && replaced.innerHTML !== region.innerHTML) {
        region.replaceChildren(...replaced.childNodes);
        after();
      }
    } catch {
      return; // the server is away; the stream says when it is back
    } finally {
      running = false;
      if (again) { again = false; renew(); }
    }
  }

  function open() {
    source = new EventSource(address);
    source.addEventListener("moved", renew);
    // streams are short; what happened between two of them shows with the next
    source.addEventListener("open", () => { if (opened) renew(); opened = true; wait = 1000; });
    // "end": signed off, or too many pages watch; "error" closes for good where the answer is no stream
    source.addEventListener("end", () => { source.close(); document.body.dataset.stale = ""; });
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(open, wait);
      wait = Math.min(wait * 2, SLOWEST);
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { source?.close(); source = null; } else if (!source) { open(); renew(); }
  });
  if (!document.hidden) open();
}
