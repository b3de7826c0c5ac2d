package kprobarium.isa;

/// A cache of decoded instructions, direct-mapped by word: a machine owns one, and decoding a word it has seen allocates nothing.
public final class Decoded {
    private static final int BITS = 14;

    private final Operands[] entries = new Operands[1 << BITS];

    /// The instruction that a word is, or null when it is none.
    public Operands decode(int word) {
        int place = word * 0x9e3779b1 >>> 32 - BITS;
        Operands entry = entries[place];
        if (entry == null || entry.word() != word) {
            entry = Decoder.decode(word);
            if (entry != null) {
                entries[place] = entry;
            }
        }
        return entry;
    }
}
