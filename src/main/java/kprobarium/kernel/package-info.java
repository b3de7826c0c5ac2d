/// The kernel: traps.c, inst.c, kernel/kprobes.c and arch/loongarch/kernel/kprobes.c as straight-line Java, one method a C function.
///
/// One Java file for a C file, functions in the C file's order under the C name in camelCase, the same parameters and locals, C's
/// integer widths kept. What differs between kernels is in the packages below this one: `v1` (the first posting), and a package for each
/// release whose files changed, which holds the functions that did and builds on the release before. [Changes][kprobarium.kernel.Changes]
/// is the table of what upstream changed, and how it is brought back to an older kernel; `patch` has the cures of what is still wrong, each
/// replacing a function or two of whatever kernel it is stacked on. [Kernels][kprobarium.kernel.Kernels] is the table of the versions,
/// [Kernel][kprobarium.kernel.Kernel] one of them put together on a machine.
///
/// Kernel code does not know that there is a scheduler. It reads and writes through views of guest memory
/// ([PtRegs][kprobarium.kernel.PtRegs], [Kprobe][kprobarium.kernel.Kprobe], …), which stop where another CPU could come between, see
/// [Strand][kprobarium.machine.Strand]. So a defect is here because the code is the same, not because anything says so.
package kprobarium.kernel;
