package kprobarium.engine;

import java.util.Arrays;

/// A page of decoded text: an [Op] a word, made when it is first executed.
final class Text {
    static final int WORDS = Ram.PAGE / 4;

    /// One more than there are words: the last leaves the page.
    final Op[] ops = new Op[WORDS + 1];
    /// How often decoded words here were written.
    int patches;
    private final Ram ram;
    private final int offset;

    Text(Ram ram, int offset) {
        this.ram = ram;
        this.offset = offset;
        Arrays.fill(ops, Ops.DECODE);
        ops[WORDS] = Ops.NEXT_PAGE;
    }

    /// Decodes word `at`, from now on there as long as nobody writes it.
    Op decode(int at) {
        int where = offset + 4 * at;
        Op op = Ops.of(ram.word(where));
        ops[at] = op;
        ram.decoded(where);
        return op;
    }

    boolean isDecoded(int at) {
        return ops[at] != Ops.DECODE;
    }

    /// What memory holds there, this many bytes into the page.
    int word(int bytes) {
        return ram.word(offset + bytes);
    }

    /// Bytes `first` to `last` of memory are about to change.
    void forget(int first, int last) {
        for (int at = first - offset >> 2; at <= last - offset >> 2; at++) ops[at] = Ops.DECODE;
    }
}
