"use strict";

// The page of a listening test: shows the lists that stand in #data, takes ratings, keeps them in this browser and saves
// them as a file for `segue survey score`. Whatever #data says is put in as text or as an address, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const place = (id) => document.getElementById(id);
  const lists = data.parts.flatMap((part) => part.lists);
  const shelf = "segue-survey:" + data.survey;
  const kMostComment = 1000;

  // --- what was answered so far ----------------------------------------------------------------------------------

  const newRater = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const state = { rater: newRater(), name: "", answers: new Map(lists.map((list) => [list.code, { rating: null, comment: "" }])) };
  let keeps = true;

  const recall = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(shelf) || "{}");
      if (/^[0-9a-f]{16}$/.test(kept.rater)) state.rater = kept.rater;
      if (typeof kept.name === "string") state.name = kept.name.slice(0, 80);
      for (const answer of Array.isArray(kept.answers) ? kept.answers : []) {
        const known = answer && state.answers.get(answer.list);
        if (!known) continue;
        if (Number.isInteger(answer.rating) && answer.rating >= 0 && answer.rating <= 10) known.rating = answer.rating;
        if (typeof answer.comment === "string") known.comment = answer.comment.slice(0, kMostComment);
      }
    } catch {
      keeps = false;
    }
  };

  // The file that is saved, and what the browser keeps.
  const answered = () => ({
    version: 1,
    survey: data.survey,
    rater: state.rater,
    name: state.name.trim(),
    saved: Date.now(),
    answers: lists
      .map((list) => ({ list: list.code, rating: state.answers.get(list.code).rating, comment: state.answers.get(list.code).comment.trim() }))
      .filter((answer) => answer.rating !== null || answer.comment !== ""),
  });

  const isRated = (list) => state.answers.get(list.code).rating !== null;
  const countOf = (number, one, many) => number + " " + (number === 1 ? one : many);

  const say = (text) => { place("said").textContent = text; };

  const tellHowFar = () => {
    const rated = lists.filter(isRated).length;
    place("progress").max = lists.length;
    place("progress").value = rated;
    place("far").textContent = rated === 0 ? "Nothing rated yet" : rated + " of " + lists.length + " rated";
    place("next").hidden = rated === lists.length;
    place("answers").value = JSON.stringify(answered(), null, 1);
    say(keeps ? "" : "This browser keeps nothing between visits: save before you close the page.");
  };

  // Only an answer is written: a page that is merely opened must not cover what another one is about to keep.
  const changed = () => {
    try {
      localStorage.setItem(shelf, JSON.stringify(answered()));
    } catch {
      keeps = false;
    }
    tellHowFar();
  };

  // --- what is shown ---------------------------------------------------------------------------------------------

  const make = (tag, properties, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  const nameOf = (song) => song.title || "Untitled";

  // A player or a link; nothing where the song has neither.
  const waysToListen = (song) => {
    const ways = [];
    if (song.spotify) {
      ways.push(make("a", { href: song.spotify, target: "_blank", rel: "noopener noreferrer", "aria-label": nameOf(song) + " on Spotify (opens a new page)" }, "Spotify"));
    }
    if (song.audio) {
      const player = make("audio", { controls: true, preload: "none", src: song.audio, "aria-label": "Play " + nameOf(song) });
      player.addEventListener("error", () => {
        player.replaceWith(make("span", { className: "gone quiet" }, "Its file cannot be played here."));
      });
      ways.push(player);
    }
    return ways;
  };

  const songItem = (song) =>
    make("li", {}, make("span", { className: "title", dir: "auto" }, nameOf(song)),
         make("span", { className: "by", dir: "auto" }, song.artists || ""), ...waysToListen(song));

  const scaleOf = (list, seed, card) => {
    const answer = state.answers.get(list.code);
    const scale = make("div", { className: "scale" });
    for (let rating = 0; rating <= 10; ++rating) {
      const hint = rating === 0 ? " (not at all)" : rating === 10 ? " (perfectly)" : "";
      const input = make("input", { type: "radio", name: "rating-" + list.code, value: String(rating), checked: answer.rating === rating, "aria-label": rating + " of 10" + hint });
      input.addEventListener("change", () => {
        answer.rating = rating;
        card.classList.add("rated");
        changed();
      });
      scale.append(make("label", {}, input, make("span", { "aria-hidden": "true" }, String(rating))));
    }
    return make("fieldset", {}, make("legend", {}, "How well does it go with “" + nameOf(seed) + "”?"), scale,
                make("p", { className: "ends", "aria-hidden": "true" }, make("span", {}, "0 not at all"), make("span", {}, "10 perfectly")));
  };

  const commentOf = (list, number) => {
    const answer = state.answers.get(list.code);
    const id = "comment-" + list.code;
    const box = make("textarea", { id, rows: 2, maxLength: kMostComment, value: answer.comment });
    box.addEventListener("input", () => {
      answer.comment = box.value;
      changed();
    });
    return make("details", { open: answer.comment !== "" }, make("summary", {}, "Add a comment"),
                make("label", { htmlFor: id, className: "quiet" }, "What fits, or does not, in playlist " + number + "?"), box);
  };

  const cardOf = (list, number, seed) => {
    const title = "title-" + list.code;
    const card = make("article", { className: "card", id: "list-" + list.code, "aria-labelledby": title });
    card.classList.toggle("rated", isRated(list));
    card.append(make("h3", { id: title }, "Playlist " + number, make("span", { className: "code", "aria-hidden": "true" }, list.code)),
                make("ol", {}, ...list.songs.map(songItem)), scaleOf(list, seed, card), commentOf(list, number));
    return card;
  };

  const show = () => {
    place("count").textContent = countOf(data.parts.length, "song", "songs");
    let number = 0;
    const parts = data.parts.map((part, at) => {
      const id = "part-" + at;
      const header = make("header", {}, make("p", { className: "eyebrow" }, "Song " + (at + 1) + " of " + data.parts.length),
                          make("h2", { id, dir: "auto" }, nameOf(part.seed)), make("p", { className: "by", dir: "auto" }, part.seed.artists || ""),
                          ...waysToListen(part.seed));
      return make("section", { className: "part", "aria-labelledby": id }, header,
                  ...part.lists.map((list) => cardOf(list, ++number, part.seed)));
    });
    place("parts").replaceChildren(...parts);
  };

  // --- what can be done ------------------------------------------------------------------------------------------

  // What this page, opened twice or left and come back to, was told in the meantime.
  const catchUp = () => {
    recall();
    for (const list of lists) {
      const answer = state.answers.get(list.code);
      const card = place("list-" + list.code);
      card.classList.toggle("rated", isRated(list));
      for (const input of card.querySelectorAll(".scale input")) input.checked = Number(input.value) === answer.rating;
      const box = place("comment-" + list.code);
      if (box.value !== answer.comment) box.value = answer.comment;
      if (answer.comment !== "") box.closest("details").open = true;
    }
    if (place("name").value !== state.name) place("name").value = state.name;
    tellHowFar();
  };

  const goToNext = () => {
    const next = lists.find((list) => !isRated(list));
    if (!next) return;
    place("list-" + next.code).querySelector("fieldset").scrollIntoView({ block: "center" });
    document.querySelector('input[name="rating-' + next.code + '"]').focus({ preventScroll: true });
  };

  const save = () => {
    const answers = answered();
    const rated = lists.filter(isRated).length;
    if (answers.answers.length === 0) {
      say("There is nothing to save yet: rate a playlist first.");
      return;
    }
    const address = URL.createObjectURL(new Blob([JSON.stringify(answers, null, 1) + "\n"], { type: "application/json" }));
    const link = make("a", { href: address, download: "answers-" + state.rater + ".json", hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    const left = lists.length - rated;
    say("Saved as answers-" + state.rater + ".json." + (left > 0 ? " " + countOf(left, "playlist is", "playlists are") + " not rated yet; you can go on and save again." : " Thank you!"));
  };

  const begin = () => {
    recall();
    show();
    tellHowFar();
    place("name").value = state.name;
    place("name").addEventListener("input", () => {
      state.name = place("name").value;
      changed();
    });
    place("next").addEventListener("click", goToNext);
    place("save").addEventListener("click", save);
    window.addEventListener("storage", (event) => { if (event.key === shelf) catchUp(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) catchUp(); });
    // One song at a time.
    document.addEventListener("play", (event) => {
      for (const player of document.querySelectorAll("audio")) if (player !== event.target) player.pause();
    }, true);
  };

  // Not before the page has been drawn once: where the page is a file, Chromium (156) gives one page in five that looks
  // earlier an empty shelf of its own, and what is put there is not found again.
  requestAnimationFrame(() => requestAnimationFrame(begin));
})();
