/// The machine: CPUs, memory, what each may fetch, and the strands of kernel code that run on them.
///
/// Everything that changes lives in one flat [State][kprobarium.machine.State] that can be undone, so that a search may go back to any
/// earlier point for the price of what was written since. [Machine][kprobarium.machine.Machine] offers the ways to go on and
/// takes them; it knows no kernel, only the port [TrapVector][kprobarium.machine.TrapVector] through which one is entered, and it
/// never decides anything: what is open is a [Move][kprobarium.schedule.Move] for a scheduler to choose.
package kprobarium.machine;
