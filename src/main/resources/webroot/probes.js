// The probes, and the box that writes to kprobe_events.

import {$, make, say, short} from './dom.js';
import {order} from './feed.js';
import {colourOf} from './store.js';

export class Probes {
  #rows = new Map();

  constructor() {
    $('arm').addEventListener('submit', event => {
      event.preventDefault();
      this.write($('command').value);
    });
    $('command').addEventListener('input', () => this.#told(null, null));
  }

  async write(command) {
    this.#told(null, null);
    try {
      const {commands} = await order('tracing/kprobe_events', command);
      const last = commands.at(-1);
      this.#told(null, last.ended ? `${last.command}: done` : `${last.command}: accepted, goes on when its CPU has turns`);
      $('command').select();
    } catch (refusal) {
      this.#told(refusal.problem ? `${refusal.problem.title}\n${refusal.problem.detail}` : String(refusal.message), null);
    }
  }

  #told(error, ok) {
    $('command-error').hidden = !error;
    say($('command-error'), error ?? '');
    $('command-ok').hidden = !ok;
    say($('command-ok'), ok ?? '');
  }

  show(probes) {
    const seen = new Set();
    probes.forEach((probe, i) => {
      const key = `${i} ${probe.name}`;
      seen.add(key);
      if (!this.#rows.has(key)) this.#rows.set(key, this.#row(probe));
      this.#rows.get(key).update(probe);
    });
    for (const [key, row] of this.#rows) if (!seen.has(key)) { row.element.remove(); this.#rows.delete(key); }
    say($('probe-count'), `${probes.filter(p => p.state === 'armed').length} armed`);
  }

  #row({name}) {
    const cells = ['', '', '', 'n', 'n', 'n', 'n'].map(className => make('td', {className}));
    const swatch = make('span', {className: `swatch ${colourOf(name)}`}), type = make('span', {className: 'type'}), label = make('span');
    const at = make('span'), shared = make('span', {className: 'shared'});
    cells[0].append(swatch, type, label);
    cells[1].append(at, shared);
    const remove = make('button', {type: 'button', textContent: '×', title: `-:${name}`, ariaLabel: `remove ${name}`, onclick: () => this.write(`-:${name}`)});
    const element = make('tr', {}, ...cells, make('td', {}, remove));
    $('probes').append(element);
    return {element, update: probe => {
      say(type, probe.type);
      type.title = probe.type === 'r' ? 'a kretprobe: of calls that return' : 'a kprobe';
      say(label, probe.name);
      say(at, probe.at);
      say(shared, probe.siblings.length ? `×${probe.siblings.length + 1}` : '');
      shared.title = probe.siblings.length ? `aggr(${probe.at}): with ${probe.siblings.join(', ')}` : '';
      [probe.state, short(probe.hits), probe.returned === undefined ? '' : short(probe.returned), short(probe.nmissed), short(probe.silent_misses)]
        .forEach((text, i) => say(cells[i + 2], text));
      element.classList.toggle('off', probe.state === 'disabled');
      element.classList.toggle('gone', probe.state === 'unregistered');
      remove.hidden = probe.state === 'unregistered';
    }};
  }
}
