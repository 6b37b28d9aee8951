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
  const shown = [];
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
        shown.push(part);
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
  for (const part of shown) await gains(part);
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

// What was typed since the form was sent.
function typedSince(article, sent) {
  const fields = [...article.querySelectorAll("input:not([type=hidden]), textarea")];
  return fields.filter((field) => field.name && field.value !== sent.get(field.name));
}

const turns = new Map(); // by the id of a result: only the last answer counts

async function answered(form, button) {
  const article = form.closest(".checked");
  const turn = (turns.get(article.id) || 0) + 1;
  turns.set(article.id, turn);
  const sent = new FormData(form, button);
  const [part] = parts(await post("/again", sent));
  return { article, sent, part, late: turns.get(article.id) !== turn };
}

async function again(form, button) {
  form.closest(".checked").setAttribute("aria-busy", "true");
  tell(words.scoring);
  try {
    const { article, sent, part, late } = await answered(form, button);
    if (late) return;
    article.removeAttribute("aria-busy");
    if (!part || part.classList.contains("refused")) {
      tell(part ? part.dataset.said : words.lost);
      return;
    }
    const at = place(article);
    const open = [...article.querySelectorAll("details[open]")].map((item) => item.id);
    const typed = typedSince(article, sent).filter((field) => button?.name !== "fix" || button.value.split("=")[0] !== field.name.slice(5));
    article.replaceWith(part);
    for (const id of open) if (id && document.getElementById(id)) document.getElementById(id).open = true;
    for (const old of typed) {
      const field = [...part.querySelectorAll("input, textarea")].find((item) => item.name === old.name);
      if (field) field.value = old.value;
    }
    if (at) back(part, at);
    tell(part.dataset.said || "");
    await gains(part);
  } catch {
    tell(words.lost);
    form.closest(".checked")?.removeAttribute("aria-busy");
  }
}

// What mending would gain takes longer than the score: it is put in when it is known, and nothing else is touched.
async function gains(shown) {
  const button = shown.querySelector("button[data-gains]");
  if (!button) return;
  try {
    const { part, late } = await answered(button.form, button);
    const section = part && part.querySelector("section.gains");
    if (late || !section || !shown.isConnected) return;
    shown.querySelector("section.charts").after(section);
    button.remove();
  } catch {
    // The button is still there to be pressed.
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
