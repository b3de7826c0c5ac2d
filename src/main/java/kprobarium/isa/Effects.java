package kprobarium.isa;

import java.util.function.LongBinaryOperator;

/// What is too long for a row and needs the CPU: expressions over several fields, exchanges, accesses that must be aligned.
public final class Effects {
    private Effects() {
    }

    /// rj shifted left by 1 to 4, plus rk.
    public static long alsl(CpuPort c, Operands o) {
        return (o.rj(c) << o.sa2() + 1) + o.rk(c);
    }

    public static long bytePickWord(CpuPort c, Operands o) {
        return Bits.bytePickWord(o.rk(c), o.rj(c), o.sa2());
    }

    public static long bytePick(CpuPort c, Operands o) {
        return Bits.bytePick(o.rk(c), o.rj(c), o.sa3());
    }

    public static long insertWord(CpuPort c, Operands o) {
        return (int) Bits.insert(o.rd(c), o.rj(c), o.msbw(), o.lsbw());
    }

    public static long pickWord(CpuPort c, Operands o) {
        return (int) Bits.pick(o.rj(c), o.msbw(), o.lsbw());
    }

    public static long insert(CpuPort c, Operands o) {
        return Bits.insert(o.rd(c), o.rj(c), o.msbd(), o.lsbd());
    }

    public static long pick(CpuPort c, Operands o) {
        return Bits.pick(o.rj(c), o.msbd(), o.lsbd());
    }

    /// The address of the accesses that reach 32 KiB around rj.
    public static long far(CpuPort c, Operands o) {
        return o.rj(c) + (o.si14() << 2);
    }

    public static void branch(CpuPort c, boolean taken, int offset) {
        if (taken) {
            c.branch(c.pc() + offset);
        }
    }

    public static void jump(CpuPort c, long target, int link) {
        c.set(link, c.pc() + 4);
        c.branch(target);
    }

    /// Replaces a memory cell at rj by a function of its value and rk's, sign-extended both; rd gets the old value.
    public static void amo(CpuPort c, Operands o, int size, LongBinaryOperator operation) {
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
    public static void amcas(CpuPort c, Operands o, int size) {
        long address = o.rj(c);
        if (aligned(c, address, size)) {
            long old = Bits.signExtend(c.load(address, size), size);
            if (old == Bits.signExtend(o.rd(c), size)) {
                c.store(address, size, o.rk(c));
            }
            o.rd(c, old);
        }
    }

    public static void ll(CpuPort c, Operands o, long address, int size) {
        if (aligned(c, address, size)) {
            o.rd(c, Bits.signExtend(c.loadLinked(address, size), size));
        }
    }

    public static void sc(CpuPort c, Operands o, long address, int size) {
        if (aligned(c, address, size)) {
            o.rd(c, c.storeConditional(address, size, o.rd(c)) ? 1 : 0);
        }
    }

    public static void scq(CpuPort c, Operands o) {
        long address = o.rj(c);
        if (aligned(c, address, 16)) {
            o.rd(c, c.storeConditionalQuad(address, o.rd(c), o.rk(c)) ? 1 : 0);
        }
    }

    public static void loadAbove(CpuPort c, Operands o, int size) {
        if (addressAbove(c, o) && aligned(c, o.rj(c), size)) {
            o.rd(c, Bits.signExtend(c.load(o.rj(c), size), size));
        }
    }

    public static void loadNotAbove(CpuPort c, Operands o, int size) {
        if (addressNotAbove(c, o) && aligned(c, o.rj(c), size)) {
            o.rd(c, Bits.signExtend(c.load(o.rj(c), size), size));
        }
    }

    public static void storeAbove(CpuPort c, Operands o, int size) {
        if (addressAbove(c, o) && aligned(c, o.rj(c), size)) {
            c.store(o.rj(c), size, o.rd(c));
        }
    }

    public static void storeNotAbove(CpuPort c, Operands o, int size) {
        if (addressNotAbove(c, o) && aligned(c, o.rj(c), size)) {
            c.store(o.rj(c), size, o.rd(c));
        }
    }

    /// Asserts rj > rk, as signed numbers.
    public static boolean above(CpuPort c, Operands o) {
        return bound(c, o, o.rj(c) > o.rk(c));
    }

    /// Asserts rj <= rk, as signed numbers.
    public static boolean notAbove(CpuPort c, Operands o) {
        return bound(c, o, o.rj(c) <= o.rk(c));
    }

    /// Asserts rj > rk, as addresses: unlike the assertions by themselves, those of an access are unsigned.
    static boolean addressAbove(CpuPort c, Operands o) {
        return bound(c, o, Bits.below(o.rk(c), o.rj(c)));
    }

    /// Asserts rj <= rk, as addresses.
    static boolean addressNotAbove(CpuPort c, Operands o) {
        return bound(c, o, !Bits.below(o.rk(c), o.rj(c)));
    }

    /// Sets rd and the counter's number in rj, in this order.
    public static void readTime(CpuPort c, Operands o, long time) {
        o.rd(c, time);
        c.set(o.rj(), c.counterId());
    }

    /// Swaps the bits of a CSR and rd that a mask names; rd gets the whole old CSR.
    public static void exchangeCsr(CpuPort c, Operands o, long mask) {
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

    public static boolean aligned(CpuPort c, long address, int size) {
        boolean aligned = (address & size - 1) == 0;
        if (!aligned) {
            c.trap(Ecode.ALE, address);
        }
        return aligned;
    }
}
