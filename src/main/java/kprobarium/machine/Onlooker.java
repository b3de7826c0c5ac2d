package kprobarium.machine;

import kprobarium.isa.Operands;
import kprobarium.schedule.Access;

/// Looks over the shoulder of a machine on which one schedule is replayed: what its CPUs execute, and what its kernel code does. A search
/// has none.
///
/// Kernel code calls from inside itself, so the call stack says in which function it is.
public interface Onlooker {
    /// `cpu` is about to execute what it has fetched at `pc`.
    void instruction(Cpu cpu, long pc, Operands instruction);

    /// Kernel code on `cpu` is about to make the access that it had announced.
    void access(Cpu cpu, Access.Kind kind, long address);

    /// Kernel code on `cpu` is about to write eight bytes that nobody else looks at.
    void local(Cpu cpu, long address, long value);
}
