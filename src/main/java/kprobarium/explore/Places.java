package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.Access;
import kprobarium.schedule.Conflict;
import kprobarium.schedule.Move;

/// The addresses that were met, numbered as they come, and which CPUs touched them; of more than 64 CPUs, some count as the same.
final class Places {
    private static final int READ = Move.code(Move.Kind.STEP, 0);
    private static final int WRITE = Move.code(Move.Kind.STEP, 1);
    private static final int FREE = -1;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private int[] table = filled(64);
    private long[] addresses = new long[16];
    private long[] readers = new long[16];
    private long[] writers = new long[16];
    private int[][] near = new int[16][];
    private int size;

    private static int[] filled(int room) {
        int[] table = new int[room];
        Arrays.fill(table, FREE);
        return table;
    }

    int size() {
        return size;
    }

    long address(int place) {
        return addresses[place];
    }

    /// The number of what lies at `address`.
    int of(long address) {
        int at = home(address);
        while (table[at] != FREE) {
            if (addresses[table[at]] == address) return table[at];
            at = at + 1 & table.length - 1;
        }
        return add(address);
    }

    private int home(long address) {
        return (int) (address * SPREAD >>> Integer.SIZE) & table.length - 1;
    }

    private int add(long address) {
        if (2 * size >= table.length) {
            table = filled(2 * table.length);
            for (int place = 0; place < size; place++) enter(place);
        }
        if (size == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * size);
            readers = Arrays.copyOf(readers, 2 * size);
            writers = Arrays.copyOf(writers, 2 * size);
            near = Arrays.copyOf(near, 2 * size);
        }
        int place = size++;
        addresses[place] = address;
        enter(place);
        near[place] = new int[] {place};
        for (int other = 0; other < place; other++) {
            if (!overlap(address, addresses[other])) continue;
            near[place] = with(near[place], other);
            near[other] = with(near[other], place);
        }
        return place;
    }

    private void enter(int place) {
        int at = home(addresses[place]);
        while (table[at] != FREE) at = at + 1 & table.length - 1;
        table[at] = place;
    }

    private static boolean overlap(long address, long other) {
        return Conflict.between(READ, Access.Kind.READ.ordinal(), address, WRITE, Access.Kind.WRITE.ordinal(), other);
    }

    private static int[] with(int[] numbers, int more) {
        int[] longer = Arrays.copyOf(numbers, numbers.length + 1);
        longer[numbers.length] = more;
        return longer;
    }

    /// The places whose accesses overlap with those at `place`, itself among them.
    int[] near(int place) {
        return near[place];
    }

    void read(int place, int cpu) {
        readers[place] |= 1L << cpu;
    }

    void written(int place, int cpu) {
        writers[place] |= 1L << cpu;
    }

    /// Whether several CPUs touched it, and one of them wrote.
    boolean isShared(int place) {
        return writers[place] != 0 && Long.bitCount(readers[place] | writers[place]) > 1;
    }

    int shared() {
        int shared = 0;
        for (int place = 0; place < size; place++) if (isShared(place)) shared++;
        return shared;
    }

    void add(Places others) {
        for (int i = 0; i < others.size; i++) {
            int place = of(others.addresses[i]);
            readers[place] |= others.readers[i];
            writers[place] |= others.writers[i];
        }
    }

    /// Nothing was met.
    void clear() {
        Arrays.fill(table, FREE);
        Arrays.fill(readers, 0, size, 0);
        Arrays.fill(writers, 0, size, 0);
        size = 0;
    }

    /// Three numbers for each place, in the order of addresses: the same for the same places.
    long[] toLongs() {
        long[] sorted = Arrays.copyOf(addresses, size);
        Arrays.sort(sorted);
        long[] longs = new long[3 * size];
        for (int i = 0; i < size; i++) {
            int place = of(sorted[i]);
            longs[3 * i] = sorted[i];
            longs[3 * i + 1] = readers[place];
            longs[3 * i + 2] = writers[place];
        }
        return longs;
    }

    /// What [#toLongs()] wrote.
    static Places of(long[] longs) {
        Places places = new Places();
        for (int i = 0; i < longs.length; i += 3) {
            int place = places.of(longs[i]);
            places.readers[place] = longs[i + 1];
            places.writers[place] = longs[i + 2];
        }
        return places;
    }
}
