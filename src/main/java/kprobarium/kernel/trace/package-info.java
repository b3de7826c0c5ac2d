/// Probes by text, as tracefs has them: `kprobe_events` and the files around it (kernel/trace/trace_kprobe.c, trace_probe.c).
///
/// [ProbeParser][kprobarium.kernel.trace.ProbeParser] reads a command, or says what is wrong with it in the kernel's words and where.
/// [Tracefs][kprobarium.kernel.trace.Tracefs] is the directory of files: what is written to it is carried out by a CPU, through
/// register_kprobe() and its relatives, for arming is a race like any other. At a hit an event's fetch program is run on the registers and
/// the memory of that moment, and what it found becomes a [record][kprobarium.event.Event.TraceRecord].
///
/// This kernel has no BTF, so an argument is a register, a constant or memory, and never a variable's name. What is defined here
/// belongs to the machine as it is set up and to a live one: it changes while a machine goes forward, and a search, which goes back,
/// only looks at it.
package kprobarium.kernel.trace;
