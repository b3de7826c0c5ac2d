package kprobarium.engine;

import java.util.Map;
import java.util.TreeMap;
import kprobarium.isa.Decoder;
import kprobarium.isa.Ecode;
import kprobarium.isa.Insn;
import kprobarium.isa.Operands;
import kprobarium.isa.Touch;
import kprobarium.isa.Unit;

/// From words to [Op]s: one object a word, whoever executes it. Classes are dear where a program is short, so that a row gets its own only
/// once it is executed often.
final class Ops {
    /// In place of a word that has not been decoded since it was written.
    static final Op DECODE = new Op(0) {
        @Override
        boolean isDecoded() {
            return false;
        }

        @Override
        int exec(Core core, int at, int left) {
            Op op = core.decode(at, left);
            return op == null ? TRAPPED : op.exec(core, at, left);
        }
    };
    /// Behind the last word of a page.
    static final Op NEXT_PAGE = new Op(0) {
        @Override
        int exec(Core core, int at, int left) {
            return core.nextPage();
        }
    };
    /// Shared by all machines, whoever runs them.
    private static final Map<Integer, Op> OPS = new TreeMap<>();
    private static final Map<Long, Op> PAIRS = new TreeMap<>();

    static final int WORTH_A_CLASS = 2000;
    /// How often each row was executed before there was a class for it, about: threads may count at once.
    private static final int[] RUNS = new int[Insn.values().length];

    private Ops() {
    }

    static synchronized Op of(int word) {
        return OPS.computeIfAbsent(word, Ops::make);
    }

    static boolean isFloat(Insn row) {
        return row.unit() == Unit.FLOAT;
    }

    private static Op make(int word) {
        Operands decoded = Decoder.decode(word);
        if (decoded == null) return new Undefined(word, Decoder.undefined(word));
        if (!OpMaker.isMade(decoded.row())) return new CallOut(decoded);
        return RUNS[decoded.row().ordinal()] < WORTH_A_CLASS ? new Cold(decoded) : OpMaker.make(decoded);
    }

    /// The two as one, or null.
    static synchronized Op pair(Op first, Op second) {
        Operands one = Decoder.decode(first.word);
        Operands two = Decoder.decode(second.word);
        if (one == null || two == null || !OpMaker.isPair(one.row(), two.row())) return null;
        return PAIRS.computeIfAbsent((long) first.word << Integer.SIZE | second.word & 0xffff_ffffL,
                _ -> OpMaker.make(first, one, two));
    }

    private static synchronized Op warm(Operands decoded) {
        Op op = OpMaker.make(decoded);
        OPS.put(decoded.word(), op);
        return op;
    }

    /// A row that has not been executed often enough to be [made][OpMaker] a class of.
    private static final class Cold extends Op {
        private final Operands decoded;

        Cold(Operands decoded) {
            super(decoded.word());
            this.decoded = decoded;
        }

        @Override
        int exec(Core core, int at, int left) {
            if (++RUNS[decoded.row().ordinal()] < WORTH_A_CLASS) return core.interpret(decoded, at);
            return core.replace(at, warm(decoded)).exec(core, at, left);
        }
    }

    /// A row that needs the CPU as a whole.
    private static final class CallOut extends Op {
        private final Operands decoded;
        private final boolean trapsLast;

        CallOut(Operands decoded) {
            super(decoded.word());
            this.decoded = decoded;
            trapsLast = decoded.row().touch() == Touch.TRAP;
        }

        @Override
        int exec(Core core, int at, int left) {
            return core.callOut(decoded, trapsLast, at, left);
        }
    }

    private static final class Undefined extends Op {
        private final Ecode ecode;

        Undefined(int word, Ecode ecode) {
            super(word);
            this.ecode = ecode;
        }

        @Override
        int exec(Core core, int at, int left) {
            return core.raises(ecode);
        }
    }
}
