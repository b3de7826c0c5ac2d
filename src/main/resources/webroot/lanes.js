// The time line: a lane for each CPU, time in visible steps, the newest at the right.

import {colourOf, describe} from './store.js';

const GUTTER = 58, AXIS = 20, TOP = 4, LANE = 52, GAP = 6;
const SHOWN = new Set(['trap_taken', 'kprobe_hit', 'missed', 'silently_missed', 'stale_fetch', 'armed', 'disarmed', 'oops',
  'return_handled', 'unhooked', 'trace_record', 'signal', 'panic']);

export class Lanes {
  window = 1000;
  #canvas; #store; #detail; #cpus = 0; #style; #cursor = null; #right = 0; #dirty = true; #onText;

  constructor(canvas, detail, store) {
    this.#canvas = canvas; this.#store = store; this.#detail = detail;
    this.#restyle();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#restyle());
    new ResizeObserver(() => this.#fit()).observe(canvas);
    canvas.addEventListener('pointermove', e => this.#point(e));
    canvas.addEventListener('keydown', e => this.#key(e));
  }

  set cpus(n) {
    if (n === this.#cpus) return;
    this.#cpus = n;
    this.#canvas.style.height = `${TOP + n * (LANE + GAP) + AXIS}px`;
    this.#fit();
  }

  #restyle() {
    const style = getComputedStyle(document.documentElement);
    this.#style = name => style.getPropertyValue(`--${name}`).trim();
    this.#dirty = true;
  }

  #fit() {
    const scale = devicePixelRatio || 1, box = this.#canvas.getBoundingClientRect();
    this.#canvas.width = Math.round(box.width * scale);
    this.#canvas.height = Math.round(box.height * scale);
    this.#dirty = true;
  }

  touch() { this.#dirty = true; }

  draw() {
    if (!this.#dirty || !this.#cpus) return;
    this.#dirty = false;
    const scale = devicePixelRatio || 1, g = this.#canvas.getContext('2d'), c = this.#style;
    const width = this.#canvas.width / scale, height = this.#canvas.height / scale;
    this.#right = Math.max(this.window, this.#store.tick);
    const left = this.#right - this.window;
    const x = tick => GUTTER + (tick - left) * (width - GUTTER - 8) / this.window;
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, width, height);
    this.#axis(g, c, x, left, width, height);
    for (let cpu = 0; cpu < this.#cpus; cpu++) this.#lane(g, c, cpu, width);
    g.save();
    g.beginPath();
    g.rect(GUTTER, 0, width - GUTTER, height);
    g.clip();
    for (const patch of this.#store.patches) this.#patch(g, c, x, patch, left);
    for (let i = this.#store.from(left); i < this.#store.events.length; i++) this.#mark(g, c, x, this.#store.events[i]);
    if (this.#cursor) this.#ring(g, c, x, this.#cursor);
    g.restore();
  }

  #y(cpu) { return TOP + cpu * (LANE + GAP); }

  #axis(g, c, x, left, width, height) {
    const rough = this.window / 8, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough);
    g.font = `11px ${c('mono')}`;
    g.textAlign = 'center';
    g.textBaseline = 'alphabetic';
    for (let tick = Math.ceil(left / step) * step; tick <= left + this.window; tick += step) {
      g.fillStyle = c('line');
      g.fillRect(Math.round(x(tick)), TOP, 1, height - AXIS - TOP);
      g.fillStyle = c('dim');
      if (x(tick) < width - 30) g.fillText(tick.toLocaleString('en'), x(tick), height - 5);
    }
  }

  #lane(g, c, cpu, width) {
    const y = this.#y(cpu);
    g.fillStyle = c('dim');
    g.font = `600 12px ${c('sans')}`;
    g.textAlign = 'left';
    g.textBaseline = 'middle';
    g.fillText(`CPU ${cpu}`, 4, y + LANE / 2 + 6);
    g.fillStyle = c('line');
    g.fillRect(GUTTER, y + LANE - 1, width - GUTTER, 1);
  }

  // From the write to the delivery, this CPU fetches the old word. A patch that has not come yet is open to the right.
  #patch(g, c, x, patch, left) {
    for (let cpu = 0; cpu < this.#cpus; cpu++) {
      const until = patch.taken.get(cpu);
      if (cpu === patch.cpu || until < left || (until === undefined && patch.lost)) continue;
      const from = x(patch.from), to = x(until ?? this.#right), y = this.#y(cpu);
      g.fillStyle = c('patch');
      g.fillRect(from, y + 4, Math.max(2, to - from), LANE - 5);
      g.fillStyle = c('patch-edge');
      g.fillRect(from, y + 4, 1.5, LANE - 5);
      if (until !== undefined) g.fillRect(to - 1, y + 4, 1.5, LANE - 5);
    }
  }

  #mark(g, c, x, e) {
    const px = x(e.tick), base = this.#y(e.cpu) + LANE - 1;
    switch (e.type) {
      case 'trap_taken':
        if (e.exception === 'INT') { g.fillStyle = c('irq'); g.fillRect(px - 1, base - LANE + 3, 2.5, 12); break; }
        g.fillStyle = c('trap'); g.fillRect(px - .5, base - 15, 1.5, 15); break;
      case 'kprobe_hit':
        g.fillStyle = c(colourOf(e.probe)); g.fillRect(px - 1.5, base - 30, 3, 30); break;
      case 'return_handled':
        g.strokeStyle = c(colourOf(e.probe)); g.lineWidth = 2; g.beginPath();
        g.moveTo(px, base - 6); g.lineTo(px, base - 26); g.lineTo(px - 5, base - 20); g.moveTo(px, base - 26); g.lineTo(px + 5, base - 20); g.stroke(); break;
      case 'trace_record':
        g.fillStyle = c(colourOf(e.event)); g.beginPath(); g.arc(px, base - 36, 2.5, 0, 7); g.fill(); break;
      case 'signal':
        g.fillStyle = c('stale'); g.font = `11px ${c('mono')}`; g.textAlign = 'left'; g.textBaseline = 'alphabetic';
        g.fillText(e.name, px, base - 38); break;
      case 'panic':
        g.fillStyle = c('oops'); g.fillRect(px - 2, TOP, 4, this.#cpus * (LANE + GAP)); break;
      case 'missed': case 'unhooked':
        g.fillStyle = c('missed'); shape(g, [[px - 5, base - 44], [px + 5, base - 44], [px, base - 34]]); break;
      case 'stale_fetch':
        g.fillStyle = c('stale'); shape(g, [[px, base - 26], [px + 6, base - 20], [px, base - 14], [px - 6, base - 20]]); break;
      case 'silently_missed':
        g.strokeStyle = c('missed'); g.lineWidth = 2; g.beginPath(); g.arc(px, base - 20, 8, 0, 7); g.stroke(); break;
      case 'armed': case 'disarmed':
        g.fillStyle = c('patch-edge'); shape(g, [[px - 6, base], [px + 6, base], [px, base - 11]]);
        g.font = `11px ${c('mono')}`; g.textAlign = 'left'; g.textBaseline = 'alphabetic';
        g.fillText(`${e.type === 'armed' ? '+' : '−'}${e.probe}`, px + 8, base - 3); break;
      case 'oops':
        g.strokeStyle = c('oops'); g.lineWidth = 3.5; g.beginPath();
        g.moveTo(px - 8, base - 36); g.lineTo(px + 8, base - 20); g.moveTo(px + 8, base - 36); g.lineTo(px - 8, base - 20); g.stroke(); break;
    }
  }

  #ring(g, c, x, e) {
    g.strokeStyle = c('strong'); g.lineWidth = 1;
    g.setLineDash([3, 3]);
    g.beginPath(); g.moveTo(x(e.tick), 0); g.lineTo(x(e.tick), this.#y(this.#cpus)); g.stroke();
    g.setLineDash([]);
    g.strokeRect(x(e.tick) - 10, this.#y(e.cpu) + 2, 20, LANE - 2);
  }

  #point(pointer) {
    const box = this.#canvas.getBoundingClientRect(), left = this.#right - this.window;
    const tick = left + (pointer.clientX - box.left - GUTTER) * this.window / (box.width - GUTTER - 8);
    const cpu = Math.floor((pointer.clientY - box.top - TOP) / (LANE + GAP)), reach = this.window / 60;
    let best = null;
    for (let i = this.#store.from(tick - reach); i < this.#store.events.length && this.#store.events[i].tick <= tick + reach; i++) {
      const e = this.#store.events[i];
      if (e.cpu === cpu && SHOWN.has(e.type) && (!best || Math.abs(e.tick - tick) <= Math.abs(best.tick - tick))) best = e;
    }
    this.#show(best);
  }

  #key(key) {
    const step = {ArrowLeft: -1, ArrowRight: 1}[key.key];
    if (!step && key.key !== 'End') return;
    key.preventDefault();
    const events = this.#store.events, left = this.#right - this.window;
    let at = key.key === 'End' || !this.#cursor ? events.length : events.indexOf(this.#cursor);
    do at += step ?? -1; while (events[at] && !SHOWN.has(events[at].type));
    if (events[at] && events[at].tick >= left) this.#show(events[at]);
  }

  #show(e) {
    if (e === this.#cursor) return;
    this.#cursor = e;
    this.#detail.textContent = e ? `#${e.seq}  tick ${e.tick}  CPU ${e.cpu}  ${e.type}  ${describe(e)}` : '';
    this.#dirty = true;
  }
}

function shape(g, points) {
  g.beginPath();
  points.forEach(([x, y], i) => i ? g.lineTo(x, y) : g.moveTo(x, y));
  g.fill();
}
