package kprobarium.isa;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A port that only watches: a row's semantics are run on it at class load to learn what the row touches, and where.
///
/// So a row says once what it does, and `touch`, `size` and `address` cannot disagree with it. Each row is run with several register
/// contents, so that both sides of its conditions are seen.
final class Rehearsal implements CpuPort {
    /// How a row forms its effective address: rj, or rj and a field.
    enum Addressing {
        NONE(null), RJ(Operand.RJ), RJ_SI12(Operand.SI12), RJ_SI14(Operand.SI14), RJ_RK(Operand.RK);

        private final Operand field;

        Addressing(Operand field) {
            this.field = field;
        }

        long of(CpuPort c, Operands o) {
            return switch (this) {
                case NONE -> 0;
                case RJ -> o.rj(c);
                case RJ_SI12 -> o.rj(c) + o.si12();
                case RJ_SI14 -> o.rj(c) + (o.si14() << 2);
                case RJ_RK -> o.rj(c) + o.rk(c);
            };
        }
    }

    /// What a rehearsal learned.
    record Findings(Touch touch, int size, Addressing addressing, Set<Ecode> traps) {
    }

    /// Values of rd, rj, rk, distinct from one another and not; all aligned to 16, as no row's alignment check is to hide its access.
    private static final long[][] STAGES = {
        {0x300, 0x10000, 0x20}, {0x300, 0x20, 0x10000}, {0, 0, 0}, {0x40, -0x40, 0x40}, {-0x40, 0x40, 0x80},
    };
    private static final int RD = 4;
    private static final int RJ = 5;
    private static final int RK = 6;
    /// What every other field holds: small enough for all, and no distance between two addressing forms.
    private static final int ELSE = 2;

    private final Set<Touch> touched = EnumSet.of(Touch.NONE);
    private final Set<Ecode> traps = EnumSet.noneOf(Ecode.class);
    private final Set<Addressing> possible = EnumSet.allOf(Addressing.class);
    private final List<String> accesses = new ArrayList<>();
    private Operands insn;
    private long[] stage;
    private boolean flag;
    private boolean reached;
    private long first;
    private int size;

    private Rehearsal() {
    }

    /// Runs a row, which must reach memory in one of the ways of [Addressing], if at all.
    static Findings of(String row, Encoding encoding, Semantics semantics) {
        Rehearsal rehearsal = new Rehearsal();
        rehearsal.possible.removeIf(way -> way.field == null || !encoding.fields().contains(way.field));
        rehearsal.insn = new Operands(null, word(encoding), semantics);
        for (long[] stage : STAGES) {
            rehearsal.stage = stage;
            rehearsal.flag = !rehearsal.flag;
            rehearsal.reached = false;
            rehearsal.insn.execute(rehearsal);
        }
        return rehearsal.findings(row);
    }

    private static int word(Encoding encoding) {
        int word = encoding.match();
        for (Operand field : encoding.fields()) {
            word = field.withBits(word, switch (field) {
                case RD -> RD;
                case RJ -> RJ;
                case RK -> RK;
                default -> ELSE;
            });
        }
        return word;
    }

    private Findings findings(String row) {
        Touch touch = touched.contains(Touch.LOAD) && touched.contains(Touch.STORE) ? Touch.AMO : List.copyOf(touched).getLast();
        if (!touch.isMemory()) {
            return new Findings(touch, 0, Addressing.NONE, traps);
        }
        if (possible.size() != 1) {
            throw new IllegalStateException("row " + row + ": its address is none of the known sums: " + accesses);
        }
        return new Findings(touch, size, possible.iterator().next(), traps);
    }

    private void access(Touch touch, long address, int bytes) {
        touched.add(touch);
        if (!reached) {
            reached = true;
            first = address;
            accesses.add("0x" + Long.toHexString(address));
            possible.removeIf(way -> way.of(this, insn) != address);
        }
        size = Math.max(size, (int) (address + bytes - first));
    }

    @Override
    public long get(int gpr) {
        return gpr == RD ? stage[0] : gpr == RJ ? stage[1] : gpr == RK ? stage[2] : 0;
    }

    @Override
    public void set(int gpr, long value) {
    }

    @Override
    public long pc() {
        return 0x1000;
    }

    @Override
    public boolean fcc(int number) {
        return flag;
    }

    @Override
    public long fpr(int number) {
        return 0;
    }

    @Override
    public void fpr(int number, long value) {
    }

    @Override
    public int fcsr() {
        return 0;
    }

    @Override
    public void fcsr(int value) {
    }

    @Override
    public void fcc(int number, boolean value) {
    }

    @Override
    public long cpucfg(long word) {
        return 0;
    }

    @Override
    public void branch(long target) {
        touched.add(Touch.BRANCH);
    }

    @Override
    public long load(long address, int bytes) {
        access(Touch.LOAD, address, bytes);
        return 0;
    }

    @Override
    public void store(long address, int bytes, long value) {
        access(Touch.STORE, address, bytes);
    }

    @Override
    public long loadLinked(long address, int bytes) {
        access(Touch.LL, address, bytes);
        return 0;
    }

    @Override
    public boolean storeConditional(long address, int bytes, long value) {
        access(Touch.SC, address, bytes);
        return flag;
    }

    @Override
    public boolean storeConditionalQuad(long address, long low, long high) {
        access(Touch.SC, address, 16);
        return flag;
    }

    @Override
    public void trap(Ecode ecode) {
        touched.add(Touch.TRAP);
        traps.add(ecode);
    }

    @Override
    public void dbar(int hint) {
        touched.add(Touch.FENCE);
    }

    @Override
    public void ibar(int hint) {
        touched.add(Touch.IBAR);
    }

    @Override
    public long counter() {
        touched.add(Touch.COUNTER);
        return 0;
    }

    private long privileged() {
        touched.add(Touch.PRIVILEGED);
        return 0;
    }

    @Override
    public long readCsr(int number) {
        return privileged();
    }

    @Override
    public void writeCsr(int number, long value) {
        privileged();
    }

    @Override
    public void ertn() {
        privileged();
    }

    @Override
    public void idle(int level) {
        privileged();
    }

    @Override
    public long iocsrRead(long address, int bytes) {
        return privileged();
    }

    @Override
    public void iocsrWrite(long address, int bytes, long value) {
        privileged();
    }

    @Override
    public void cacop(int code, long address) {
        privileged();
    }

    @Override
    public void tlbsrch() {
        privileged();
    }

    @Override
    public void tlbrd() {
        privileged();
    }

    @Override
    public void tlbwr() {
        privileged();
    }

    @Override
    public void tlbfill() {
        privileged();
    }

    @Override
    public void tlbclr() {
        privileged();
    }

    @Override
    public void tlbflush() {
        privileged();
    }

    @Override
    public void invtlb(int op, long asid, long address) {
        privileged();
    }

    @Override
    public long lddir(long base, int level) {
        return privileged();
    }

    @Override
    public void ldpte(long base, int seq) {
        privileged();
    }
}
