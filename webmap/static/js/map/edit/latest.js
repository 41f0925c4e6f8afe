// Only the last of several questions is answered; earlier ones are called off.

export function latest(ask) {
  let running = null;
  return (asked) => {
    running?.abort();
    running = new AbortController();
    return ask(asked, running.signal);
  };
}
