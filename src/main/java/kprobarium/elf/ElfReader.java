package kprobarium.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reads one file, and leaves at the first thing that is wrong with it.
///
/// The three tables (program headers, section headers, symbols) are arrays of fixed records. All that is taken from the file goes
/// through [#range], which refuses what lies outside of it, so nothing else needs to look.
final class ElfReader {
    private static final int HEADER_SIZE = 64, PROGRAM_HEADER_SIZE = 56, SECTION_HEADER_SIZE = 64, SYMBOL_SIZE = 24;
    private static final int MACHINE_LOONGARCH = 258, TYPE_EXECUTABLE = 2, TYPE_DYNAMIC = 3;
    private static final int PT_LOAD = 1, PT_INTERP = 3, PT_PHDR = 6, PT_TLS = 7, PF_X = 1, PF_W = 2;
    private static final int SHT_SYMTAB = 2, SHT_NOBITS = 8, SHF_ALLOC = 2, SHF_EXECINSTR = 4;
    private static final int SHN_UNDEF = 0, SHN_LORESERVE = 0xff00, STT_OBJECT = 1, STT_FUNC = 2;
    private static final int MANY = 0xffff;
    /// More than this is no program that a simulated machine has the memory for.
    private static final long LARGEST_IMAGE = 1L << 30;
    /// Virtual addresses that a program can have: the lower half, or a direct-mapped window of the kernel's.
    private static final int ADDRESS_BITS = 47, WINDOW_SHIFT = 48;
    private static final long WINDOW_CACHED = 0x9000, WINDOW_UNCACHED = 0x8000;

    /// Leaves the reader, which turns it into a value.
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient ElfProblem problem;

        Wrong(ElfProblem problem) {
            super(problem.toString(), null, false, false);
            this.problem = problem;
        }
    }

    private final String name;
    private final ByteBuffer file;

    ElfReader(String name, byte[] bytes) {
        this.name = name;
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    ElfFile.Parsed read() {
        try {
            return new ElfFile.Parsed.Good(parse());
        } catch (Wrong wrong) {
            return new ElfFile.Parsed.Bad(wrong.problem);
        }
    }

    private ElfFile parse() {
        boolean movable = header();
        List<Segment> segments = new ArrayList<>();
        Optional<Segment> threadLocal = Optional.empty();
        long table = 0;
        long headers = file.getLong(0x20);
        int count = u16(0x38);
        int at = range(0x20, headers, (long) count * PROGRAM_HEADER_SIZE, "a table of " + count + " program headers");
        for (int i = 0; i < count; i++, at += PROGRAM_HEADER_SIZE) {
            switch (file.getInt(at)) {
                case PT_LOAD -> segment(at).ifPresent(segments::add);
                case PT_TLS -> threadLocal = segment(at);
                case PT_PHDR -> table = file.getLong(at + 16);
                case PT_INTERP -> throw wrong(at, "a program that is linked at run time", "a static one",
                        "Link it with -static (and without -pie, or with -static-pie).");
                default -> {}
            }
        }
        if (segments.isEmpty()) {
            throw wrong(0x38, "nothing to load", "an executable, as the linker makes it", "Link it: ld.lld, or clang -static.");
        }
        segments.sort(Comparator.comparing(Segment::address, Long::compareUnsigned));
        fitTogether(segments);
        long entry = file.getLong(0x18);
        if (segments.stream().noneMatch(s -> s.executable() && Long.compareUnsigned(entry - s.address(), s.memorySize()) < 0)) {
            throw wrong(0x18, "the entry at " + hex(entry), "an address in its code", "Give the program a `_start`, or link with -e NAME.");
        }
        if (table == 0) table = inMemory(headers);
        List<Section> sections = sections();
        return new ElfFile(name, entry, movable, segments, threadLocal, new ElfFile.ProgramHeaders(table, count), sections, symbols());
    }

    /// Checks what kind of file it is; whether it can be loaded anywhere.
    private boolean header() {
        if (file.capacity() < HEADER_SIZE) {
            throw wrong(0, file.capacity() + " bytes", "an ELF file, which has " + HEADER_SIZE + " or more", "");
        }
        if (file.getInt(0) != 0x464c_457f) throw wrong(0, firstBytes(), "an ELF file, which begins with 7f 45 4c 46", "");
        if (file.get(4) != 2) throw wrong(4, "class " + file.get(4), "2, for 64 bits", "Compile for loongarch64.");
        if (file.get(5) != 1) throw wrong(5, "byte order " + file.get(5), "1, for little-endian", "Compile for loongarch64.");
        int machine = u16(0x12);
        if (machine != MACHINE_LOONGARCH) {
            throw wrong(0x12, "machine " + machine(machine), MACHINE_LOONGARCH + ", LoongArch",
                    "Compile with --target=loongarch64-unknown-linux-gnu.");
        }
        int type = u16(0x10);
        if (type != TYPE_EXECUTABLE && type != TYPE_DYNAMIC) {
            throw wrong(0x10, type == 1 ? "an object file" : "a file of type " + type, "an executable", "Link it: ld.lld, or clang -static.");
        }
        if (u16(0x36) != PROGRAM_HEADER_SIZE && u16(0x38) != 0) {
            throw wrong(0x36, "program headers of " + u16(0x36) + " bytes", PROGRAM_HEADER_SIZE + "", "");
        }
        if (u16(0x38) == MANY) throw wrong(0x38, MANY + " program headers or more", "fewer", "");
        return type == TYPE_DYNAMIC;
    }

    private static String machine(int number) {
        return switch (number) {
            case 3 -> "3, x86";
            case 40 -> "40, ARM";
            case 62 -> "62, x86-64";
            case 183 -> "183, AArch64";
            case 243 -> "243, RISC-V";
            default -> String.valueOf(number);
        };
    }

    private String firstBytes() {
        StringBuilder bytes = new StringBuilder("bytes");
        for (int i = 0; i < 4; i++) bytes.append(String.format(" %02x", file.get(i)));
        return bytes.toString();
    }

    /// An empty one is none.
    private Optional<Segment> segment(int at) {
        int flags = file.getInt(at + 4);
        long address = file.getLong(at + 16);
        long fileSize = file.getLong(at + 32);
        long memorySize = file.getLong(at + 40);
        if (memorySize < 0 || memorySize > LARGEST_IMAGE) {
            throw wrong(at + 40, "a segment of " + hex(memorySize) + " bytes", "at most " + hex(LARGEST_IMAGE), "");
        }
        if (Long.compareUnsigned(fileSize, memorySize) > 0) {
            throw wrong(at + 32, hex(fileSize) + " bytes in the file", "no more than the segment's " + hex(memorySize), "");
        }
        if (!isAddress(address) || !isAddress(address + memorySize)) {
            throw wrong(at + 16, "a segment at " + hex(address), "a user's address, or one of a direct-mapped window", "");
        }
        int from = range(at + 8, file.getLong(at + 8), fileSize, "a segment of " + hex(fileSize) + " bytes");
        if (memorySize == 0) return Optional.empty();
        byte[] content = Arrays.copyOfRange(file.array(), from, from + (int) fileSize);
        return Optional.of(new Segment(address, memorySize, content, (flags & PF_W) != 0, (flags & PF_X) != 0));
    }

    private static boolean isAddress(long address) {
        return address >>> ADDRESS_BITS == 0 || address >>> WINDOW_SHIFT == WINDOW_CACHED || address >>> WINDOW_SHIFT == WINDOW_UNCACHED;
    }

    private void fitTogether(List<Segment> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            Segment below = sorted.get(i - 1);
            if (Long.compareUnsigned(below.end(), sorted.get(i).address()) > 0) {
                throw wrong(file.getLong(0x20), "segments at " + hex(below.address()) + " and " + hex(sorted.get(i).address())
                        + " that overlap", "each by itself", "");
            }
        }
        long extent = sorted.getLast().end() - sorted.getFirst().address();
        if (extent < 0 || extent > LARGEST_IMAGE) {
            throw wrong(file.getLong(0x20), "segments " + hex(extent) + " bytes from end to end", "at most " + hex(LARGEST_IMAGE), "");
        }
    }

    /// Where a part of the file is in memory; 0 if it is not.
    private long inMemory(long offset) {
        int at = (int) file.getLong(0x20);
        for (int i = 0; i < u16(0x38); i++, at += PROGRAM_HEADER_SIZE) {
            long inSegment = offset - file.getLong(at + 8);
            boolean loaded = file.getInt(at) == PT_LOAD && inSegment >= 0 && inSegment < file.getLong(at + 32);
            if (loaded) return file.getLong(at + 16) + inSegment;
        }
        return 0;
    }

    // Sections and symbols.

    private int sectionHeaders() {
        int count = u16(0x3c);
        if (count == 0) return 0;
        if (u16(0x3a) != SECTION_HEADER_SIZE) {
            throw wrong(0x3a, "section headers of " + u16(0x3a) + " bytes", SECTION_HEADER_SIZE + "", "");
        }
        return range(0x28, file.getLong(0x28), (long) count * SECTION_HEADER_SIZE, "a table of " + count + " section headers");
    }

    private List<Section> sections() {
        int count = u16(0x3c);
        int first = sectionHeaders();
        List<Section> sections = new ArrayList<>();
        if (count == 0) return sections;
        int names = u16(0x3e);
        if (names >= count) throw wrong(0x3e, "section " + names + " for the names", "one of the " + count + " that there are", "");
        int strings = first + names * SECTION_HEADER_SIZE;
        for (int i = 1; i < count; i++) {
            int at = first + i * SECTION_HEADER_SIZE;
            long flags = file.getLong(at + 8);
            sections.add(new Section(string(strings, file.getInt(at), at), file.getLong(at + 16), file.getLong(at + 32),
                    (flags & SHF_ALLOC) != 0, (flags & SHF_EXECINSTR) != 0));
        }
        return sections;
    }

    private List<ElfSymbol> symbols() {
        int first = sectionHeaders();
        List<ElfSymbol> symbols = new ArrayList<>();
        for (int i = 1; i < u16(0x3c); i++) {
            int at = first + i * SECTION_HEADER_SIZE;
            if (file.getInt(at + 4) == SHT_SYMTAB) addSymbols(at, first, symbols);
        }
        return symbols;
    }

    private void addSymbols(int section, int first, List<ElfSymbol> symbols) {
        long size = file.getLong(section + 32);
        if (file.getLong(section + 56) != SYMBOL_SIZE || size % SYMBOL_SIZE != 0) {
            throw wrong(section + 56, "symbols of " + file.getLong(section + 56) + " bytes in a table of " + hex(size), SYMBOL_SIZE + "", "");
        }
        int link = file.getInt(section + 40);
        if (link < 0 || link >= u16(0x3c)) throw wrong(section + 40, "section " + link + " for the names", "one that there is", "");
        int strings = first + link * SECTION_HEADER_SIZE;
        int from = range(section + 24, file.getLong(section + 24), size, "a table of symbols");
        for (int at = from; at < from + size; at += SYMBOL_SIZE) symbol(at, strings).ifPresent(symbols::add);
    }

    /// Those of the compiler's own labels, of other files and of plain numbers name no place.
    private Optional<ElfSymbol> symbol(int at, int strings) {
        int type = file.get(at + 4) & 0xf;
        int section = u16(at + 6);
        if (section == SHN_UNDEF || section >= SHN_LORESERVE || type > STT_FUNC) return Optional.empty();
        String symbol = string(strings, file.getInt(at), at);
        if (symbol.isBlank() || symbol.startsWith(".L") || symbol.startsWith("$")) return Optional.empty();
        ElfSymbol.Kind kind = switch (type) {
            case STT_FUNC -> ElfSymbol.Kind.FUNCTION;
            case STT_OBJECT -> ElfSymbol.Kind.OBJECT;
            default -> ElfSymbol.Kind.UNKNOWN;
        };
        long size = Math.max(0, file.getLong(at + 16));
        return Optional.of(new ElfSymbol(symbol, file.getLong(at + 8), size, kind, file.get(at + 4) >>> 4 != 0));
    }

    /// The name that stands `index` bytes into the string table whose header is at `header`.
    private String string(int header, int index, long asker) {
        if (file.getInt(header + 4) == SHT_NOBITS) throw wrong(header + 4, "names without bytes", "a table of names", "");
        long size = file.getLong(header + 32);
        int from = range(header + 24, file.getLong(header + 24), size, "a table of names");
        if (index < 0 || index >= size) throw wrong(asker, "name " + Integer.toUnsignedString(index), "less than " + hex(size), "");
        int end = from + index;
        while (end < from + size && file.get(end) != 0) end++;
        return new String(file.array(), from + index, end - from - index, StandardCharsets.UTF_8);
    }

    // Reading.

    private int u16(int at) {
        return file.getShort(at) & 0xffff;
    }

    /// A part of the file that the field at `field` speaks of: its offset, when all of it is there.
    private int range(long field, long offset, long size, String what) {
        if (offset < 0 || size < 0 || offset > file.capacity() || size > file.capacity() - offset) {
            throw wrong(field, what + " at offset " + hex(offset), "it inside the file's " + hex(file.capacity()) + " bytes",
                    "The file may have been cut off.");
        }
        return (int) offset;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private Wrong wrong(long offset, String found, String expected, String cure) {
        return new Wrong(new ElfProblem(name, offset, found, expected, cure));
    }
}
