package kprobarium.machine;

import kprobarium.isa.CpuPort;
import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;

/// A CPU as its instructions see it where loads may look back: notes which registers an instruction reads before it loads or writes one,
/// so that a value keeps the view that it was computed with, and a load does not look below that of its address.
///
/// What comes back from the CPU's own stack or out of its own store buffer counts as depending on all that was loaded before; it may depend
/// on any of it.
final class Dependencies implements CpuPort {
    private final Cpu cpu;
    private final Views views;
    private int read;
    private int view;

    Dependencies(Cpu cpu, Views views) {
        this.cpu = cpu;
        this.views = views;
    }

    /// A new instruction begins.
    void begin() {
        read = 0;
        view = 0;
    }

    /// The registers that make the address of a load, a bit each.
    long ofAddress(Operands instruction) {
        begin();
        instruction.row().address(this, instruction);
        return Integer.toUnsignedLong(read);
    }

    void loaded() {
        view = views.last();
    }

    void loadedOwn() {
        view = views.loaded(cpu.number());
    }

    @Override
    public long get(int gpr) {
        read |= 1 << gpr;
        return cpu.get(gpr);
    }

    @Override
    public void set(int gpr, long value) {
        cpu.set(gpr, value);
        if (gpr != 0) views.register(cpu.number(), gpr, Math.max(view, views.registers(cpu.number(), read & ~1)));
    }

    @Override
    public long load(long address, int size) {
        return cpu.load(address, size);
    }

    @Override
    public void store(long address, int size, long value) {
        cpu.store(address, size, value);
    }

    @Override
    public long loadLinked(long address, int size) {
        return cpu.loadLinked(address, size);
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        return cpu.storeConditional(address, size, value);
    }

    @Override
    public long pc() {
        return cpu.pc();
    }

    @Override
    public void branch(long target) {
        cpu.branch(target);
    }

    @Override
    public long readCsr(int number) {
        return cpu.readCsr(number);
    }

    @Override
    public void writeCsr(int number, long value) {
        cpu.writeCsr(number, value);
    }

    @Override
    public void trap(Ecode exception) {
        cpu.trap(exception);
    }

    @Override
    public void trap(Ecode exception, long badAddress) {
        cpu.trap(exception, badAddress);
    }

    @Override
    public void ertn() {
        cpu.ertn();
    }

    @Override
    public void idle(int level) {
        cpu.idle(level);
    }

    @Override
    public void dbar(int hint) {
        cpu.dbar(hint);
    }

    @Override
    public void ibar(int hint) {
        cpu.ibar(hint);
    }

    @Override
    public long counter() {
        return cpu.counter();
    }

    @Override
    public long cpucfg(long word) {
        return cpu.cpucfg(word);
    }
}
