"use strict";
(() => {
  const data = JSON.parse(document.getElementById("index").textContent);
  const get = (id) => document.getElementById(id);
  const fields = ["words", "verdict", "subject", "paper", "kind"].map(get);
  const [words, verdict, subject, paper, kind] = fields;
  const simple = (text) => text.toLowerCase().replace(/[\\${}]/g, "");
  const texts = data.claims.map((row) => simple(row[0] + " " + row[5] + " " + row[6]));
  const most = 60;
  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }
  function line(row) {
    const item = document.createElement("li"), word = data.words[row[1]];
    const link = element("a", row[0], "id");
    link.href = "claims/" + (row[7] || row[0]) + ".html";
    const tone = word === "NOT RUN" ? "none" : word.toLowerCase();
    item.append(element("span", word, "pill " + tone), " ", link, " ", element("span", row[5], "said"));
    return item;
  }
  function show() {
    const asked = simple(words.value).split(/\s+/).filter(Boolean);
    const given = [[1, verdict.value && data.words.indexOf(verdict.value)], [2, subject.value], [3, paper.value], [4, kind.value]];
    const wanted = given.filter((pair) => pair[1] !== "");
    if (!asked.length && !wanted.length) {
      get("hits").replaceChildren();
      get("found").textContent = "";
      return;
    }
    const hits = [];
    data.claims.forEach((row, place) => {
      if (!asked.every((word) => texts[place].includes(word))) return;
      if (wanted.every((pair) => row[pair[0]] === Number(pair[1]))) hits.push(row);
    });
    const phrase = simple(words.value).trim();
    const rank = (row) => (phrase && simple(row[5]).startsWith(phrase + ":") ? 0 : 1);
    hits.sort((one, two) => rank(one) - rank(two));
    get("found").textContent = hits.length + (hits.length === 1 ? " claim" : " claims") +
      (hits.length > most ? ", the first " + most + " shown" : "");
    get("hits").replaceChildren(...hits.slice(0, most).map(line));
  }
  fields.forEach((field) => field.addEventListener("input", show));
  get("find").addEventListener("submit", (event) => event.preventDefault());
  get("find").hidden = false;
  show();
})();
