package kprobarium.experiment;

import java.util.List;

/// A 64-bit value that the end of a play can be asked for. `toString` is the canonical text, which reads back as an
/// equal term.
public sealed interface Term {
    /// The value at this end.
    long value(Outcome outcome);

    /// Whether the value is an address or a pattern of bits, which orders as unsigned. All others order as signed.
    boolean isBits();

    /// Whether it is the same at every end, on one kernel.
    default boolean isConstant() {
        return switch (this) {
            case Number _, Named _, SymbolAddress _, ProbePointer _ -> true;
            case Register _, TaskRegister _, Pc _, OfCpu _, OfProbe _, Slot _, SlotsUsed _, InstructionWord _, Data _, Returned _ -> false;
        };
    }

    /// A general register of a CPU: `cpu1.a0` or `cpu1.r4`.
    record Register(int cpu, int gpr) implements Term {
        public Register {
            if (gpr < 0 || gpr > 31) {
                throw new IllegalArgumentException("register " + gpr);
            }
        }

        @Override
        public long value(Outcome outcome) {
            return outcome.register(cpu, gpr);
        }

        @Override
        public boolean isBits() {
            return false;
        }

        @Override
        public String toString() {
            return "cpu" + cpu + "." + Gpr.name(gpr);
        }
    }

    /// A general register of a task that is no CPU's own, on whichever CPU it ran last: `worker.a0`.
    record TaskRegister(String task, int gpr) implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.register(task, gpr);
        }

        @Override
        public boolean isBits() {
            return false;
        }

        @Override
        public String toString() {
            return task + "." + Gpr.name(gpr);
        }
    }

    /// The address a CPU would execute next: `cpu1.pc`.
    record Pc(int cpu) implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.pc(cpu);
        }

        @Override
        public boolean isBits() {
            return true;
        }

        @Override
        public String toString() {
            return "cpu" + cpu + ".pc";
        }
    }

    /// `cpu0.current_kprobe` and its like.
    record OfCpu(int cpu, CpuField field) implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.cpu(cpu, field);
        }

        @Override
        public boolean isBits() {
            return field.isAddress();
        }

        @Override
        public String toString() {
            return "cpu" + cpu + "." + field.word();
        }
    }

    /// `q.nmissed` and its like.
    record OfProbe(String probe, ProbeField field) implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.probe(probe, field);
        }

        @Override
        public boolean isBits() {
            return false;
        }

        @Override
        public String toString() {
            return probe + "." + field.word();
        }
    }

    /// A probe as the kernel's pointer to it: `p`.
    record ProbePointer(String probe) implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.probeAddressOf(probe);
        }

        @Override
        public boolean isBits() {
            return true;
        }

        @Override
        public String toString() {
            return probe;
        }
    }

    /// An address in a probe's instruction slot: `slot(p)`, `slot(p)+0x4`.
    record Slot(String probe, long offset) implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.slot(probe) + offset;
        }

        @Override
        public boolean isBits() {
            return true;
        }

        @Override
        public String toString() {
            return "slot(" + probe + ")" + plus(offset);
        }
    }

    /// An address in the experiment's text or data: `foo`, `foo+0x8`.
    record SymbolAddress(String symbol, long offset) implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.address(toString());
        }

        @Override
        public boolean isBits() {
            return true;
        }

        @Override
        public String toString() {
            return symbol + plus(offset);
        }
    }

    /// The number of instruction slots in use: `slots.used`.
    record SlotsUsed() implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.slotsUsed();
        }

        @Override
        public boolean isBits() {
            return false;
        }

        @Override
        public String toString() {
            return "slots.used";
        }
    }

    /// The 32-bit instruction word in memory at an address, zero-extended: `word(foo+0x8)`.
    record InstructionWord(Term at) implements Term {
        @Override
        public long value(Outcome outcome) {
            return Integer.toUnsignedLong(outcome.word(at.value(outcome)));
        }

        @Override
        public boolean isBits() {
            return true;
        }

        @Override
        public String toString() {
            return "word(" + at + ")";
        }
    }

    /// The 64 bits of data in memory at an address: `mem(counter+0x8)`.
    record Data(Term at) implements Term {
        @Override
        public long value(Outcome outcome) {
            return outcome.memory(at.value(outcome));
        }

        @Override
        public boolean isBits() {
            return false;
        }

        @Override
        public String toString() {
            return "mem(" + at + ")";
        }
    }

    /// What the latest such call returned: `register_kprobe(p)`.
    record Returned(KprobesFunction function, List<String> probes) implements Term {
        public Returned {
            probes = List.copyOf(probes);
        }

        public Returned(KprobesFunction function, String probe) {
            this(function, List.of(probe));
        }

        @Override
        public long value(Outcome outcome) {
            return outcome.result(function, probes);
        }

        @Override
        public boolean isBits() {
            return false;
        }

        @Override
        public String toString() {
            return function.word() + "(" + String.join(", ", probes) + ")";
        }
    }

    /// `42`, `-1`; or in hexadecimal, `0x2a`, where it is a pattern of bits.
    record Number(long value, boolean hex) implements Term {
        @Override
        public long value(Outcome outcome) {
            return value;
        }

        @Override
        public boolean isBits() {
            return hex;
        }

        @Override
        public String toString() {
            return hex ? "0x" + Long.toHexString(value) : Long.toString(value);
        }
    }

    /// A number by its kernel name: `NULL`, `-EINVAL`, `KPROBE_HIT_SS`.
    record Named(Constant constant) implements Term {
        @Override
        public long value(Outcome outcome) {
            return constant.value();
        }

        @Override
        public boolean isBits() {
            return constant == Constant.NULL;
        }

        @Override
        public String toString() {
            return constant.word();
        }
    }

    private static String plus(long offset) {
        return offset == 0 ? "" : "+0x" + Long.toHexString(offset);
    }
}
