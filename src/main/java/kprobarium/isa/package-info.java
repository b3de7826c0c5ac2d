/// LoongArch instructions as one table, [kprobarium.isa.Insn], and what is read from it.
///
/// A row says how an instruction is encoded, written, and what it does; everything else here is a reading of the table.
/// [kprobarium.isa.Decoder] goes from a word to [kprobarium.isa.Operands] (a row and its fields), [kprobarium.isa.Assembler] and
/// [kprobarium.isa.Disassembler] between words and text in LLVM's syntax, [kprobarium.isa.Pseudo] lists the names that stand for other
/// instructions. The vector instructions have tables of their own, [kprobarium.isa.Vectors]: they are read and written as text, and raise
/// an exception where they are executed. Executing is calling the row's semantics with a [kprobarium.isa.CpuPort], which is all that an
/// instruction may touch:
///
/// ```java
/// Operands insn = decoded.decode(word);       // the machine's cache; null: no such instruction
/// if (insn.row().touch().isMemory()) { … }    // known before it runs, with insn.row().address(cpu, insn) and size()
/// insn.execute(cpu);
/// ```
package kprobarium.isa;
