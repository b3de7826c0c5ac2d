package kprobarium.elf;

import java.util.Arrays;

/// A part of a program that is loaded as a whole: some bytes of the file at an address, and zeros behind them.
///
/// @param address    the first byte
/// @param memorySize in bytes; at least what the file has of it
/// @param content    the bytes from the file
/// @param writable   whether the program may store there
/// @param executable whether it is code
public record Segment(long address, long memorySize, byte[] content, boolean writable, boolean executable) {
    public Segment {
        content = content.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    /// The first byte behind it.
    public long end() {
        return address + memorySize;
    }

    /// Whether an address lies in it.
    public boolean contains(long at) {
        return Long.compareUnsigned(at - address, memorySize) < 0;
    }

    Segment movedBy(long distance) {
        return new Segment(address + distance, memorySize, content, writable, executable);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Segment segment && address == segment.address && memorySize == segment.memorySize
                && writable == segment.writable && executable == segment.executable && Arrays.equals(content, segment.content);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(address) * 31 + Arrays.hashCode(content);
    }
}
