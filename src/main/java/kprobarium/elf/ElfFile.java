package kprobarium.elf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kprobarium.symbol.Symbols;

/// A static program: what is loaded where, where it begins, and the names of its places.
///
/// @param name            the file's
/// @param entry           the address of the first instruction
/// @param movable         whether it can be loaded anywhere, and is written as if it were at 0 (a static PIE)
/// @param segments        what is loaded, by address
/// @param threadLocal     what each thread gets a copy of, if there is such
/// @param programHeaders  where the table of segments lies in memory, or 0, and how many entries it has
/// @param sections        in the order of the file; a stripped file has none
/// @param symbolTable     likewise
public record ElfFile(
        String name,
        long entry,
        boolean movable,
        List<Segment> segments,
        Optional<Segment> threadLocal,
        ProgramHeaders programHeaders,
        List<Section> sections,
        List<ElfSymbol> symbolTable) {

    /// Where a program finds its own headers, for the C library's start-up code.
    ///
    /// @param address 0 if they are not in memory
    public record ProgramHeaders(long address, int count) {}

    private static final int WORD = 4;

    /// What became of a file's bytes.
    public sealed interface Parsed {
        record Good(ElfFile file) implements Parsed {}

        record Bad(ElfProblem problem) implements Parsed {}
    }

    public ElfFile {
        segments = List.copyOf(segments);
        sections = List.copyOf(sections);
        symbolTable = List.copyOf(symbolTable);
    }

    /// Reads the bytes of a file called `name`.
    public static Parsed read(String name, byte[] bytes) {
        return new ElfReader(name, bytes).read();
    }

    /// The first byte that is loaded.
    public long start() {
        return segments.getFirst().address();
    }

    /// The first byte behind all that is loaded.
    public long end() {
        return segments.stream().mapToLong(Segment::end).max().orElseThrow();
    }

    /// The first word of its code.
    public long textStart() {
        return segments.stream().filter(Segment::executable).mapToLong(Segment::address).min().orElseThrow() & -WORD;
    }

    /// Behind the last word of its code.
    public long textEnd() {
        return segments.stream().filter(Segment::executable).mapToLong(Segment::end).max().orElseThrow() & -WORD;
    }

    /// The same program `distance` bytes further up.
    public ElfFile movedBy(long distance) {
        return new ElfFile(name, entry + distance, movable, segments.stream().map(s -> s.movedBy(distance)).toList(),
                threadLocal.map(s -> s.movedBy(distance)),
                programHeaders.address() == 0 ? programHeaders
                        : new ProgramHeaders(programHeaders.address() + distance, programHeaders.count()),
                sections.stream().map(s -> s.movedBy(distance)).toList(), symbolTable.stream().map(s -> s.movedBy(distance)).toList());
    }

    /// The names by which people know the program's places. Of several places with one name, the one that other files may use is meant,
    /// else the first; of several names for one place, a function's comes first.
    public Symbols symbols() {
        Map<String, ElfSymbol> byName = new LinkedHashMap<>();
        for (ElfSymbol symbol : symbolTable) {
            byName.merge(symbol.name(), symbol, (first, second) -> second.global() && !first.global() ? second : first);
        }
        List<ElfSymbol> ordered = new ArrayList<>(byName.values());
        ordered.sort((a, b) -> a.kind().compareTo(b.kind()));
        Symbols.Builder symbols = Symbols.builder();
        ordered.forEach(symbol -> symbols.add(symbol.name(), symbol.address(), symbol.size()));
        return symbols.build();
    }

    /// The section of this name, if it is in memory.
    public Optional<Section> section(String wanted) {
        return sections.stream().filter(section -> section.loaded() && section.name().equals(wanted)).findFirst();
    }

    /// The functions that a name stands for: the one of this name, or all that lie in the section of this name.
    public List<String> functions(String wanted) {
        Symbols symbols = symbols();
        Optional<Section> section = section(wanted);
        if (section.isEmpty()) return symbols.address(wanted).isPresent() ? List.of(wanted) : List.of();
        return symbols.all().stream().filter(symbol -> section.get().contains(symbol.address())).map(Symbols.Symbol::name).toList();
    }
}
