package kprobarium.engine;

import java.util.Arrays;

/// What memory held when it was last asked to be kept: the granules that have been written since, as they were.
///
/// Keeping costs a flag a granule that was written since the last time, going back costs what was written. So a search that goes back a
/// million times pays for what it changed, not for what there is.
public final class Snapshots {
    private static final int GRANULE = 1 << Ram.GRANULE_BITS;

    private final Ram ram;
    private int[] granules = new int[64];
    private byte[] saved = new byte[64 * GRANULE];
    private int size;
    private boolean kept;

    Snapshots(Ram ram) {
        this.ram = ram;
    }

    /// From now on what memory holds can be [put back][#restore].
    public void keep() {
        if (kept) {
            for (int i = 0; i < size; i++) ram.flags[granules[i]] |= Ram.CLEAN;
        } else {
            for (int granule = 0; granule < ram.flags.length; granule++) ram.flags[granule] |= Ram.CLEAN;
        }
        kept = true;
        size = 0;
    }

    /// Puts memory back as it was kept, which can be done again.
    public void restore() {
        for (int i = 0; i < size; i++) {
            int granule = granules[i];
            int offset = granule << Ram.GRANULE_BITS;
            if ((ram.flags[granule] & Ram.TEXT) != 0) ram.aboutToWrite(offset, GRANULE);
            System.arraycopy(saved, i * GRANULE, ram.bytes, offset, length(offset));
            ram.flags[granule] |= Ram.CLEAN;
        }
        size = 0;
    }

    /// How many granules have been written since memory was kept.
    public int written() {
        return size;
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
