// While something is being worked on, shows anew how far it is; what the person has opened or focused stays till then.
"use strict";
(function () {
  const SECONDS = 2;
  async function look() {
    if (!document.querySelector("[data-progress]")) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) {
        const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
        const busy = document.querySelector("main :focus, main details[open]");
        if (found && !busy) document.querySelector("main").replaceChildren(...found.childNodes);
      }
    } catch (_) {
      // The network may be back the next time.
    }
    setTimeout(look, SECONDS * 1000);
  }
  setTimeout(look, SECONDS * 1000);
})();
