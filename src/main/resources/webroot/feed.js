// The feed: one WebSocket that comes back by itself, and goes on where it was.

const FIRST_WAIT = 500, LONGEST_WAIT = 10_000;

export class Feed {
  #handlers; #socket = null; #wait = FIRST_WAIT; #timer = 0; #epoch = ''; #last = -1;

  /// handlers: hello, events, gap, state (messages of the protocol), and link(state, text).
  constructor(handlers) {
    this.#handlers = handlers;
    addEventListener('online', () => this.#retry(0));
    this.#open();
  }

  #open() {
    const url = new URL('ws/v1/events', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    url.searchParams.set('state', 'true');
    // A page that knows nothing asks for what the ring holds of late; one that was cut off, for what it has missed.
    if (this.#last >= 0) url.searchParams.set('since', `${this.#epoch}-${this.#last}`);
    else url.searchParams.set('recent', '2000');
    this.#handlers.link('connecting', 'connecting');
    this.#socket = new WebSocket(url, 'kprobarium.v1.json');
    this.#socket.onmessage = message => this.#hear(JSON.parse(message.data));
    this.#socket.onclose = close => {
      this.#socket = null;
      this.#retry(this.#wait * (0.5 + Math.random()));
      this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
      this.#handlers.link('lost', close.reason || 'server not reached');
    };
  }

  #retry(wait) {
    clearTimeout(this.#timer);
    if (!this.#socket) this.#timer = setTimeout(() => this.#open(), wait);
  }

  #hear(message) {
    switch (message.type) {
      case 'hello':
        this.#wait = FIRST_WAIT;
        if (this.#epoch !== message.epoch) this.#last = -1;
        this.#handlers.hello(message, this.#epoch !== '' && this.#epoch !== message.epoch);
        this.#epoch = message.epoch;
        this.#handlers.link('live', 'live');
        break;
      case 'events':
        this.#last = message.last;
        this.#handlers.events(message.items);
        break;
      case 'gap':
        this.#last = message.to;
        this.#handlers.gap(message);
        break;
      case 'state':
        this.#handlers.state(message);
        break;
    }
  }
}

/// Sends an order and returns the answer; a refusal is thrown as its problem document.
export async function order(path, body) {
  const answer = await fetch(path, {method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {'Content-Type': typeof body === 'string' ? 'text/plain' : 'application/json'}});
  const document = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(document.detail), {problem: document});
  return document;
}
