// The self-check page: sends files one by one, and scores again when something on the page was corrected.
// Without this script the page works by its forms.
"use strict";

const words = JSON.parse(document.body.dataset.words);
const results = document.getElementById("results");
const status = document.getElementById("status");
const upload = document.getElementById("upload");

function tell(text) {
  status.textContent = text;
}

async function post(address, form) {
  const answer = await fetch(address, { method: "POST", body: form, headers: { "X-Part": "results" } });
  if (!answer.headers.get("content-type").startsWith("text/html")) throw new Error(String(answer.status));
  return answer.text();
}

function parts(html) {
  return [...new DOMParser().parseFromString(html, "text/html").querySelectorAll(".checked")];
}

async function send(files) {
  results.setAttribute("aria-busy", "true");
  let done = 0;
  for (const file of files) {
    tell(words.reading.replace("{name}", file.name).replace("{done}", ++done).replace("{all}", files.length));
    const form = new FormData(upload);
    form.delete("file");
    form.append("file", file);
    try {
      for (const part of parts(await post("/check", form))) {
        const same = part.id && document.getElementById(part.id);
        if (same) same.replaceWith(part);
        else results.append(part);
      }
    } catch {
      tell(words.lost);
    }
  }
  results.removeAttribute("aria-busy");
  const last = results.lastElementChild;
  if (last) {
    tell(last.dataset.said || "");
    last.scrollIntoView();
    last.focus();
  }
}

// Where the user is: the name of a field, and the nearest thing around it that has an id.
function place(article) {
  const here = document.activeElement;
  if (!article.contains(here)) return null;
  const around = here.closest("[id]");
  return { name: here.name, id: around && around.id };
}

// Back to the same field; else to one in the same cell, which may have another form now.
function back(part, at) {
  const fields = [...part.querySelectorAll("input:not([type=hidden]), textarea")];
  const around = at.id && document.getElementById(at.id);
  const found =
    fields.find((field) => at.name && field.name === at.name) ||
    (around && (around.querySelector("input:not([type=hidden]), a, button, summary") || around)) ||
    part;
  found.focus({ preventScroll: true });
}

let waiting = 0;

async function again(form, button) {
  const article = form.closest(".checked");
  const turn = ++waiting;
  article.setAttribute("aria-busy", "true");
  tell(words.scoring);
  try {
    const [part] = parts(await post("/again", new FormData(form, button)));
    if (turn !== waiting) return;
    if (!part || part.classList.contains("refused")) {
      article.removeAttribute("aria-busy");
      tell(part ? part.dataset.said : words.lost);
      return;
    }
    const at = place(article);
    const open = [...article.querySelectorAll("details[open]")].map((item) => item.id);
    article.replaceWith(part);
    for (const id of open) if (id && document.getElementById(id)) document.getElementById(id).open = true;
    if (at) back(part, at);
    tell(part.dataset.said || "");
  } catch {
    tell(words.lost);
    article.removeAttribute("aria-busy");
  }
}

upload.addEventListener("submit", (event) => {
  event.preventDefault();
  send([...upload.elements.file.files]);
});
upload.elements.file.addEventListener("change", () => send([...upload.elements.file.files]));

const drop = document.getElementById("drop");
for (const name of ["dragenter", "dragover"])
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  send([...event.dataTransfer.files]);
});

results.addEventListener("change", (event) => {
  const field = event.target;
  if (field.form && field.form.classList.contains("again")) again(field.form);
});
results.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && button.dataset.again !== undefined) {
    event.preventDefault();
    again(event.target, button);
  }
});
