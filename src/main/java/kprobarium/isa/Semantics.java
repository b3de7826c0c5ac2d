package kprobarium.isa;

/// What an instruction does to a CPU.
@FunctionalInterface
public interface Semantics {
    void execute(CpuPort c, Operands o);
}
