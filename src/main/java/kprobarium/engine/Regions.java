package kprobarium.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The compiled regions of one window of memory, by the address of their entry, and what leads to their being compiled.
///
/// An address that control comes to often, from behind or from elsewhere, is hot. What is hot is compiled. How often is often doubles with
/// each time that its page was patched: text that is patched again and again stays in tier 0 for longer and longer.
final class Regions {
    private static final int THRESHOLD = 40, MOST_DOUBLINGS = 16;
    /// What cannot be compiled is not tried again, unless it is forgotten in between.
    private static final int NEVER = Integer.MIN_VALUE;
    private static final int HEAT = 1 << 12;
    private static final int MOST_TARGETS = 64;

    private final long[] heatAt = new long[HEAT];
    private final int[] heat = new int[HEAT];
    private final Map<Long, List<Long>> targets = new TreeMap<>();
    private Region[] byEntry = new Region[64];
    private int size;

    /// The region that starts at `pc`, compiled if that has just become worth it; or null.
    Region at(Core core, long pc) {
        Region region = find(pc);
        return region == null ? warm(core, pc) : region;
    }

    /// The region that starts at `pc`, or null.
    Region find(long pc) {
        Region[] table = byEntry;
        for (int slot = slot(pc, table.length);; slot = slot + 1 & table.length - 1) {
            Region region = table[slot];
            if (region == null || region.entry == pc) return region;
        }
    }

    private static int slot(long pc, int length) {
        return (int) (pc >>> 2 ^ pc >>> 12) & length - 1;
    }

    private Region warm(Core core, long pc) {
        int slot = slot(pc, HEAT);
        if (heatAt[slot] != pc) {
            heatAt[slot] = pc;
            heat[slot] = 0;
        }
        if (++heat[slot] < THRESHOLD << Math.min(core.patches(pc), MOST_DOUBLINGS)) return null;
        Region region = RegionCompiler.compile(core, pc);
        heat[slot] = region == null ? NEVER : 0;
        if (region != null) {
            region.belongsTo(this);
            core.ram.compiledFrom(region);
            add(region);
        }
        return region;
    }

    /// Compiled code has come from the jump at `from` to `to`, which it did not expect. When it has met twice as many targets as before,
    /// the regions with that jump are given up, to be compiled again and expect them.
    void jumped(long from, long to) {
        List<Long> known = targets.computeIfAbsent(from, _ -> new ArrayList<>());
        if (known.size() == MOST_TARGETS || known.contains(to)) return;
        known.add(to);
        if (Integer.bitCount(known.size()) != 1) return;
        for (Region region : byEntry.clone()) if (region != null && region.jumpsAt(from)) drop(region);
    }

    /// Where the jump at `pc` has gone to so far, as far as that was unexpected.
    List<Long> targets(long pc) {
        return targets.getOrDefault(pc, List.of());
    }

    int size() {
        return size;
    }

    private void add(Region region) {
        if (++size > byEntry.length / 2) rebuild(2 * byEntry.length);
        put(byEntry, region);
    }

    private static void put(Region[] table, Region region) {
        int slot = slot(region.entry, table.length);
        while (table[slot] != null) slot = slot + 1 & table.length - 1;
        table[slot] = region;
    }

    private void rebuild(int length) {
        Region[] table = new Region[length];
        for (Region region : byEntry) if (region != null && !region.isDropped()) put(table, region);
        byEntry = table;
    }

    /// The text of `region` has changed.
    void drop(Region region) {
        region.drop();
        size--;
        rebuild(byEntry.length);
    }
}
