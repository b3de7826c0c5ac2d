// A card for each CPU: where it is, which kprobe it handles, what it has counted.

import {make, say, short} from './dom.js';
import {colourOf} from './store.js';

const COUNTS = [['hits', 'hits', ''], ['missed', 'missed', 'bad'], ['stale', 'stale_fetches', 'warn'], ['silent', 'silent_misses', 'bad'], ['oopses', 'oopses', 'bad']];

export class Cpus {
  #box; #cards = [];

  constructor(box) { this.#box = box; }

  show(cpus) {
    while (this.#cards.length < cpus.length) this.#cards.push(this.#card(this.#cards.length));
    cpus.forEach((cpu, n) => this.#cards[n](cpu));
  }

  #card(n) {
    const pill = make('span', {className: 'pill'}), pc = make('p', {className: 'pc'}), address = make('p', {className: 'address'});
    const facts = ['current_kprobe', 'kprobe_status', 'preempt_count', 'CRMD.IE'].map(name => [make('dt', {textContent: name}), make('dd')]);
    const counts = COUNTS.map(([label]) => make('div', {}, make('b'), make('span', {textContent: label})));
    const card = make('article', {className: 'card', ariaLabel: `CPU ${n}`},
      make('header', {}, make('h3', {textContent: `CPU ${n}`}), pill), pc, address,
      make('dl', {}, ...facts.flat()), make('div', {className: 'counts'}, ...counts));
    this.#box.append(card);
    return cpu => {
      pill.dataset.state = cpu.state;
      say(pill, cpu.state);
      say(pc, cpu.state === 'idle' ? 'no call' : cpu.where);
      say(address, cpu.state === 'idle' ? '\u00a0' : cpu.pc);
      [cpu.current_kprobe ?? 'NULL', cpu.kprobe_status, cpu.preempt_count, cpu.interrupts_on ? '1' : '0'].forEach((text, i) => say(facts[i][1], text));
      card.classList.toggle('in-kprobe', cpu.current_kprobe !== null);
      if (cpu.current_kprobe) card.style.setProperty('--card-probe', `var(--${colourOf(cpu.current_kprobe)})`);
      COUNTS.forEach(([, key, tone], i) => {
        say(counts[i].firstChild, short(cpu[key]));
        counts[i].className = tone && cpu[key] > 0 ? tone : '';
      });
    };
  }
}
