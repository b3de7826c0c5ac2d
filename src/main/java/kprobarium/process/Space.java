package kprobarium.process;

import java.util.Map;
import java.util.TreeMap;
import kprobarium.elf.ElfFile;
import kprobarium.elf.Segment;

/// The address space of a program, one piece of memory from its beginning to the last page in use, and which pages of it there are.
///
/// ```
/// [image][guard][stack][guard][brk heap →][mmap area →]
/// ```
/// What grows stands last, so that memory can begin small and [grow][Bytes#reach] with it. Pages have 16 KiB, as kernels for LoongArch are
/// usually built. What a page may be used for is kept here; the memory itself is elsewhere.
final class Space {
    static final int PAGE = 16 << 10;
    static final int STACK_SIZE = 8 << 20;
    /// Image and heap can have so many bytes.
    static final long LARGEST = 1L << 30;
    private static final int ADDRESS_BITS = 47;
    private static final int GUARD = 16 * PAGE;
    static final byte READ = 1, WRITE = 2, EXECUTE = 4;
    /// The page is there, or was: it may hold something.
    private static final byte USED = 8;

    /// The memory that the space is made of, as the kernel reaches it.
    interface Bytes {
        /// From now on there are at least so many bytes from the beginning of the space on; new ones are [guarded][#guard].
        void reach(int size);

        /// Copies `content` to an address.
        void write(long address, byte[] content);

        /// Sets bytes to 0.
        void clear(long address, int size);

        /// Copies `size` bytes from an address.
        byte[] read(long address, int size);

        /// From now on the program's stores to these pages are to be looked at one by one, or not.
        void guard(long address, int size, boolean guarded);
    }

    private final long base;
    private final byte[] pages;
    private final long imageEnd;
    private final long brkStart;
    private final long mmapStart;
    private final long mmapEnd;
    private final TreeMap<Long, Long> free = new TreeMap<>();
    private long brk;

    /// `heap`: how much there is for brk() and mmap() together, in bytes.
    Space(ElfFile program, int heap) {
        base = program.start() & -PAGE;
        imageEnd = up(program.end());
        brkStart = stackTop() + GUARD;
        brk = brkStart;
        mmapStart = brkStart + up(heap / 3);
        mmapEnd = base + rounded(mmapStart + up(heap - heap / 3) - base);
        pages = new byte[(int) ((mmapEnd - base) / PAGE)];
        free.put(mmapStart, mmapEnd);
        for (Segment segment : program.segments()) {
            int use = READ | USED | (segment.writable() ? WRITE : 0) | (segment.executable() ? EXECUTE : 0);
            for (long at = segment.address() & -PAGE; at < segment.end(); at += PAGE) pages[page(at)] |= (byte) use;
        }
    }

    /// Loads the program: its segments, and what `execve()` leaves on its stack.
    void load(ElfFile program, StartStack stack, Bytes memory) {
        memory.guard(base, firstSize(), true);
        for (Segment segment : program.segments()) memory.write(segment.address(), segment.content());
        for (long at = base; at < imageEnd; at += PAGE) memory.guard(at, PAGE, (pages[page(at)] & WRITE) == 0);
        use(stackTop() - STACK_SIZE, STACK_SIZE, READ | WRITE, memory);
        memory.write(stack.pointer(), stack.bytes());
    }

    /// A power of two, up to a size that memory can have: the engine reaches all of such a space at once.
    static long rounded(long size) {
        return size > LARGEST ? size : Long.highestOneBit(size - 1) << 1;
    }

    static long up(long size) {
        return size + PAGE - 1 & -PAGE;
    }

    long base() {
        return base;
    }

    /// In bytes, from the first to the last that there can be.
    int size() {
        return pages.length * PAGE;
    }

    /// In bytes, what is in use before the program has asked for anything.
    int firstSize() {
        return (int) rounded(brkStart - base);
    }

    long stackTop() {
        return imageEnd + GUARD + STACK_SIZE;
    }

    private int page(long address) {
        return (int) ((address - base) / PAGE);
    }

    private boolean contains(long address, long size) {
        long at = address - base;
        return at >= 0 && size >= 0 && at <= size() && size <= size() - at;
    }

    /// From now on these pages may be used so, or are gone.
    private void use(long address, long size, int use, Bytes memory) {
        for (long at = address; at < address + size; at += PAGE) pages[page(at)] = (byte) (use == 0 ? pages[page(at)] & USED : use | USED);
        memory.guard(address, (int) size, (use & WRITE) == 0);
    }

    /// The same of pages that begin as zeros.
    private void fresh(long address, long size, int use, Bytes memory) {
        memory.reach((int) (address + size - base));
        for (long at = address; at < address + size; at += PAGE) if ((pages[page(at)] & USED) != 0) memory.clear(at, PAGE);
        use(address, size, use, memory);
    }

    /// Whether all of these bytes may be used so.
    boolean allows(long address, long size, byte use) {
        if (!contains(address, size)) return false;
        for (long at = address & -PAGE; at < address + size; at += PAGE) if ((pages[page(at)] & use) == 0) return false;
        return true;
    }

    /// Whether a user's page could be there at all.
    static boolean isAddress(long address) {
        return address >>> ADDRESS_BITS == 0;
    }

    /// Whether there is a page.
    boolean exists(long address) {
        return contains(address, 1) && (pages[page(address)] & ~USED) != 0;
    }

    // What system calls do to it. They answer an address, or a negative error number.

    long brk(long wanted, Bytes memory) {
        if (wanted < brkStart || wanted > mmapStart) return brk;
        long had = up(brk);
        long has = up(wanted);
        if (has > had) fresh(had, has - had, READ | WRITE, memory);
        if (wanted < brk) memory.clear(wanted, (int) (brk - wanted));
        if (has < had) use(has, had - has, 0, memory);
        brk = wanted;
        return brk;
    }

    /// `mmap()` of fresh pages, anywhere or exactly at `wanted`.
    long mmap(long wanted, long length, boolean fixed, int use, Bytes memory) {
        long size = up(length);
        if (length <= 0 || size <= 0 || fixed && (wanted & PAGE - 1) != 0) return -Syscall.EINVAL;
        long at = fixed ? wanted : place(size);
        if (at < mmapStart || size > mmapEnd - at) return -Syscall.ENOMEM;
        take(at, at + size);
        fresh(at, size, use, memory);
        return at;
    }

    private long place(long size) {
        for (Map.Entry<Long, Long> range : free.entrySet()) if (range.getValue() - range.getKey() >= size) return range.getKey();
        return 0;
    }

    private void take(long from, long to) {
        release(from, to);
        Map.Entry<Long, Long> range = free.floorEntry(from);
        long start = range.getKey();
        long end = range.getValue();
        free.remove(start);
        if (start < from) free.put(start, from);
        if (to < end) free.put(to, end);
    }

    /// What lies from `from` to `to` is free from now on, whatever it was.
    private void release(long from, long to) {
        long start = from;
        long end = to;
        Map.Entry<Long, Long> touching = free.floorEntry(end);
        while (touching != null && touching.getValue() >= start) {
            start = Math.min(start, touching.getKey());
            end = Math.max(end, touching.getValue());
            free.remove(touching.getKey());
            touching = free.floorEntry(end);
        }
        free.put(start, end);
    }

    long munmap(long address, long length, Bytes memory) {
        long size = up(length);
        if ((address & PAGE - 1) != 0 || length <= 0 || !contains(address, size)) return -Syscall.EINVAL;
        use(address, size, 0, memory);
        long from = Math.max(address, mmapStart);
        long to = Math.min(address + size, mmapEnd);
        if (from < to) release(from, to);
        return 0;
    }

    long mprotect(long address, long length, int use, Bytes memory) {
        long size = up(length);
        if ((address & PAGE - 1) != 0) return -Syscall.EINVAL;
        if (!contains(address, size)) return -Syscall.ENOMEM;
        for (long at = address; at < address + size; at += PAGE) if (!exists(at)) return -Syscall.ENOMEM;
        use(address, size, use, memory);
        return 0;
    }
}
