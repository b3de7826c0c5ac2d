package kprobarium.machine;

import kprobarium.engine.Core;
import kprobarium.engine.Halt;
import kprobarium.engine.Ram;
import kprobarium.isa.Ecode;

/// The guest code of one CPU of a [plain][State#makePlain()] machine, as the [engine][kprobarium.engine] executes it: on the CPU's own
/// registers and the machine's own memory.
///
/// Kernel code that handles an exception is run in the middle of it. What that cannot do by itself stops it, as does coming to an address
/// where kernel code lies.
final class GuestCore extends Core {
    private final Machine machine;
    private final Memory memory;
    private final Cpu cpu;

    GuestCore(Machine machine, Cpu cpu, int registers) {
        super(machine.state().ram(), machine.state().cells(), registers);
        this.machine = machine;
        this.cpu = cpu;
        memory = machine.memory();
        floats(true);
        window(memory.windowBase(), memory.windowSize());
        // Only what is in the window can be compiled.
        compiles(memory.windowSize() != 0);
        Ram ram = machine.state().ram();
        for (Memory.Region region : memory.regions()) if (region.text()) ram.guard(region.offset(), region.size(), true);
    }

    /// Executes guest code of its CPU from where that is, at most `budget` instructions; then that is where this has come to.
    Halt go(long budget) {
        jump(cpu.pc());
        Halt why = run(budget);
        if (why == Halt.BUDGET) cpu.jump(pc());
        return why;
    }

    /// The instruction whose exception is being handled has been executed by whoever handles it.
    void retireTrapped() {
        retire();
    }

    @Override
    protected Halt enter(Ecode exception, int word, boolean addressed, long badAddress) {
        cpu.jump(pc());
        if (Machine.isKernelCode(pc())) return Halt.STOPPED;
        cpu.raise(exception, word, addressed, badAddress);
        if (!machine.handled(cpu)) return Halt.STOPPED;
        jump(cpu.pc());
        return null;
    }

    @Override
    protected int page(long address) {
        if (cpu.isForbidden(address)) {
            trap(Ecode.ADEF, address);
            return -1;
        }
        Memory.Region region = memory.find(address, 1);
        if (region == null || !memory.isPresent(region)) {
            trap(Ecode.PIF, address);
            return -1;
        }
        return region.offset() + (int) (address - region.base()) & -Memory.ALIGNMENT;
    }

    @Override
    protected boolean fetches(long address) {
        if (memory.mapped(address, Integer.BYTES)) return true;
        trap(Ecode.PIF, address);
        return false;
    }

    @Override
    protected long loadSlow(long address, int size) {
        if (cpu.isForbidden(address)) trap(Ecode.ADEM, address);
        if (!memory.mapped(address, size)) trap(Ecode.PIL, address);
        return memory.load(address, size);
    }

    @Override
    protected void storeSlow(long address, int size, long value) {
        if (cpu.isForbidden(address)) trap(Ecode.ADEM, address);
        Memory.Region region = memory.find(address, size);
        if (region == null || !memory.isPresent(region)) {
            trap(Ecode.PIS, address);
        } else if (!region.text()) {
            memory.store(address, size, value);
        } else if (machine.isWritable(address, size)) {
            machine.storeText(cpu, address, size, value);
            leave();
        } else {
            trap(Ecode.PME, address);
        }
    }

    @Override
    public long loadLinked(long address, int size) {
        if ((address & size - 1) != 0) trap(Ecode.ALE, address);
        long value = load(address, size);
        cpu.reserve(address);
        return value;
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        if ((address & size - 1) != 0) trap(Ecode.ALE, address);
        boolean stores = cpu.takeReservation();
        if (stores) store(address, size, value);
        return stores;
    }

    @Override
    public long readCsr(int number) {
        return cpu.readCsr(number);
    }

    @Override
    public void writeCsr(int number, long value) {
        cpu.writeCsr(number, value);
        machine.vector().modeChanged(cpu);
    }

    @Override
    public void ertn() {
        cpu.returnFromException();
        branch(cpu.pc());
        machine.vector().modeChanged(cpu);
    }

    @Override
    public void idle(int level) {}

    @Override
    public void dbar(int hint) {}

    @Override
    public void ibar(int hint) {}

    @Override
    public void cacop(int code, long address) {}

    @Override
    public long counter() {
        return retired();
    }

    @Override
    public long cpucfg(long word) {
        return cpu.cpucfg(word);
    }
}
