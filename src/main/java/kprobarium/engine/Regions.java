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
    /// How much hotter text has to be that is part of a region and no entry.
    private static final int COVERED = 64, GROWN = 32;
    /// How often a region is compiled anew to take in what had not been executed before.
    private static final int MOST_GROWTHS = 4;
    /// What cannot be compiled is not tried again, unless it is forgotten in between.
    private static final int NEVER = Integer.MIN_VALUE;
    private static final int HEAT = 1 << 12;
    private static final int MOST_TARGETS = 64;

    private final long[] heatAt = new long[HEAT];
    private final int[] heat = new int[HEAT];
    private final Map<Long, List<Long>> targets = new TreeMap<>();
    private Entry[] entries = new Entry[64];
    private int taken;
    private int size;

    /// Where control may enter a region: its entrance number `number` is at `pc`.
    record Entry(Region region, int number, long pc) {}

    /// Where a region can be entered at `pc`, compiled if that has just become worth it; or null.
    Entry at(Core core, long pc) {
        Entry entry = find(pc);
        return entry == null ? warm(core, pc) : entry;
    }

    /// Where a region can be entered at `pc`, or null.
    Entry find(long pc) {
        Entry[] table = entries;
        for (int slot = slot(pc, table.length);; slot = slot + 1 & table.length - 1) {
            Entry entry = table[slot];
            if (entry == null || entry.pc == pc) return entry;
        }
    }

    private static int slot(long pc, int length) {
        return (int) (pc >>> 2 ^ pc >>> 12) & length - 1;
    }

    private Entry warm(Core core, long pc) {
        int slot = slot(pc, HEAT);
        if (heatAt[slot] != pc) {
            heatAt[slot] = pc;
            heat[slot] = 0;
        }
        int threshold = THRESHOLD << Math.min(core.patches(pc), MOST_DOUBLINGS);
        if (++heat[slot] < threshold || heat[slot] % threshold != 0) return null;
        Region smaller = leavingUnseenAt(pc);
        if (smaller != null && (smaller.isYoung() || heat[slot] >= GROWN * threshold)) {
            drop(smaller);
            Region grown = compile(core, smaller.entry());
            if (grown != null) grown.growths = smaller.growths + 1;
            heat[slot] = 0;
        } else if (heat[slot] >= COVERED * threshold || smaller == null && !isCovered(core, pc)) {
            heat[slot] = compile(core, pc) == null ? NEVER : 0;
        }
        return find(pc);
    }

    private Region compile(Core core, long entry) {
        Region region = RegionCompiler.compile(core, entry);
        if (region == null) return null;
        region.belongsTo(this);
        core.ram.compiledFrom(region);
        size++;
        for (int i = 0; i < region.entries.length; i++) {
            if (region.entries[i] != Plan.NO_ENTRY) add(new Entry(region, i, region.entries[i]));
        }
        return region;
    }

    /// The region that control leaves at `pc` because that had not been executed, if it may yet grow.
    private Region leavingUnseenAt(long pc) {
        for (Entry entry : entries) {
            if (entry != null && entry.region.growths < MOST_GROWTHS && entry.region.leavesUnseenAt(pc)) return entry.region;
        }
        return null;
    }

    /// Whether another region goes through `pc`.
    private boolean isCovered(Core core, long pc) {
        int place = core.placeOf(pc);
        for (Entry entry : entries) if (entry != null && entry.region.touches(place, place)) return true;
        return false;
    }

    /// Compiled code has come from the jump at `from` to `to`, which it did not expect. When it has met twice as many targets as before,
    /// the regions with that jump are given up, to be compiled again and expect them.
    void jumped(long from, long to) {
        List<Long> known = targets.computeIfAbsent(from, _ -> new ArrayList<>());
        if (known.size() == MOST_TARGETS || known.contains(to)) return;
        known.add(to);
        if (Integer.bitCount(known.size()) != 1) return;
        for (Entry entry : entries.clone()) {
            if (entry != null && !entry.region.isDropped() && entry.region.jumpsAt(from)) drop(entry.region);
        }
    }

    /// Where the jump at `pc` has gone to so far, as far as that was unexpected.
    List<Long> targets(long pc) {
        return targets.getOrDefault(pc, List.of());
    }

    int size() {
        return size;
    }

    /// The newest region at an address is the one that is entered there.
    private void add(Entry entry) {
        if (2 * taken >= entries.length) rebuild(2 * entries.length);
        if (put(entries, entry)) taken++;
    }

    /// Whether it takes the place of none.
    private static boolean put(Entry[] table, Entry entry) {
        int slot = slot(entry.pc, table.length);
        while (table[slot] != null && table[slot].pc != entry.pc) slot = slot + 1 & table.length - 1;
        boolean isNew = table[slot] == null;
        table[slot] = entry;
        return isNew;
    }

    private void rebuild(int length) {
        Entry[] table = new Entry[length];
        taken = 0;
        for (Entry entry : entries) if (entry != null && !entry.region.isDropped() && put(table, entry)) taken++;
        entries = table;
    }

    /// The text of `region` has changed, or it is compiled anew.
    void drop(Region region) {
        region.drop();
        size--;
        rebuild(entries.length);
    }
}
