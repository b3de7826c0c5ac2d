// The event table: the newest at the top, filtered here, held on demand.

import {$, make, number, say} from './dom.js';
import {describe, probeOf} from './store.js';

const ROWS = 150;

export class Events {
  #store; #held = false; #dirty = true; #filter = () => true;

  constructor(store) {
    this.#store = store;
    $('hold').addEventListener('click', () => this.hold());
    for (const id of ['filter-cpu', 'filter-type', 'filter-probe']) $(id).addEventListener('input', () => this.#refilter());
    $('filters').addEventListener('submit', event => event.preventDefault());
  }

  set types(types) {
    $('filter-type').replaceChildren(make('option', {value: '', textContent: 'all types'}),
      ...types.map(type => make('option', {value: type, textContent: type})));
  }

  hold() {
    this.#held = !this.#held;
    $('hold').setAttribute('aria-pressed', this.#held);
    say($('hold'), this.#held ? 'Held' : 'Hold');
    this.touch();
  }

  touch() { this.#dirty = true; }

  #refilter() {
    const cpus = parseCpus($('filter-cpu').value), type = $('filter-type').value, probe = $('filter-probe').value.trim();
    $('filter-error').hidden = cpus !== undefined;
    say($('filter-error'), cpus === undefined ? 'CPUs are numbers and ranges: 0,2-3' : '');
    const glob = probe && new RegExp(`^${probe.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
    this.#filter = e => (!cpus?.size || cpus.has(e.cpu)) && (!type || e.type === type) && (!glob || glob.test(probeOf(e)));
    this.#draw();
  }

  draw() {
    if (!this.#dirty || this.#held) return;
    this.#dirty = false;
    this.#draw();
  }

  #draw() {
    const rows = [], gaps = [...this.#store.gaps].reverse();
    for (let i = this.#store.events.length - 1; i >= 0 && rows.length < ROWS; i--) {
      const e = this.#store.events[i];
      while (gaps.length && gaps[0].to > e.seq) rows.push(gapRow(gaps.shift()));
      if (this.#filter(e)) rows.push(eventRow(e));
    }
    $('events').replaceChildren(...rows);
    say($('event-count'), number(this.#store.total));
  }
}

function eventRow(e) {
  return make('tr', {className: `t-${e.type}`}, make('td', {className: 'n', textContent: e.seq}), make('td', {className: 'n', textContent: e.tick}),
    make('td', {textContent: e.cpu}), make('td', {textContent: e.type}), make('td', {textContent: describe(e)}));
}

function gapRow(gap) {
  return make('tr', {className: 'gap'}, make('td', {colSpan: 5, textContent:
    `gap: events ${number(gap.from)} to ${number(gap.to)} are not here (${gap.reason.replace('_', ' ')})`}));
}

function parseCpus(text) {
  const cpus = new Set();
  for (const part of text.split(',').map(s => s.trim()).filter(Boolean)) {
    const [, first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    if (first === undefined) return undefined;
    for (let n = +first; n <= +(last ?? first); n++) cpus.add(n);
  }
  return cpus;
}
