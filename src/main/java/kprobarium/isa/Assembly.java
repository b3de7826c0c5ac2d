package kprobarium.isa;

import java.util.List;
import kprobarium.symbol.Symbols;

/// What the assembler made of a source: bytes, where they go, and what stands where.
///
/// With errors, the image is as long as it would be but what could not be assembled is zero.
///
/// @param image  the bytes, from `base` on; the caller owns them
/// @param base   the address of the first byte
/// @param lines  every instruction and every aligned `.word`, in address order
/// @param labels the source's labels; a label's size reaches to the next one or to the end. Local labels (`.Lx`, `1`) are left out
/// @param errors in source order
public record Assembly(byte[] image, long base, List<Line> lines, Symbols labels, List<Diagnostic> errors) {
    /// One word of the image.
    ///
    /// @param line the source line it comes from, from 1; a pseudo-instruction may give several words
    public record Line(long address, int word, int line) {
    }

    public boolean ok() {
        return errors.isEmpty();
    }

    /// The word at an address inside the image.
    public int word(long address) {
        int at = Math.toIntExact(address - base);
        return image[at] & 0xff | (image[at + 1] & 0xff) << 8 | (image[at + 2] & 0xff) << 16 | image[at + 3] << 24;
    }

    /// The image as words; bytes after the last whole word are left out.
    public int[] words() {
        int[] words = new int[image.length / 4];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(base + 4L * i);
        }
        return words;
    }
}
