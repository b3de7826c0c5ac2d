package kprobarium.engine;

/// The compiled regions of one window of memory, by the address of their entry, and what leads to their being compiled.
///
/// An address that control comes to often, from behind or from elsewhere, is hot. What is hot is compiled, unless its text was patched
/// lately: text that is patched again and again stays in tier 0 for longer and longer.
final class Regions {
    private static final int THRESHOLD = 40;
    private static final int HEAT = 1 << 12;

    private final long[] heatAt = new long[HEAT];
    private final int[] heat = new int[HEAT];
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
        if (++heat[slot] != THRESHOLD) return null;
        if (!core.isQuiet(pc)) {
            heat[slot] = 0;
            return null;
        }
        Region region = RegionCompiler.compile(core, pc);
        if (region != null) {
            region.belongsTo(this);
            core.ram.compiledFrom(region);
            add(region);
        }
        return region;
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
