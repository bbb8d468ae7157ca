// What has changed since the pinned state, in a sentence and a table. The changes of couplings are the library's, see ParseTree.Change.

import { short } from "./answer.js";

/** Writes it into a place; the reports, of what was measured over many images, may still be missing. */
export function compare(place, answer, reports, classes) {
  const both = [answer.before, answer];
  const said = both.map(each => classes[each.predicted]), longest = both.map(each => short(each.norms.at(-1)[each.predicted]));
  const table = document.createElement("table");
  const line = (cells, tag) => {
    const row = table.insertRow();
    for (const text of cells) row.append(Object.assign(document.createElement(tag), { textContent: text }));
  };
  const moved = (measure, l, digits) => reports.map(report => short(report?.routing[l][measure], digits)).join(" → ");
  line(["layer", "|Δc|", "dyr", "dys"], "th");
  answer.before.change.forEach((change, l) => line([l + 1, short(change, 3), moved("dyr", l, 2), moved("dys", l, 1)], "td"));
  const paragraph = (textContent, className = "") => Object.assign(document.createElement("p"), { textContent, className });
  place.replaceChildren(
    paragraph(said[0] === said[1] ? `Both say ${said[1]}, with a norm of ${longest[0]} before and ${longest[1]} now.`
      : `Before ${said[0]} (norm ${longest[0]}), now ${said[1]} (norm ${longest[1]}).`),
    table, paragraph("|Δc|: mean change of a routing layer’s couplings.", "quiet"));
}
