package kprobarium.process;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import kprobarium.elf.ElfFile;
import kprobarium.engine.Core;
import kprobarium.engine.Halt;
import kprobarium.engine.Ram;
import kprobarium.isa.Ecode;

/// A program on a CPU in user mode and nothing else: no kernel, and so no probes.
///
/// A page that is not there can be read, as zeros, where it lies between others: whatever would look at each load, all programs would pay
/// for. Stores and fetches are always looked at.
final class BareCore extends Core implements Space.Bytes, Runner {
    private static final int SP = 3, GPRS = 32, FETCH_PAGE = 4096;
    /// Each time memory grows, all that has been compiled is lost: more than is wanted now is worth having.
    private static final int GROWTH = 2;

    private Ram ram;
    private final Space space;
    private final Syscalls syscalls;
    private final LongFunction<String> where;
    private boolean reserved;
    private Ended ended;

    BareCore(ElfFile program, LinuxProcess.Setup setup, Space space, StartStack stack, LongFunction<String> where) {
        this(new Ram(space.firstSize()), setup, space, where);
        space.load(program, stack, this);
        set(SP, stack.pointer());
        jump(program.entry());
        compiles(setup.compiles());
    }

    private BareCore(Ram ram, LinuxProcess.Setup setup, Space space, LongFunction<String> where) {
        super(ram, new long[REGISTERS], 0);
        this.ram = ram;
        this.space = space;
        this.where = where;
        syscalls = new Syscalls(space, this, setup.console(), setup.seed(), this::retired);
        window(space.base(), ram.size());
        floats(true);
    }

    // Running

    @Override
    public Optional<Ended> go(long budget) {
        if (ended == null) run(budget);
        return Optional.ofNullable(ended);
    }

    @Override
    public long executed() {
        return retired();
    }

    @Override
    public List<LinuxProcess.ProbeCount> probes() {
        return List.of();
    }

    @Override
    public Map<Long, Long> unknownCalls() {
        return syscalls.unknown();
    }

    @Override
    protected Halt enter(Ecode exception, int word, boolean addressed, long badAddress) {
        if (exception == Ecode.SYS) {
            Optional<Ended> by = syscalls.call(this);
            retire();
            by.ifPresent(end -> ended = end);
        } else {
            long[] registers = new long[GPRS];
            Arrays.setAll(registers, this::get);
            ended = Ended.Killed.by(exception, word, pc(), addressed ? badAddress : 0, where, registers);
        }
        return ended == null ? null : Halt.STOPPED;
    }

    // Memory

    private int place(long address) {
        return (int) (address - space.base());
    }

    @Override
    public void reach(int size) {
        if (size <= ram.size()) return;
        int had = ram.size();
        ram = ram.grown((int) Math.min(Space.rounded(GROWTH * (long) size), space.size()));
        ram.guard(had, ram.size() - had, true);
        memory(ram);
        window(space.base(), ram.size());
    }

    @Override
    public void write(long address, byte[] content) {
        ram.write(place(address), content);
    }

    @Override
    public void clear(long address, int size) {
        ram.clear(place(address), size);
    }

    @Override
    public byte[] read(long address, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) bytes[i] = (byte) ram.load(place(address) + i, 1);
        return bytes;
    }

    @Override
    public void guard(long address, int size, boolean guarded) {
        // Pages may go that memory has never reached.
        int there = Math.min(size, ram.size() - place(address));
        if (there > 0) ram.guard(place(address), there, guarded);
        forgetPages();
    }

    @Override
    protected long loadSlow(long address, int size) {
        trap(Space.isAddress(address) ? Ecode.PIL : Ecode.ADEM, address);
        return 0;
    }

    @Override
    protected void storeSlow(long address, int size, long value) {
        if (space.allows(address, size, Space.WRITE)) ram.store(place(address), size, value);
        else if (space.exists(address)) trap(Ecode.PME, address);
        else trap(Space.isAddress(address) ? Ecode.PIS : Ecode.ADEM, address);
    }

    @Override
    protected int page(long address) {
        if (space.allows(address, 1, Space.EXECUTE)) return place(address) & -FETCH_PAGE;
        if (!Space.isAddress(address)) trap(Ecode.ADEF, address);
        else trap(space.exists(address) ? Ecode.PNX : Ecode.PIF, address);
        return -1;
    }

    @Override
    public long loadLinked(long address, int size) {
        if ((address & size - 1) != 0) {
            trap(Ecode.ALE, address);
            return 0;
        }
        reserved = true;
        return load(address, size);
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        if ((address & size - 1) != 0) {
            trap(Ecode.ALE, address);
            return false;
        }
        boolean stores = reserved;
        reserved = false;
        if (stores) store(address, size, value);
        return stores;
    }

    // What there is besides

    @Override
    public long counter() {
        return retired();
    }

    @Override
    public long cpucfg(long word) {
        return Features.cpucfg(word);
    }

    @Override
    public void dbar(int hint) {}

    @Override
    public void ibar(int hint) {}

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
}
