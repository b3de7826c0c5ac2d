// A file of tracefs as it reads now: asked for when it is chosen, and every two seconds while it can be seen.

import {$, make, say} from './dom.js';

const FILES = ['trace', 'kprobe_events', 'kprobe_profile', 'error_log', 'kprobes/list', 'kprobes/enabled', 'kprobes/blacklist', 'tracing_on', 'snapshot'];
const PER_EVENT = ['format', 'filter', 'trigger', 'enable', 'id'];
const EVERY = 2000, LINES = 300;

export class Files {
  #asking = false; #names = '';

  constructor() {
    this.#offer([]);
    $('file').addEventListener('change', () => this.read());
    $('read-file').addEventListener('click', () => this.read());
    let seen = false;
    new IntersectionObserver(([box]) => { seen = box.isIntersecting; if (seen) this.read(); }).observe($('file-text'));
    setInterval(() => { if (!document.hidden && seen && getSelection().isCollapsed) this.read(); }, EVERY);
  }

  /// Offers the files of these events too; each is `group/name`.
  #offer(events) {
    const chosen = $('file').value || FILES[0], option = path => make('option', {value: path, textContent: path});
    $('file').replaceChildren(...FILES.map(option), ...events.map(event => make('optgroup', {label: event},
      ...PER_EVENT.map(file => option(`events/${event}/${file}`)))));
    $('file').value = chosen;
    if ($('file').selectedIndex < 0) $('file').selectedIndex = 0;
  }

  /// The text of the file; nothing changes if the server is gone: the link says so.
  async read() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const path = $('file').value, text = await (await fetch(`tracing/${path}`)).text();
      if (path === $('file').value) this.#show(path, text);
      if (document.activeElement !== $('file')) await this.#events();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;  // what fetch() throws when nobody answers
    } finally {
      this.#asking = false;
    }
  }

  #show(path, text) {
    const box = $('file-text'), atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
    const lines = text.split('\n'), left = lines.length - 1 - LINES;
    say(box, !text ? `${path} is empty.` : left > 0 ? [`… ${left} lines before these`, ...lines.slice(left)].join('\n') : text);
    if (path === 'trace' && atEnd) box.scrollTop = box.scrollHeight;
  }

  async #events() {
    const listed = await (await fetch('tracing/kprobe_events')).text();
    const names = [...new Set(listed.split('\n').map(line => /^\w+:(\S+)/.exec(line)?.[1]).filter(Boolean))];
    if (names.join() === this.#names) return;
    this.#names = names.join();
    this.#offer(names);
  }
}
