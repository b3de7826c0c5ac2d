package kprobarium.schedule;

/// One way for a machine to go on: what kind of thing happens, and on which CPU.
///
/// A machine offers millions of them, so inside it travels the [code][#code()], not the record.
public record Move(Kind kind, int cpu) {
    public enum Kind {
        /// The CPU makes the access it has announced and runs on to its next one: written `1`.
        STEP(""),
        /// The CPU's fetch view takes over the oldest patch it has not seen: written `1:patch`.
        PATCH(":patch"),
        /// A thread of higher class that waits for the CPU takes it: written `1:preempt`.
        PREEMPT(":preempt");

        private static final Kind[] KINDS = values();
        final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    public static Move of(int code) {
        return new Move(Kind.KINDS[code >> 8], code & 0xff);
    }

    public int code() {
        return code(kind, cpu);
    }

    public static int code(Kind kind, int cpu) {
        return kind.ordinal() << 8 | cpu;
    }

    public static int cpu(int code) {
        return code & 0xff;
    }

    public static Kind kind(int code) {
        return Kind.KINDS[code >> 8];
    }

    @Override
    public String toString() {
        return cpu + kind.suffix;
    }
}
