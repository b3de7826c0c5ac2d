/// Programs as the linker leaves them: ELF files, 64 bits, little-endian, for LoongArch.
///
/// [ElfFile][kprobarium.elf.ElfFile] reads one from its bytes. What is wrong with a file is a [value][kprobarium.elf.ElfProblem] that
/// says where it was looked, what was found and what was expected; no content makes the reader throw. It knows nothing of a machine: who
/// loads a program takes its [segments][kprobarium.elf.Segment] and its [names][kprobarium.elf.ElfFile#symbols()].
///
/// It is written here because the readers that can be had for Java are parts of something larger (a disassembler, a debugger's plug-in,
/// a build tool), and none knows LoongArch by its number; what is needed of the format is three tables of fixed records.
package kprobarium.elf;
