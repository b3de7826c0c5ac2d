package kprobarium.elf;

/// A line of `.symtab` that names a place in memory.
///
/// @param size   in bytes; 0 where the compiler did not say
/// @param global whether other files may use the name, rather than one file's own
public record ElfSymbol(String name, long address, long size, Kind kind, boolean global) {
    /// What stands there.
    public enum Kind {
        FUNCTION, OBJECT, UNKNOWN
    }

    ElfSymbol movedBy(long distance) {
        return new ElfSymbol(name, address + distance, size, kind, global);
    }
}
