package kprobarium.machine;

/// Which word a CPU fetches, when text has been written since.
///
/// Data reads always see memory as it is; a fetch may lag behind. The architecture promises no more than that a CPU's own `ibar`
/// brings it up to date (LoongArch Reference Manual, volume 1, `IBAR`).
public sealed interface FetchModel permits FetchModel.Coherent, FetchModel.Bus {
    enum Kind {
        COHERENT, BUS
    }

    int fetch(Cpu cpu, long address);

    /// CPU `by` has written the word of text at `address`, which held `was`.
    void wrote(Cpu by, long patch, long address, int was);

    /// Whether `cpu` has patches that it has not taken over.
    boolean pending(Cpu cpu);

    /// `cpu` takes over the oldest patch that it has not seen.
    void deliver(Cpu cpu);

    /// `cpu` executes `ibar`, or takes over all that it has not seen for another reason.
    void synchronise(Cpu cpu);

    /// The number of the newest patch that `cpu` has seen, with none older missing.
    long delivered(Cpu cpu);

    /// Every fetch sees memory.
    record Coherent(Memory memory) implements FetchModel {
        @Override
        public int fetch(Cpu cpu, long address) {
            return memory.word(address);
        }

        @Override
        public void wrote(Cpu by, long patch, long address, int was) {}

        @Override
        public boolean pending(Cpu cpu) {
            return false;
        }

        @Override
        public void deliver(Cpu cpu) {
            throw new IllegalStateException("nothing is pending under the coherent model");
        }

        @Override
        public void synchronise(Cpu cpu) {}

        @Override
        public long delivered(Cpu cpu) {
            return Long.MAX_VALUE;
        }
    }

    /// The writing CPU sees its write; to every other CPU the patch travels as a message, in order, and its fetches see it from
    /// delivery on, or from its own next `ibar`.
    ///
    /// What a CPU has not seen is a short queue of (patch, address, the word before). A fetch of an address in the queue sees the word
    /// before the oldest such patch. The queue is kept packed from its start, so that equal queues are equal state.
    final class Bus implements FetchModel {
        /// A CPU is never further behind than this: then the oldest patch arrives by itself.
        static final int CAPACITY = 64;
        private static final int FIELDS = 4;
        private static final int PATCH = 0, ADDRESS = 1, BEFORE = 2, WRITER = 3;

        private final Machine machine;
        private final State state;
        private final int[] count;
        private final int[] queue;
        private final int last;

        Bus(Machine machine, int cpus) {
            this.machine = machine;
            state = machine.state();
            count = new int[cpus];
            queue = new int[cpus];
            for (int i = 0; i < cpus; i++) {
                count[i] = state.allocate(1);
                queue[i] = state.allocate(CAPACITY * FIELDS);
            }
            last = state.allocate(1);
        }

        @Override
        public int fetch(Cpu cpu, long address) {
            int n = (int) state.get(count[cpu.number()]);
            int inMemory = machine.memory().word(address);
            for (int i = 0; i < n; i++) {
                if (at(cpu, i, ADDRESS) == address) {
                    int word = (int) at(cpu, i, BEFORE);
                    if (word != inMemory) machine.vector().staleFetch(cpu, address, word, inMemory);
                    return word;
                }
            }
            return inMemory;
        }

        @Override
        public void wrote(Cpu by, long patch, long address, int was) {
            state.note(last, patch);
            for (Cpu cpu : machine.cpus()) {
                if (cpu == by) {
                    overtake(by, address);
                    continue;
                }
                int n = (int) state.get(count[cpu.number()]);
                if (n == CAPACITY) {
                    deliver(cpu);
                    n--;
                }
                int entry = queue[cpu.number()] + n * FIELDS;
                state.note(entry + PATCH, patch);
                state.set(entry + ADDRESS, address);
                state.set(entry + BEFORE, was);
                state.note(entry + WRITER, by.number());
                state.set(count[cpu.number()], n + 1);
            }
        }

        /// Patches of a word that the CPU has now written itself no longer matter to it.
        private void overtake(Cpu by, long address) {
            for (int i = (int) state.get(count[by.number()]) - 1; i >= 0; i--) if (at(by, i, ADDRESS) == address) remove(by, i);
        }

        @Override
        public boolean pending(Cpu cpu) {
            return state.get(count[cpu.number()]) != 0;
        }

        @Override
        public void deliver(Cpu cpu) {
            long patch = at(cpu, 0, PATCH);
            long address = at(cpu, 0, ADDRESS);
            int writer = (int) at(cpu, 0, WRITER);
            remove(cpu, 0);
            machine.delivered(cpu, patch, address, machine.memory().word(address), writer);
        }

        private void remove(Cpu cpu, int first) {
            int n = (int) state.get(count[cpu.number()]);
            int base = queue[cpu.number()];
            for (int i = first; i < n; i++) {
                int entry = base + i * FIELDS;
                boolean end = i == n - 1;
                state.note(entry + PATCH, end ? 0 : state.get(entry + FIELDS + PATCH));
                state.set(entry + ADDRESS, end ? 0 : state.get(entry + FIELDS + ADDRESS));
                state.set(entry + BEFORE, end ? 0 : state.get(entry + FIELDS + BEFORE));
                state.note(entry + WRITER, end ? 0 : state.get(entry + FIELDS + WRITER));
            }
            state.set(count[cpu.number()], n - 1);
        }

        @Override
        public void synchronise(Cpu cpu) {
            while (pending(cpu)) deliver(cpu);
        }

        @Override
        public long delivered(Cpu cpu) {
            return pending(cpu) ? at(cpu, 0, PATCH) - 1 : state.get(last);
        }

        private long at(Cpu cpu, int entry, int field) {
            return state.get(queue[cpu.number()] + entry * FIELDS + field);
        }
    }
}
