// The last events, oldest first, and the patches that are on their way.

const KEPT = 10_000;

export class Store {
  events = []; patches = []; tick = 0; total = 0; gaps = [];

  add(items) {
    for (const event of items) {
      if (event.tick > this.tick) this.tick = event.tick;
      if (event.type === 'text_poked') this.patches.push({patch: event.patch, from: event.tick, cpu: event.cpu, where: event.where, taken: new Map([[event.cpu, event.tick]])});
      if (event.type === 'patch_delivered') this.#deliver(event);
    }
    this.events.push(...items);
    this.total += items.length;
    if (this.events.length > KEPT * 1.2) this.events.splice(0, this.events.length - KEPT);
    if (this.patches.length > 400) this.patches.splice(0, this.patches.length - 300);
  }

  #deliver({cpu, patch, tick}) {
    for (const p of this.patches) if (p.patch === patch && !p.taken.has(cpu)) p.taken.set(cpu, tick);
  }

  // A delivery may be among the lost, so what was on its way then is not shown as still being so.
  gap(message) {
    for (const patch of this.patches) patch.lost = true;
    this.gaps.push({...message, tick: this.tick});
    if (this.gaps.length > 100) this.gaps.shift();
  }

  clear() {
    this.events = []; this.patches = []; this.gaps = []; this.tick = 0; this.total = 0;
  }

  /// Index of the first event at or after a tick.
  from(tick) {
    let low = 0, high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle].tick < tick) low = middle + 1; else high = middle;
    }
    return low;
  }
}

const colours = new Map();

/// A probe's colour, `p0` … `p5`: given in the order in which probes are first seen.
export function colourOf(probe) {
  if (!colours.has(probe)) colours.set(probe, `p${colours.size % 6}`);
  return colours.get(probe);
}

/// The name by which an event is found under a probe's.
export const probeOf = e => e.probe ?? e.manager ?? e.event ?? '';

/// An event in one line of words.
export function describe(e) {
  switch (e.type) {
    case 'trap_taken': return `${e.exception} at ${e.where}, word ${e.word}`;
    case 'kprobe_hit': return `${e.probe} at ${e.address}`;
    case 'aggregate_hit': return `${e.manager}: several probes at ${e.address}`;
    case 'hooked': return `${e.probe}: the call will return to ${e.where} by way of the trampoline`;
    case 'unhooked': return `${e.probe}: no instance for this call, nmissed ${e.nmissed}`;
    case 'return_handled': return `${e.probe}, handler of the return called`;
    case 'missed': return `${e.probe}, nmissed ${e.nmissed}`;
    case 'reentered': return `${e.probe} within ${e.outer}`;
    case 'pre_handled': return `${e.probe}, pre_handler returned ${e.value}`;
    case 'post_handled': return `${e.probe}, post_handler returned`;
    case 'single_stepped': return `${e.probe} in slot ${e.slot}`;
    case 'simulated': return `${e.probe}, on to ${e.where}`;
    case 'silently_missed': return `${e.probe} at ${e.address}: no trap`;
    case 'armed': return `${e.probe} at ${e.where}`;
    case 'disarmed': return `${e.probe} at ${e.where}`;
    case 'text_poked': return `patch ${e.patch} at ${e.where}: ${e.was} → ${e.now}`;
    case 'patch_delivered': return `patch ${e.patch} from CPU ${e.from_cpu} at ${e.where}`;
    case 'stale_fetch': return `${e.where}: fetched ${e.fetched}, memory holds ${e.in_memory}`;
    case 'call_started': return `${e.call}`;
    case 'call_returned': return `${e.call} = ${e.value}`;
    case 'trace_record': return `${e.comm}-${e.pid} ${e.flags} ${e.event}: ${e.text}`;
    case 'signal': return `${e.name} to the task, si_code ${e.code}, at ${e.where}`;
    case 'panic': return e.reason;
    case 'logged': return `${e.level}: ${e.text}`;
    case 'oops': return `${e.message} in ${e.function} at ${e.where}`;
    default: return Object.entries(e).filter(([k]) => !['type', 'seq', 'cpu', 'tick'].includes(k)).map(([k, v]) => `${k}=${v}`).join(' ');
  }
}
