package kprobarium.engine;

import java.util.ArrayList;
import java.util.List;
import kprobarium.isa.CpuPort;
import kprobarium.isa.Decoder;
import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;
import kprobarium.isa.Unit;

/// A CPU that does what the table says, word by word, and nothing else: what the tiers are compared with.
final class Reference implements CpuPort {
    /// Thrown where an instruction raises an exception.
    private static final class Trapped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Trapped() {
            super(null, null, false, false);
        }
    }

    /// An exception as it was seen: where, what, and of which address.
    record Raised(long pc, Ecode ecode, int word, boolean addressed, long address, long retired) {}

    final long[] gprs = new long[32];
    final long[] fprs = new long[32];
    final boolean[] fccs = new boolean[8];
    final byte[] memory;
    final List<Raised> raised = new ArrayList<>();
    private final Ram view;
    private final long base;
    private final boolean floats;
    private int fcsr;
    private long pc;
    private long next;
    private long retired;
    private boolean reserved;
    private Ecode ecode;
    private boolean addressed;
    private long address;

    Reference(long base, byte[] content, long entry, boolean floats) {
        view = new Ram(content.length);
        view.write(0, content);
        memory = view.bytes;
        this.base = base;
        this.floats = floats;
        pc = entry;
    }

    /// Retires `count` instructions.
    void run(long count) {
        for (long end = retired + count; retired < end;) step();
    }

    private void step() {
        int word = 0;
        try {
            if ((pc & 3) != 0) trap(Ecode.ADEF, pc);
            if (!isMemory(pc, 4)) trap(Ecode.PIF, pc);
            word = (int) view.load((int) (pc - base), 4);
            Operands decoded = Decoder.decode(word);
            if (decoded == null) trap(Decoder.undefined(word));
            if (decoded.row().unit() == Unit.FLOAT && !floats) trap(Ecode.FPD);
            next = pc + 4;
            decoded.execute(this);
            pc = next;
            retired++;
        } catch (Trapped _) {
            raised.add(new Raised(pc, ecode, word, addressed, addressed ? address : 0, retired));
            pc = after(pc, ecode);
        }
    }

    /// Where it goes on after an exception: behind the instruction, or at the start where there is none.
    long after(long at, Ecode exception) {
        return exception == Ecode.PIF || exception == Ecode.ADEF ? base : at + 4;
    }

    private boolean isMemory(long at, int size) {
        return at >= base && at - base <= view.size() - size;
    }

    @Override
    public long get(int gpr) {
        return gprs[gpr];
    }

    @Override
    public void set(int gpr, long value) {
        if (gpr != 0) gprs[gpr] = value;
    }

    @Override
    public long pc() {
        return pc;
    }

    @Override
    public void branch(long target) {
        next = target;
    }

    @Override
    public long load(long at, int size) {
        if (!isMemory(at, size)) trap(Ecode.PIL, at);
        return view.load((int) (at - base), size);
    }

    @Override
    public void store(long at, int size, long value) {
        if (!isMemory(at, size)) trap(Ecode.PIS, at);
        view.store((int) (at - base), size, value);
    }

    @Override
    public long loadLinked(long at, int size) {
        reserved = true;
        return load(at, size);
    }

    @Override
    public boolean storeConditional(long at, int size, long value) {
        boolean stores = reserved;
        reserved = false;
        if (stores) store(at, size, value);
        return stores;
    }

    @Override
    public void trap(Ecode exception) {
        ecode = exception;
        addressed = false;
        throw new Trapped();
    }

    @Override
    public void trap(Ecode exception, long bad) {
        ecode = exception;
        addressed = true;
        address = bad;
        throw new Trapped();
    }

    @Override
    public long fpr(int number) {
        return fprs[number];
    }

    @Override
    public void fpr(int number, long value) {
        fprs[number] = value;
    }

    @Override
    public int fcsr() {
        return fcsr;
    }

    @Override
    public void fcsr(int value) {
        fcsr = value;
    }

    @Override
    public boolean fcc(int number) {
        return fccs[number];
    }

    @Override
    public void fcc(int number, boolean value) {
        fccs[number] = value;
    }

    @Override
    public long readCsr(int number) {
        trap(Ecode.IPE);
        return 0;
    }

    @Override
    public void writeCsr(int number, long value) {
        trap(Ecode.IPE);
    }

    @Override
    public void ertn() {
        trap(Ecode.IPE);
    }

    @Override
    public void idle(int level) {
        trap(Ecode.IPE);
    }

    @Override
    public void dbar(int hint) {}

    @Override
    public void ibar(int hint) {}

    @Override
    public long counter() {
        return retired;
    }

    @Override
    public long cpucfg(long word) {
        return word * 3;
    }
}
