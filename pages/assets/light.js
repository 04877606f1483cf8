// Lights up the words of the report that a value rests on, while the pointer is on the value or the focus in it.
//
// Values have data-light="<field> <account>"; their words are `mark` elements with a class for each. Shows nothing itself.

let lit = null, pointed = null, focused = null;

const valueOf = (target) => (target instanceof Element ? target.closest("[data-light]") : null);
const point = ({ target }) => light((pointed = valueOf(target)) ?? focused);
// What the focus lights stays so while the pointer merely passes over other things.
const focus = ({ target }) => light((focused = valueOf(target)) ?? pointed);

function light(value) {
  if (value === lit && document.querySelector("mark.panj-lit")) return;
  lit = value;
  for (const word of document.querySelectorAll("mark.panj-lit")) word.classList.remove("panj-lit");
  if (!value) return;
  const [field, account] = value.dataset.light.split(" ").map((part) => CSS.escape(part));
  const words = document.querySelectorAll(`mark.panj-hl-${field}.panj-hl-account-${account}`);
  for (const word of words) word.classList.add("panj-lit");
  if (words.length) show(words[0]);
}

/** Scroll the text, and not the page, to a word that is out of sight. */
function show(word) {
  const box = word.closest(".panj-text"), at = word.getBoundingClientRect(), frame = box?.getBoundingClientRect();
  if (box && (at.top < frame.top || at.bottom > frame.bottom)) box.scrollTop += at.top - frame.top - box.clientHeight / 3;
}

export default function () {
  // Adding the same listeners again does nothing, and on other pages they find nothing to light.
  document.addEventListener("pointerover", point);
  document.addEventListener("focusin", focus);
  // The values may have been drawn anew, or the pointer have come before this script.
  pointed = document.querySelector("[data-light]:hover");
  focused = document.querySelector("[data-light]:focus");
  light(pointed ?? focused);
}
