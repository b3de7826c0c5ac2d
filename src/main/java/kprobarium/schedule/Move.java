package kprobarium.schedule;

/// One way for a machine to go on: what kind of thing happens, on which CPU, and in which of several ways.
///
/// A machine offers millions of them, so inside it travels the [code][#code()], not the record. `alternative` is 0 for what would happen
/// on a machine without surprises; a schedule then leaves it out.
public record Move(Kind kind, int cpu, int alternative) {
    public enum Kind {
        /// The CPU makes the access it has announced and runs on to its next one: written `1`.
        STEP(""),
        /// The same, but the word it fetches, or the value it loads, is older than the newest by so many different ones: `1:old-2`.
        OLD(":old"),
        /// A store that waits in the CPU's store buffer reaches memory: `1:flush`, or `1:flush-2` for the one that waits third.
        FLUSH(":flush"),
        /// A patch reaches the CPU's fetch view: the first that can arrive next, `1:patch`, or the third of them, `1:patch-2`.
        PATCH(":patch"),
        /// That patch is lost on the way: `1:lose`.
        LOSE(":lose"),
        /// That patch reaches the CPU and will reach it once more: `1:twice`.
        TWICE(":twice"),
        /// The sender's time is up before that patch arrives, and it is sent again, behind the others: `1:late`.
        LATE(":late"),
        /// A thread of higher class that waits for the CPU takes it: written `1:preempt`.
        PREEMPT(":preempt"),
        /// The CPU leaves its task for another: `1:switch-2` for the second of those that are not its own, `1:switch` for its own.
        SWITCH(":switch"),
        /// An interrupt is taken: `1:irq`, or `1:irq-2` for the one of that number.
        IRQ(":irq"),
        /// What the CPU is about to do faults, as it may: `1:fault`.
        FAULT(":fault");

        private static final Kind[] KINDS = values();
        final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }

        /// Whether it is the CPU itself that goes on by such a move, rather than something that reaches it or leaves it.
        public boolean isOfTheCpu() {
            return switch (this) {
                case STEP, OLD, PREEMPT, SWITCH, IRQ, FAULT -> true;
                case FLUSH, PATCH, LOSE, TWICE, LATE -> false;
            };
        }
    }

    private static final int MAX_CPU = 0xff;
    public static final int MAX_ALTERNATIVE = 0x7fff;

    public Move {
        if (cpu < 0 || cpu > MAX_CPU || alternative < 0 || alternative > MAX_ALTERNATIVE) {
            throw new IllegalArgumentException("CPU " + cpu + ", alternative " + alternative);
        }
    }

    public Move(Kind kind, int cpu) {
        this(kind, cpu, 0);
    }

    public static Move of(int code) {
        return new Move(kind(code), cpu(code), alternative(code));
    }

    public int code() {
        return code(kind, cpu, alternative);
    }

    public static int code(Kind kind, int cpu) {
        return kind.ordinal() << 8 | cpu;
    }

    public static int code(Kind kind, int cpu, int alternative) {
        return alternative << 16 | kind.ordinal() << 8 | cpu;
    }

    public static int cpu(int code) {
        return code & 0xff;
    }

    public static Kind kind(int code) {
        return Kind.KINDS[code >> 8 & 0xff];
    }

    /// The [kind][#kind(int)], by its ordinal.
    public static int kindNumber(int code) {
        return code >> 8 & 0xff;
    }

    public static int alternative(int code) {
        return code >> 16;
    }

    @Override
    public String toString() {
        return cpu + kind.suffix + (alternative == 0 ? "" : "-" + alternative);
    }
}
