/// Linux programs on one simulated CPU: any static executable, with the kernel's own probes in it.
///
/// A [LinuxProcess][kprobarium.process.LinuxProcess] is a program in an [address space][kprobarium.process.Space], set up as `execve()`
/// leaves it, and what becomes of it. Its system calls are answered by a [table][kprobarium.process.Syscall] of those that small static
/// programs make; any other answers -ENOSYS, and is counted. It is as deterministic as the rest: time is the instructions that were
/// executed, and what ought to be random comes from a seed.
///
/// Without probes the program runs on an [engine][kprobarium.engine.Core] and nothing else. With probes there is a kernel as well, and the
/// program runs as that kernel's own text does: so kprobes, which is for kernel text, takes its functions for probes.
package kprobarium.process;
