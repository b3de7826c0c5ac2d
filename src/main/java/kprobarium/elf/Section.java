package kprobarium.elf;

/// A part of a program that has a name: `.text`, `.kprobes.text`.
///
/// @param size       in bytes
/// @param loaded     whether the program has it in memory
/// @param executable whether it is code
public record Section(String name, long address, long size, boolean loaded, boolean executable) {
    /// Whether an address lies in it.
    public boolean contains(long at) {
        return loaded && Long.compareUnsigned(at - address, size) < 0;
    }

    Section movedBy(long distance) {
        return loaded ? new Section(name, address + distance, size, true, executable) : this;
    }
}
