package kprobarium.isa;

import java.util.function.LongBinaryOperator;

/// What is too long for a row and needs the CPU: expressions over several fields, exchanges, accesses that must be aligned.
final class Effects {
    private Effects() {
    }

    /// rj shifted left by 1 to 4, plus rk.
    static long alsl(CpuPort c, Operands o) {
        return (o.rj(c) << o.sa2() + 1) + o.rk(c);
    }

    static long bytePickWord(CpuPort c, Operands o) {
        return Bits.bytePickWord(o.rk(c), o.rj(c), o.sa2());
    }

    static long bytePick(CpuPort c, Operands o) {
        return Bits.bytePick(o.rk(c), o.rj(c), o.sa3());
    }

    static long insertWord(CpuPort c, Operands o) {
        return (int) Bits.insert(o.rd(c), o.rj(c), o.msbw(), o.lsbw());
    }

    static long pickWord(CpuPort c, Operands o) {
        return (int) Bits.pick(o.rj(c), o.msbw(), o.lsbw());
    }

    static long insert(CpuPort c, Operands o) {
        return Bits.insert(o.rd(c), o.rj(c), o.msbd(), o.lsbd());
    }

    static long pick(CpuPort c, Operands o) {
        return Bits.pick(o.rj(c), o.msbd(), o.lsbd());
    }

    /// The address of the accesses that reach 32 KiB around rj.
    static long far(CpuPort c, Operands o) {
        return o.rj(c) + (o.si14() << 2);
    }

    static void branch(CpuPort c, boolean taken, int offset) {
        if (taken) {
            c.branch(c.pc() + offset);
        }
    }

    static void jump(CpuPort c, long target, int link) {
        c.set(link, c.pc() + 4);
        c.branch(target);
    }

    /// Replaces a memory cell at rj by a function of its value and rk's, sign-extended both; rd gets the old value.
    static void amo(CpuPort c, Operands o, int size, LongBinaryOperator operation) {
        // For rd == rj the manual demands an exception, for rd == rk it promises nothing; QEMU raises both, but for r0.
        if (o.rd() != 0 && (o.rd() == o.rj() || o.rd() == o.rk())) {
            c.trap(Ecode.INE);
            return;
        }
        long address = o.rj(c);
        if (aligned(c, address, size)) {
            long old = Bits.signExtend(c.load(address, size), size);
            c.store(address, size, operation.applyAsLong(old, Bits.signExtend(o.rk(c), size)));
            o.rd(c, old);
        }
    }

    /// Stores rk at rj if the memory cell holds rd; rd gets the old value, sign-extended.
    static void amcas(CpuPort c, Operands o, int size) {
        long address = o.rj(c);
        if (aligned(c, address, size)) {
            long old = Bits.signExtend(c.load(address, size), size);
            if (old == Bits.signExtend(o.rd(c), size)) {
                c.store(address, size, o.rk(c));
            }
            o.rd(c, old);
        }
    }

    static void ll(CpuPort c, Operands o, long address, int size) {
        if (aligned(c, address, size)) {
            o.rd(c, Bits.signExtend(c.loadLinked(address, size), size));
        }
    }

    static void sc(CpuPort c, Operands o, long address, int size) {
        if (aligned(c, address, size)) {
            o.rd(c, c.storeConditional(address, size, o.rd(c)) ? 1 : 0);
        }
    }

    static void scq(CpuPort c, Operands o) {
        long address = o.rj(c);
        if (aligned(c, address, 16)) {
            o.rd(c, c.storeConditionalQuad(address, o.rd(c), o.rk(c)) ? 1 : 0);
        }
    }

    static void loadAbove(CpuPort c, Operands o, int size) {
        if (above(c, o) && aligned(c, o.rj(c), size)) {
            o.rd(c, Bits.signExtend(c.load(o.rj(c), size), size));
        }
    }

    static void loadNotAbove(CpuPort c, Operands o, int size) {
        if (notAbove(c, o) && aligned(c, o.rj(c), size)) {
            o.rd(c, Bits.signExtend(c.load(o.rj(c), size), size));
        }
    }

    static void storeAbove(CpuPort c, Operands o, int size) {
        if (above(c, o) && aligned(c, o.rj(c), size)) {
            c.store(o.rj(c), size, o.rd(c));
        }
    }

    static void storeNotAbove(CpuPort c, Operands o, int size) {
        if (notAbove(c, o) && aligned(c, o.rj(c), size)) {
            c.store(o.rj(c), size, o.rd(c));
        }
    }

    /// Asserts rj > rk, as signed numbers.
    static boolean above(CpuPort c, Operands o) {
        return bound(c, o, o.rj(c) > o.rk(c));
    }

    /// Asserts rj <= rk, as signed numbers.
    static boolean notAbove(CpuPort c, Operands o) {
        return bound(c, o, o.rj(c) <= o.rk(c));
    }

    /// Sets rd and the counter's number in rj, in this order.
    static void readTime(CpuPort c, Operands o, long time) {
        o.rd(c, time);
        c.set(o.rj(), c.counterId());
    }

    /// Swaps the bits of a CSR and rd that a mask names; rd gets the whole old CSR.
    static void exchangeCsr(CpuPort c, Operands o, long mask) {
        long old = c.readCsr(o.csr());
        c.writeCsr(o.csr(), old & ~mask | o.rd(c) & mask);
        o.rd(c, old);
    }

    private static boolean bound(CpuPort c, Operands o, boolean kept) {
        if (!kept) {
            c.trap(Ecode.BCE, o.rj(c));
        }
        return kept;
    }

    static boolean aligned(CpuPort c, long address, int size) {
        boolean aligned = (address & size - 1) == 0;
        if (!aligned) {
            c.trap(Ecode.ALE, address);
        }
        return aligned;
    }
}
