// A card for each CPU: what it runs and where it is, which kprobe it handles, what it has counted.

import {make, say, short} from './dom.js';
import {colourOf} from './store.js';

const COUNTS = [
  ['hits', cpu => cpu.hits, ''], ['irqs', cpu => Object.values(cpu.interrupts).reduce((sum, n) => sum + n, 0), ''],
  ['missed', cpu => cpu.missed, 'bad'], ['stale', cpu => cpu.stale_fetches, 'warn'], ['silent', cpu => cpu.silent_misses, 'bad'],
  ['oopses', cpu => cpu.oopses, 'bad'],
];
const FACTS = [
  ['current_kprobe', cpu => cpu.current_kprobe ?? 'NULL'], ['kprobe_status', cpu => cpu.kprobe_status],
  ['preempt_count', nesting], ['CRMD', cpu => `IE ${cpu.interrupts_on ? 1 : 0} · PLV ${cpu.user_mode ? 3 : 0}`],
];

// The kernel's counts in one word: 0x10001 is a hardirq handler with preemption off once more.
function nesting({preempt_count, hardirqs, softirqs}) {
  const parts = [hardirqs && `hardirq ${hardirqs}`, softirqs && `softirq ${softirqs}`].filter(Boolean);
  const count = parts.length && preempt_count > 0 ? `0x${preempt_count.toString(16)}` : String(preempt_count);
  return [...parts, count].join(' · ');
}

export class Cpus {
  #box; #cards = [];

  constructor(box) { this.#box = box; }

  show(cpus) {
    while (this.#cards.length < cpus.length) this.#cards.push(this.#card(this.#cards.length));
    cpus.forEach((cpu, n) => this.#cards[n](cpu));
  }

  #card(n) {
    const pill = make('span', {className: 'pill'}), task = make('span', {className: 'task', title: 'the task that it runs'}), pc = make('p', {className: 'pc'}), address = make('p', {className: 'address'});
    const facts = FACTS.map(([name]) => [make('dt', {textContent: name}), make('dd')]);
    const counts = COUNTS.map(([label]) => make('div', {}, make('b'), make('span', {textContent: label})));
    const card = make('article', {className: 'card', ariaLabel: `CPU ${n}`},
      make('header', {}, make('h3', {textContent: `CPU ${n}`}), task, pill), pc, address,
      make('dl', {}, ...facts.flat()), make('div', {className: 'counts'}, ...counts));
    this.#box.append(card);
    return cpu => {
      pill.dataset.state = cpu.state;
      say(pill, cpu.state);
      say(task, cpu.task);
      say(pc, cpu.state === 'idle' ? 'no call' : cpu.where);
      say(address, cpu.state === 'idle' ? '\u00a0' : cpu.pc);
      FACTS.forEach(([, read], i) => say(facts[i][1], read(cpu)));
      card.classList.toggle('in-irq', cpu.hardirqs > 0);
      card.classList.toggle('in-user', cpu.user_mode);
      card.classList.toggle('dead', cpu.state === 'panicked');
      card.classList.toggle('in-kprobe', cpu.current_kprobe !== null);
      if (cpu.current_kprobe) card.style.setProperty('--card-probe', `var(--${colourOf(cpu.current_kprobe)})`);
      COUNTS.forEach(([, read, tone], i) => {
        say(counts[i].firstChild, short(read(cpu)));
        counts[i].className = tone && read(cpu) > 0 ? tone : '';
      });
    };
  }
}
