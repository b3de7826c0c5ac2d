// Wires the page: the feed into the store, the store into the panels, the controls into orders.

import {$, make, number, say} from './dom.js';
import {Feed, order} from './feed.js';
import {Store} from './store.js';
import {Lanes} from './lanes.js';
import {Cpus} from './cpus.js';
import {Probes} from './probes.js';
import {Text} from './text.js';
import {Events} from './events.js';
import {Files} from './files.js';

const store = new Store();
const lanes = new Lanes($('lanes'), $('lane-detail'), store);
const cpus = new Cpus($('cpus'));
const probes = new Probes();
const text = new Text(store);
const events = new Events(store);
new Files();
let running = false, speed = {at: 0, steps: 0};

new Feed({
  link(state, text) {
    $('link').dataset.state = state;
    say($('link'), text);
  },
  hello({machine}, restarted) {
    if (restarted) store.clear();
    say($('experiment'), machine.experiment);
    $('experiment').title = machine.about;
    say($('kernel'), machine.kernel);
    say($('fetch'), machine.fetch);
    lanes.cpus = machine.cpus;
    events.types = machine.event_types;
    $('step-cpu').replaceChildren(make('option', {value: '', textContent: 'next CPU'}),
      ...Array.from({length: machine.cpus}, (_, n) => make('option', {value: n, textContent: `CPU ${n}`})));
    text.load();
    document.title = `${machine.experiment} · kprobarium`;
  },
  events(items) {
    store.add(items);
    if (items.some(e => e.type === 'text_poked')) text.load();
    lanes.touch();
    events.touch();
  },
  gap(message) {
    store.gap(message);
    events.touch();
  },
  state({simulation, cpus: views, probes: rows}) {
    showRun(simulation);
    if (views.some(cpu => cpu.state === 'panicked')) showPanic();
    cpus.show(views);
    probes.show(rows);
    text.mark(rows, views);
  },
});

function showRun(simulation) {
  running = simulation.state === 'running';
  $('run-state').dataset.state = simulation.state;
  say($('run-state'), simulation.state);
  say($('toggle'), running ? 'Pause' : 'Run');
  $('toggle').disabled = simulation.state === 'failed';
  say($('steps'), number(simulation.steps));
  if (document.activeElement !== $('pace')) $('pace').value = String(simulation.rate);
  if ($('pace').selectedIndex < 0) {
    $('pace').append(make('option', {value: simulation.rate, textContent: `${number(simulation.rate)}/s`}));
    $('pace').value = String(simulation.rate);
  }
  if (store.tick < simulation.steps) store.tick = simulation.steps;
  lanes.touch();
  const now = performance.now();
  if (now - speed.at > 900) {
    say($('speed'), number(Math.round(Math.max(0, simulation.steps - speed.steps) * 1000 / (now - speed.at))));
    speed = {at: now, steps: simulation.steps};
  }
  $('notice').hidden = !simulation.fault;
  say($('notice'), simulation.fault ? `The machine has stopped for good. ${simulation.fault}` : '');
}

function showPanic() {
  $('notice').hidden = false;
  say($('notice'), `Kernel panic - not syncing: ${store.events.findLast(e => e.type === 'panic')?.reason ?? 'the reason is no longer known here'}. No CPU will run again; serve anew.`);
}

async function simulate(body) {
  try {
    showRun(await order('api/v1/simulation', body));
  } catch (refusal) {
    $('notice').hidden = false;
    say($('notice'), refusal.message);
  }
}

const step = () => simulate({action: 'step', steps: Number($('step-count').value) || 1,
  ...($('step-cpu').value === '' ? {} : {cpu: Number($('step-cpu').value)})});

$('toggle').addEventListener('click', () => simulate({action: running ? 'pause' : 'run'}));
$('step-form').addEventListener('submit', event => { event.preventDefault(); step(); });
$('pace').addEventListener('change', () => { simulate({action: 'pace', rate: Number($('pace').value)}); $('pace').blur(); });
$('zoom').addEventListener('change', () => { lanes.window = Number($('zoom').value); lanes.touch(); });

addEventListener('keydown', event => {
  if (event.target.closest('input, select, textarea, button, a, summary') || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = {' ': () => $('toggle').click(), s: step, h: () => events.hold(), '/': () => $('command').focus()}[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

(function frame() {
  lanes.draw();
  events.draw();
  requestAnimationFrame(frame);
})();
