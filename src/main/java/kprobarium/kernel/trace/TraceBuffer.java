package kprobarium.kernel.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import kprobarium.event.Event;

/// The records that the `trace` file shows: the latest of those that were written since it was cleared.
final class TraceBuffer {
    /// How many records are kept.
    private static final int ENTRIES = 4096;
    private static final String COLUMNS = """
            #                                _-----=> irqs-off/BH-disabled
            #                               / _----=> need-resched
            #                              | / _---=> hardirq/softirq
            #                              || / _--=> preempt-depth
            #                              ||| / _-=> migrate-disable
            #                              |||| /     delay
            #           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
            #              | |         |   |||||     |         |
            """;

    private final int cpus;
    private final Deque<Event.TraceRecord> records = new ArrayDeque<>();
    private long written;

    TraceBuffer(int cpus) {
        this.cpus = cpus;
    }

    void add(Event.TraceRecord record) {
        if (records.size() == ENTRIES) records.removeFirst();
        records.add(record);
        written++;
    }

    void clear() {
        records.clear();
        written = 0;
    }

    /// Takes over what another buffer holds, as a snapshot.
    void copy(TraceBuffer of) {
        clear();
        records.addAll(of.records);
        written = of.written;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /// The file as it is read.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("# tracer: nop\n#\n# entries-in-buffer/entries-written: " + records.size() + "/" + written
                + "   #P:" + cpus + "\n#\n" + COLUMNS);
        records.forEach(record -> text.append(line(record)).append('\n'));
        return text.toString();
    }

    /// One record, as the kernel lays it out. A tick of the machine is a microsecond.
    static String line(Event.TraceRecord record) {
        long tick = record.stamp().tick();
        return String.format(Locale.ROOT, "%16s-%-7d [%03d] %s %5d.%06d: %s: %s", record.comm(), record.pid(), record.stamp().cpu(),
                record.flags(), tick / 1_000_000, tick % 1_000_000, record.event(), record.text());
    }
}
