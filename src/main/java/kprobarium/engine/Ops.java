package kprobarium.engine;

import java.util.Map;
import java.util.TreeMap;
import kprobarium.isa.Decoder;
import kprobarium.isa.Ecode;
import kprobarium.isa.Insn;
import kprobarium.isa.Operands;
import kprobarium.isa.Touch;
import kprobarium.isa.Unit;

/// From words to [Op]s: one object a word, whoever executes it.
final class Ops {
    /// In place of a word that has not been decoded since it was written.
    static final Op DECODE = new Op(0) {
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
        return OpMaker.isMade(decoded.row()) ? OpMaker.make(decoded) : new CallOut(decoded);
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
