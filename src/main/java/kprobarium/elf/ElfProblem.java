package kprobarium.elf;

import java.util.Locale;

/// What is wrong with a file, and where.
///
/// @param file     its name, as it was given to the reader
/// @param offset   of the first byte that is not as it should be
/// @param found    what is there
/// @param expected what should be
/// @param cure     what to do about it; may be empty
public record ElfProblem(String file, long offset, String found, String expected, String cure) {
    @Override
    public String toString() {
        String where = String.format(Locale.ROOT, "%s, offset 0x%x: found %s, expected %s", file, offset, found, expected);
        return cure.isEmpty() ? where : where + ". " + cure;
    }
}
