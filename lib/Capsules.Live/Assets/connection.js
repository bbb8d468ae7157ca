// What the page says and does when the server does not answer.

import { Gone, ask } from "./channel.js";

const STOPPED = "The server has stopped: the kernel was restarted, or ./workbook live was ended. Run the cell, or the command, again. "
  + "This page goes on by itself if the server comes back.";
const OTHER = "This address is of an earlier server. Run the notebook’s cell again, or open the address that ./workbook live printed; "
  + "the part after the question mark goes on working there.";

/** Notices go to a place; `again` is called when a server that had stopped answers. */
export function connection(place, again) {
  let lost = null;
  const notice = text => {
    place.hidden = text === "";
    if (place.textContent !== text) place.textContent = text;
  };
  const found = () => {
    clearInterval(lost);
    lost = null;
    notice("");
  };
  const failed = error => {
    if (!(error instanceof Gone)) return notice(error.message);
    notice(error.message === "other" ? OTHER : STOPPED);
    if (error.message === "stopped") lost ??= setInterval(retry, 1000);
  };
  async function retry() {
    try {
      await ask("network");
      again();
    } catch (error) {
      if (error.message !== "other") return;
      found();
      failed(error);
    }
  }
  return { found, failed };
}
