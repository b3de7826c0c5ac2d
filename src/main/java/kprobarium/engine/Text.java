package kprobarium.engine;

import java.util.Arrays;

/// A page of decoded text: an [Op] a word, made when it is first executed.
final class Text {
    static final int WORDS = Ram.PAGE / 4;
    private static final int HOT = 500;

    /// One more than there are words: the last leaves the page.
    final Op[] ops = new Op[WORDS + 1];
    /// How often decoded words here were written.
    int patches;
    /// How often control has gone back to a word here with nothing to be compiled; often enough, and words become [pairs][Pair].
    private int loops;
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
        if (loops >= HOT) {
            pair(at);
            if (at > 0) pair(at - 1);
        }
        return op;
    }

    boolean isDecoded(int at) {
        return ops[at].isDecoded();
    }

    void loops() {
        if (++loops == HOT) for (int at = 0; at < WORDS; at++) pair(at);
    }

    /// Makes word `at` one with the next, if both have been decoded.
    private void pair(int at) {
        if (at + 1 == WORDS || !isDecoded(at) || !isDecoded(at + 1)) return;
        Op pair = Ops.pair(ops[at].single(), ops[at + 1].single());
        if (pair != null) ops[at] = pair;
    }

    /// What memory holds there, this many bytes into the page.
    int word(int bytes) {
        return ram.word(offset + bytes);
    }

    /// Bytes `first` to `last` of memory are about to change.
    void forget(int first, int last) {
        int from = first - offset >> 2;
        for (int at = from; at <= last - offset >> 2; at++) ops[at] = Ops.DECODE;
        if (from > 0) ops[from - 1] = ops[from - 1].single();
    }
}
