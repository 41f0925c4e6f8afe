// How many homes are still to be called at, right after each tick.

// `waiting` lists homes not ticked when the page came, `walked` those that were: what is ticked in
// one leaves the figure, what is taken back in the other comes into it.
export function callsLeft(all, waiting, walked) {
  const done = waiting ? waiting.querySelectorAll(".stop.done").length : 0;
  const back = walked ? walked.querySelectorAll(".stop:not(.done)").length : 0;
  return all - done + back;
}
