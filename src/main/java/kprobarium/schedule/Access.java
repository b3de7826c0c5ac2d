package kprobarium.schedule;

/// What a move is about to touch: announced before it is made, so that a strategy can ask whether two of them race.
public record Access(Kind kind, long address) {
    public enum Kind {
        /// Nothing that another CPU can see.
        LOCAL,
        /// An instruction word is fetched.
        FETCH,
        /// Memory is read as data.
        READ,
        /// Memory is written.
        WRITE,
        /// Memory is read and written in one go: an atomic instruction, or taking a lock.
        UPDATE,
        /// Memory is read, once it holds what is waited for; until then the CPU cannot move.
        AWAIT,
        /// A CPU takes over what it has not yet seen: `ibar`, or the delivery of a patch.
        SYNC,
        /// Memory is written, or read and written, where others may look behind that: so its place among all such writes can be seen.
        COMMIT,
        /// Something is written that every other move may depend on, such as a word of text where CPUs fetch ahead.
        ALL;

        private static final Kind[] KINDS = values();

        public static Kind of(int ordinal) {
            return KINDS[ordinal];
        }

        /// Whether memory may be written by it.
        public boolean writes() {
            return switch (this) {
                case WRITE, UPDATE, COMMIT, ALL -> true;
                case LOCAL, FETCH, READ, AWAIT, SYNC -> false;
            };
        }

        /// Whether it touches the memory at the address that it is announced with.
        public boolean touches() {
            return switch (this) {
                case FETCH, READ, WRITE, UPDATE, AWAIT, COMMIT, ALL -> true;
                case LOCAL, SYNC -> false;
            };
        }

        /// The word for it in a sentence whose subject is a CPU.
        public String verb() {
            return switch (this) {
                case LOCAL -> "runs";
                case FETCH -> "fetches";
                case READ -> "reads";
                case WRITE, ALL -> "writes";
                case UPDATE -> "updates";
                case AWAIT -> "waits for";
                case SYNC -> "synchronises";
                case COMMIT -> "updates";
            };
        }
    }
}
