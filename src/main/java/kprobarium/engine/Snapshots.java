package kprobarium.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What memory and CPUs held when they were last asked to be kept, and the times before that: a stack of marks to go back to.
///
/// A granule is saved when it is first written after a mark, so that keeping costs a flag a granule that was written since the last mark,
/// and going back costs what was written. A search that goes back a million times pays for what it changed, not for what there is.
public final class Snapshots {
    private static final int GRANULE = 1 << Ram.GRANULE_BITS;

    private final Ram ram;
    private final List<Core> cores = new ArrayList<>();
    /// What was saved since the first mark, the oldest first; a granule once since each mark.
    private int[] granules = new int[64];
    private byte[] saved = new byte[64 * GRANULE];
    private int size;
    /// Where in these each mark is, and the registers then.
    private int[] marks = new int[4];
    private long[] registers = new long[0];
    private int depth;

    Snapshots(Ram ram) {
        this.ram = ram;
    }

    /// From now on the registers, pc and count of `core` are kept with memory. What else a subclass has is its own affair.
    ///
    /// @throws IllegalStateException if anything is kept already
    public void with(Core core) {
        if (depth > 0) throw new IllegalStateException("something is kept already, without this CPU");
        cores.add(core);
    }

    /// Sets a mark: things as they are now can be [put back][#restore].
    public void keep() {
        if (depth == 0) {
            for (int granule = 0; granule < ram.flags.length; granule++) ram.flags[granule] |= Ram.CLEAN;
        } else {
            for (int i = marks[depth - 1]; i < size; i++) ram.flags[granules[i]] |= Ram.CLEAN;
        }
        if (depth == marks.length) marks = Arrays.copyOf(marks, 2 * depth);
        marks[depth++] = size;
        int at = registersOfMark();
        if (registers.length < at + cores.size() * Core.SAVED) registers = Arrays.copyOf(registers, 2 * (at + cores.size() * Core.SAVED));
        for (Core core : cores) at = core.save(registers, at);
    }

    private int registersOfMark() {
        return (depth - 1) * cores.size() * Core.SAVED;
    }

    /// Puts things back as they were at the last mark, which stays.
    ///
    /// @throws IllegalStateException if nothing is kept
    public void restore() {
        requireMark();
        while (size > marks[depth - 1]) {
            size--;
            int granule = granules[size];
            int offset = granule << Ram.GRANULE_BITS;
            if ((ram.flags[granule] & Ram.TEXT) != 0) ram.aboutToWrite(offset, length(offset));
            System.arraycopy(saved, size * GRANULE, ram.bytes, offset, length(offset));
            ram.flags[granule] |= Ram.CLEAN;
        }
        int at = registersOfMark();
        for (Core core : cores) at = core.restore(registers, at);
    }

    /// Takes the last mark away and leaves things as they are: [#restore] goes back to the one before.
    ///
    /// @throws IllegalStateException if nothing is kept
    public void release() {
        requireMark();
        int mark = marks[--depth];
        if (depth == 0) {
            for (int granule = 0; granule < ram.flags.length; granule++) ram.flags[granule] &= ~Ram.CLEAN;
            size = 0;
            return;
        }
        // What is saved since the mark before as well counts from there: the older copy is the one to go back to.
        for (int i = marks[depth - 1]; i < mark; i++) ram.flags[granules[i]] |= Ram.OLDER;
        int kept = mark;
        for (int i = mark; i < size; i++) {
            if ((ram.flags[granules[i]] & Ram.OLDER) != 0) continue;
            granules[kept] = granules[i];
            System.arraycopy(saved, i * GRANULE, saved, kept++ * GRANULE, GRANULE);
        }
        size = kept;
        for (int i = marks[depth - 1]; i < mark; i++) ram.flags[granules[i]] &= ~(Ram.OLDER | Ram.CLEAN);
    }

    private void requireMark() {
        if (depth == 0) throw new IllegalStateException("nothing is kept");
    }

    /// How many marks there are.
    public int depth() {
        return depth;
    }

    /// How many granules have been written since the last mark.
    public int written() {
        return depth == 0 ? 0 : size - marks[depth - 1];
    }

    void save(int granule) {
        if (size == granules.length) {
            granules = Arrays.copyOf(granules, 2 * size);
            saved = Arrays.copyOf(saved, 2 * size * GRANULE);
        }
        int offset = granule << Ram.GRANULE_BITS;
        System.arraycopy(ram.bytes, offset, saved, size * GRANULE, length(offset));
        granules[size++] = granule;
        ram.flags[granule] &= ~Ram.CLEAN;
    }

    private int length(int offset) {
        return Math.min(GRANULE, ram.bytes.length - offset);
    }
}
