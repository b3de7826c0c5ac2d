// The guest's text as memory holds it: the breaks that are armed, which CPU is where, and which still fetches the old word.

import {$, make, say} from './dom.js';
import {colourOf} from './store.js';

export class Text {
  #store; #rows = new Map(); #asking = false; #again = false; #probes = []; #cpus = [];

  constructor(store) { this.#store = store; }

  /// Asks for the text again; once more if it is asked to while an answer is on its way.
  async load() {
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    let answer;
    try {
      answer = await this.#ask();
    } finally {
      this.#asking = false;
    }
    if (!answer) return;
    this.#show(answer.lines);
    if (this.#again) this.load();
  }

  /// The text as the server has it; nothing if the server is gone: the link says so, and the next hello asks again.
  async #ask() {
    try {
      const answer = await fetch('api/v1/text');
      return await answer.json();
    } catch (error) {
      if (error instanceof TypeError) return undefined;  // what fetch() throws when nobody answers
      throw error;
    }
  }

  #show(lines) {
    this.#rows.clear();
    $('listing').replaceChildren(...lines.flatMap(line => {
      const mark = make('td', {className: 'mark'}), at = make('td', {className: 'at'}), late = make('span', {className: 'late'});
      const choose = make('button', {type: 'button', textContent: line.where, title: `${line.address}: ${line.word}`, onclick: () => choosePlace(line.where)});
      const row = make('tr', {className: line.instruction.startsWith('break') ? 'break' : ''}, at, mark, make('td', {}, choose),
        make('td', {className: 'word', textContent: line.word.slice(2)}), make('td', {className: 'code'}, line.instruction, late));
      this.#rows.set(line.where, {mark, at, late});
      return line.symbol ? [make('tr', {className: 'label'}, make('td', {colSpan: 2}), make('td', {colSpan: 3, textContent: `${line.symbol}:`})), row] : [row];
    }));
    this.mark(this.#probes, this.#cpus);
  }

  /// Shows the armed probes, where each CPU is, and who has a patch still to come.
  mark(probes, cpus) {
    this.#probes = probes;
    this.#cpus = cpus;
    const armed = new Map(probes.filter(p => p.state === 'armed').map(p => [p.at, p.name]));
    const behind = new Map();
    for (const patch of this.#store.patches) {
      const late = cpus.filter(c => !patch.taken.has(c.cpu)).map(c => c.cpu);
      if (late.length && !patch.lost) behind.set(patch.where, late);
    }
    for (const [where, {mark, at, late}] of this.#rows) {
      const probe = armed.get(where), here = cpus.filter(c => c.where === where && c.state !== 'idle').map(c => c.cpu);
      mark.className = probe ? `mark ${colourOf(probe)}` : 'mark';
      mark.title = probe ?? '';
      say(at, here.length ? `${here.join(',')}▸` : '');
      at.title = here.length ? `CPU ${here.join(', ')} is here` : '';
      say(late, behind.has(where) ? `not yet on CPU ${behind.get(where).join(', ')}` : '');
    }
  }
}

function choosePlace(where) {
  const box = $('command'), name = /^(p:\S+)/.exec(box.value)?.[1] ?? `p:at_${where.replace(/\W/g, '_')}`;
  box.value = `${name} ${where}`;
  box.dispatchEvent(new Event('input'));
  box.focus();
}
