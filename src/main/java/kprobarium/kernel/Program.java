package kprobarium.kernel;

import kprobarium.isa.Ecode;
import kprobarium.machine.Cpu;

/// A whole program in place of a kernel's text: what it asks the kernel for, and what becomes of it when it does wrong, is its own affair.
/// The kernel is there for the probes.
@FunctionalInterface
public interface Program {
    /// An exception of the program's, on its way to the kernel; the hardware has done its part. True if it has been dealt with, and `cpu` is
    /// where it is to go on; false if the kernel is to have it.
    boolean takes(Cpu cpu, Ecode exception);
}
