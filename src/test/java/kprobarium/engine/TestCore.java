package kprobarium.engine;

import java.util.ArrayList;
import java.util.List;
import kprobarium.isa.Ecode;

/// A core on a window that is all there is, which notes exceptions and goes on as [Reference] does.
final class TestCore extends Core {
    final List<Reference.Raised> raised = new ArrayList<>();
    private final long base;
    /// What a load-linked leaves behind.
    boolean reserved;

    TestCore(long base, Ram ram, long entry, boolean floats) {
        super(ram, new long[REGISTERS], 0);
        this.base = base;
        window(base, ram.size());
        floats(floats);
        jump(entry);
    }

    @Override
    protected Halt enter(Ecode ecode, int word, boolean addressed, long badAddress) {
        boolean nowhere = ecode == Ecode.PIF || ecode == Ecode.ADEF;
        raised.add(new Reference.Raised(pc(), ecode, nowhere ? 0 : word, addressed, addressed ? badAddress : 0, retired()));
        jump(nowhere ? base : pc() + 4);
        return null;
    }

    @Override
    protected long loadSlow(long address, int size) {
        trap(Ecode.PIL, address);
        return 0;
    }

    @Override
    protected void storeSlow(long address, int size, long value) {
        trap(Ecode.PIS, address);
    }

    @Override
    protected int page(long address) {
        if (address >= base && address - base < ram.size()) return (int) (address - base) & -Ram.PAGE;
        trap(Ecode.PIF, address);
        return -1;
    }

    @Override
    public long loadLinked(long address, int size) {
        reserved = true;
        return load(address, size);
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        boolean stores = reserved;
        reserved = false;
        if (stores) store(address, size, value);
        return stores;
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
        return retired();
    }

    @Override
    public long cpucfg(long word) {
        return word * 3;
    }
}
