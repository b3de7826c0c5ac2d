package kprobarium.bench;

import kprobarium.engine.Core;
import kprobarium.engine.Halt;
import kprobarium.engine.Ram;
import kprobarium.isa.Ecode;

/// A core on memory that begins at address 0, without exceptions, devices or a kernel.
final class FlatCore extends Core {
    private final int size;

    FlatCore(Ram ram, int size) {
        super(ram, new long[REGISTERS], 0);
        this.size = size;
        window(0, size);
    }

    @Override
    protected Halt enter(Ecode ecode, int word, boolean addressed, long badAddress) {
        throw new IllegalStateException(ecode + " at 0x" + Long.toHexString(pc()));
    }

    @Override
    protected long loadSlow(long address, int bytes) {
        trap(Ecode.PIL, address);
        return 0;
    }

    @Override
    protected void storeSlow(long address, int bytes, long value) {
        trap(Ecode.PIS, address);
    }

    @Override
    protected int page(long address) {
        if (address >= 0 && address < size) return (int) address & -4096;
        trap(Ecode.PIF, address);
        return -1;
    }

    @Override
    public long loadLinked(long address, int bytes) {
        return load(address, bytes);
    }

    @Override
    public boolean storeConditional(long address, int bytes, long value) {
        store(address, bytes, value);
        return true;
    }

    @Override
    public long readCsr(int number) {
        return 0;
    }

    @Override
    public void writeCsr(int number, long value) {}

    @Override
    public void ertn() {}

    @Override
    public void idle(int level) {}

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
        return 0;
    }
}
