package kprobarium.board;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import kprobarium.elf.ElfFile;
import kprobarium.elf.Segment;
import kprobarium.engine.Ram;

/// A computer: CPUs, memory and devices, run in turns.
///
/// A turn is a number of instructions, the slice; CPUs that wait for an interrupt have none. The counter that all of them read is how many
/// instructions have been retired on all of them together: so it never differs between two CPUs, and never runs backwards. When all wait it
/// jumps to the next timer that would wake one.
public final class Board {
    /// How a board is built.
    ///
    /// @param cpus   from 1 to [#MOST_CPUS]
    /// @param memory in bytes, a multiple of 4096; what is more than 256 MiB lies from 0x9000_0000 on
    /// @param slice  instructions a turn
    public record Plan(int cpus, int memory, int slice) {
        public static final int MOST_CPUS = 4, LONGEST_SLICE = 10_000, SMALLEST_MEMORY = 1 << 20;
        public static final Plan USUAL = new Plan(1, 1 << 26, LONGEST_SLICE);

        public Plan {
            if (cpus < 1 || cpus > MOST_CPUS) throw new IllegalArgumentException("cpus: " + cpus);
            if (memory < SMALLEST_MEMORY || (memory & 4095) != 0) throw new IllegalArgumentException("memory: " + memory);
            if (slice < 1 || slice > LONGEST_SLICE) throw new IllegalArgumentException("slice: " + slice);
        }

        public Plan withCpus(int number) {
            return new Plan(number, memory, slice);
        }

        public Plan withSlice(int instructions) {
            return new Plan(cpus, memory, instructions);
        }
    }

    private static final int A1 = 5;

    private final Plan plan;
    private final PhysicalMap map;
    private final Ram ram;
    private final Devices devices;
    private final List<SystemCpu> cpus;
    /// The counter as of the start of the run in hand, and who is running.
    private long counter;
    private SystemCpu running;
    private long retiredBefore;
    private long executed;
    private final boolean[] parked;
    private final int[] guarded;
    private int guards;

    /// What the serial port transmits goes to `console`, byte by byte.
    public Board(Plan plan, IntConsumer console) {
        this.plan = plan;
        map = PhysicalMap.of(plan.memory());
        ram = new Ram(map.size());
        devices = new Devices(plan.cpus(), console, (cpu, line, high) -> level(cpu, line, high));
        cpus = IntStream.range(0, plan.cpus()).mapToObj(number -> new SystemCpu(number, this, ram, map)).toList();
        parked = new boolean[plan.cpus()];
        guarded = new int[plan.cpus()];
    }

    private void level(int cpu, int line, boolean high) {
        cpus.get(cpu).level(line, high);
    }

    public List<SystemCpu> cpus() {
        return cpus;
    }

    /// Copies `bytes` to a physical address; false if there is no memory for all of them.
    public boolean load(long physical, byte[] bytes) {
        if (bytes.length == 0) return true;
        int place = map.place(physical);
        if (place < 0 || map.place(physical + bytes.length - 1) != place + bytes.length - 1) return false;
        ram.write(place, bytes);
        return true;
    }

    /// Loads a program: each segment at the low 48 bits of its address, as its own direct-mapped windows will show it. Answers what is
    /// wrong with it, if there is no memory for it.
    public Optional<String> load(ElfFile program) {
        for (Segment segment : program.segments()) {
            long physical = segment.address() & SystemCpu.PHYSICAL;
            boolean fits = segment.memorySize() == 0
                    || segment.memorySize() <= map.size() && load(physical + segment.memorySize() - 1, new byte[1])
                            && load(physical, segment.content());
            if (!fits) {
                String more = map.high() == 0 ? "" : " and from 0x90000000 on";
                return Optional.of(String.format(Locale.ROOT, "found a segment of %d bytes at 0x%x, expected it within memory: 0x0 to 0x%x",
                        segment.memorySize(), physical, map.low()) + more);
            }
        }
        return Optional.empty();
    }

    /// `size` bytes of memory at a physical address, or 0 where there is none.
    public long read(long physical, int size) {
        int place = map.place(physical);
        return place < 0 || place + size > ram.size() ? 0 : ram.load(place, size);
    }

    /// All CPUs start at `physical`, as after a reset.
    public void startAll(long physical) {
        for (SystemCpu cpu : cpus) cpu.jump(physical);
    }

    /// CPU 0 starts at `physical`, with the physical address of a command line in `$a1`. The others wait, as firmware leaves them, for an
    /// IPI, and start where mailbox 0 says then.
    public void startFirst(long physical, long commandLine) {
        cpus.getFirst().jump(physical);
        cpus.getFirst().set(A1, commandLine);
        for (SystemCpu cpu : cpus.subList(1, cpus.size())) {
            cpu.park();
            parked[cpu.number()] = true;
            devices.ipi().enable(cpu.number());
        }
    }

    /// Whether hot text is compiled; nothing but speed depends on it.
    public void compiles(boolean now) {
        for (SystemCpu cpu : cpus) cpu.compiles(now);
    }

    /// What the counter says.
    public long now() {
        return running == null ? counter : counter + running.retired() - retiredBefore;
    }

    /// Instructions that have been retired, on all CPUs together.
    public long executed() {
        return executed;
    }

    /// Accesses that reached neither memory nor a device, and control and status registers that there are not.
    public long lost() {
        return devices.lost() + cpus.stream().mapToLong(SystemCpu::unknownCsrs).sum();
    }

    /// Runs until it ends by itself, or until `limit` instructions have been retired since it was built.
    public Ending run(long limit) {
        while (true) {
            long before = executed;
            for (SystemCpu cpu : cpus) {
                turn(cpu, limit);
                if (devices.isOff()) return Ending.POWER_OFF;
                if (cpu.isHopeless()) return Ending.HOPELESS;
                if (executed == limit) return Ending.LIMIT;
            }
            if (executed == before && cpus.stream().allMatch(SystemCpu::isWaiting) && !jumpsToNextTimer()) return Ending.ALL_IDLE;
        }
    }

    private void turn(SystemCpu cpu, long limit) {
        long end = executed + Math.min(plan.slice(), limit - executed);
        while (executed < end && !devices.isOff() && !cpu.isHopeless()) {
            cpu.timePasses(counter);
            if (parked[cpu.number()]) unpark(cpu);
            if (cpu.isWaiting() || parked[cpu.number()]) return;
            long untilTimer = cpu.timerDue() - counter;
            run(cpu, Math.min(end - executed, untilTimer));
        }
    }

    private void run(SystemCpu cpu, long budget) {
        guardReservations(cpu);
        retiredBefore = cpu.retired();
        running = cpu;
        cpu.run(budget);
        running = null;
        long done = cpu.retired() - retiredBefore;
        counter += done;
        executed += done;
        dropGuards();
    }

    /// What the loader of a CPU that was left waiting does: on an IPI it goes where mailbox 0 says, if that says something.
    private void unpark(SystemCpu cpu) {
        if (cpu.isWaiting()) return;
        devices.ipi().clear(cpu.number());
        long entry = devices.ipi().mailbox(cpu.number());
        if (entry == 0) return;
        cpu.unpark(entry);
        parked[cpu.number()] = false;
    }

    /// All wait: lets time pass until a timer wakes one.
    private boolean jumpsToNextTimer() {
        long next = cpus.stream().filter(SystemCpu::wakesByTimer).mapToLong(SystemCpu::timerDue).min().orElse(Timer.NEVER);
        if (next == Timer.NEVER) return false;
        counter = Math.max(counter, next);
        return true;
    }

    // Reservations

    /// While `cpu` runs, a store to what another has reserved must not go by unseen.
    private void guardReservations(SystemCpu cpu) {
        for (SystemCpu other : cpus) {
            if (other == cpu || !other.hasReservation()) continue;
            guarded[guards++] = other.reservation();
            ram.guard(other.reservation(), SystemCpu.RESERVED, true);
        }
    }

    private void dropGuards() {
        while (guards > 0) ram.guard(guarded[--guards], SystemCpu.RESERVED, false);
    }

    /// `by` has written to memory where that is looked at.
    void stored(SystemCpu by, int place, int size) {
        for (SystemCpu other : cpus) if (other != by && other.hasReservation()) other.losesReservation(place, size);
    }

    // For the CPUs

    Devices devices() {
        return devices;
    }

    boolean isOff() {
        return devices.isOff();
    }
}
