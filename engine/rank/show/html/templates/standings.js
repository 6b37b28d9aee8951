"use strict";
(function () {
  var lang = document.documentElement.lang;
  function plain(cell) {
    var first = cell.firstChild;
    return first && first.nodeType === 3 && cell.children.length ? first.nodeValue.trim() : cell.textContent.trim();
  }
  function figure(text) {
    var found = /^[+-]?\d+(\.\d+)?/.exec(text);
    return found ? parseFloat(found[0]) : null;
  }
  function compare(a, b, kind) {
    return kind === "text" ? a.localeCompare(b, lang, { numeric: true }) : figure(a) - figure(b);
  }
  function sort(table, at, kind, down) {
    var body = table.tBodies[0];
    var rows = Array.prototype.map.call(body.rows, function (row, index) { return { row: row, index: index, text: plain(row.cells[at]) }; });
    rows.sort(function (a, b) {
      var known = kind === "text" || (figure(a.text) !== null && figure(b.text) !== null);
      if (!known) {
        var x = figure(a.text) === null, y = figure(b.text) === null;
        return x === y ? a.index - b.index : x ? 1 : -1;
      }
      var order = compare(a.text, b.text, kind);
      return (down ? -order : order) || a.index - b.index;
    });
    rows.forEach(function (item) { body.appendChild(item.row); });
  }
  document.querySelectorAll("table").forEach(function (table) {
    var heads = table.tHead.rows[0].cells;
    Array.prototype.forEach.call(heads, function (head, at) {
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        Array.prototype.forEach.call(heads, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sort(table, at, head.dataset.sort, down);
      });
    });
  });
  var form = document.getElementById("search");
  var wanted = document.getElementById("wanted");
  var found = document.getElementById("found");
  var rows = Array.prototype.map.call(document.querySelectorAll("table.units tbody tr"), function (row) {
    return { row: row, text: row.textContent.toLowerCase() };
  });
  function search() {
    var words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    rows.forEach(function (item) {
      var shown = words.every(function (word) { return item.text.indexOf(word) >= 0; });
      item.row.hidden = !shown;
      count += shown ? 1 : 0;
    });
    found.textContent = words.length ? found.dataset.text.replace("{}", count) : "";
  }
  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  wanted.addEventListener("input", search);
})();
