package kprobarium.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kprobarium.symbol.Symbols;

/// A CPU small enough to be seen through: registers, 64 KiB of memory at 0, and a log of everything else. A trap ends the run.
final class TestCpu implements CpuPort {
    static final long TEXT = 0x9000000000200000L;

    /// A trap, which ends the instruction.
    static final class Trapped extends RuntimeException {
        private static final long serialVersionUID = 1;
        final Ecode ecode;
        final long badAddress;

        Trapped(Ecode ecode, long badAddress) {
            super(ecode + " " + Long.toHexString(badAddress), null, false, false);
            this.ecode = ecode;
            this.badAddress = badAddress;
        }
    }

    final byte[] memory = new byte[0x10000];
    final long[] registers = new long[32];
    final Map<Integer, Long> csrs = new TreeMap<>();
    final long[] fprs = new long[32];
    int fcsr;
    final boolean[] fcc = new boolean[8];
    final List<String> log = new ArrayList<>();
    long pc;
    long counter;
    boolean reservation;
    private long next;

    /// Sets registers by name: `with("a0", 5, "a1", -1)`.
    TestCpu with(Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            registers[Registers.number((String) namesAndValues[i])] = ((Number) namesAndValues[i + 1]).longValue();
        }
        return this;
    }

    long reg(String name) {
        return registers[Registers.number(name)];
    }

    /// Assembles at [#TEXT] and runs until the pc leaves the text.
    TestCpu run(String source) {
        Assembly text = Assembler.assemble(source, TEXT, Symbols.none());
        if (!text.ok()) {
            throw new AssertionError(text.errors());
        }
        pc = TEXT;
        for (int budget = 10_000; pc >= TEXT && pc < TEXT + text.image().length; budget--) {
            if (budget == 0) {
                throw new AssertionError("the program does not end");
            }
            step(text.word(pc));
        }
        return this;
    }

    /// Runs one word at the pc.
    void step(int word) {
        next = pc + 4;
        Operands insn = Decoder.decode(word);
        if (insn == null) {
            trap(Ecode.INE);
        }
        insn.execute(this);
        pc = next;
    }

    @Override
    public long get(int gpr) {
        return gpr == 0 ? 0 : registers[gpr];
    }

    @Override
    public void set(int gpr, long value) {
        if (gpr != 0) {
            registers[gpr] = value;
        }
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
    public long load(long address, int size) {
        if (address < 0 || address + size > memory.length) {
            trap(Ecode.ADEM, address);
        }
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | memory[(int) address + i] & 0xff;
        }
        return value;
    }

    @Override
    public void store(long address, int size, long value) {
        if (address < 0 || address + size > memory.length) {
            trap(Ecode.ADEM, address);
        }
        for (int i = 0; i < size; i++) {
            memory[(int) address + i] = (byte) (value >> 8 * i);
        }
    }

    @Override
    public long loadLinked(long address, int size) {
        reservation = true;
        return load(address, size);
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        boolean stands = reservation;
        if (stands) {
            store(address, size, value);
        }
        reservation = false;
        return stands;
    }

    @Override
    public boolean storeConditionalQuad(long address, long low, long high) {
        boolean stands = storeConditional(address, 8, low);
        if (stands) {
            store(address + 8, 8, high);
        }
        return stands;
    }

    @Override
    public long readCsr(int number) {
        return csrs.getOrDefault(number, 0L);
    }

    @Override
    public void writeCsr(int number, long value) {
        csrs.put(number, value);
    }

    @Override
    public void trap(Ecode ecode) {
        throw new Trapped(ecode, 0);
    }

    @Override
    public void trap(Ecode ecode, long badAddress) {
        throw new Trapped(ecode, badAddress);
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
    public void fcc(int number, boolean value) {
        fcc[number] = value;
    }

    @Override
    public boolean fcc(int number) {
        return fcc[number];
    }

    @Override
    public void ertn() {
        log.add("ertn");
    }

    @Override
    public void idle(int level) {
        log.add("idle " + level);
    }

    @Override
    public void dbar(int hint) {
        log.add("dbar " + hint);
    }

    @Override
    public void ibar(int hint) {
        log.add("ibar " + hint);
    }

    @Override
    public long counter() {
        return counter;
    }

    @Override
    public long counterId() {
        return 7;
    }

    @Override
    public long cpucfg(long word) {
        return word == 1 ? 0x83f2f2feL : 0;
    }

    @Override
    public long iocsrRead(long address, int size) {
        return address * 0x8182838485868788L & -1L >>> 64 - 8 * size;
    }

    @Override
    public void iocsrWrite(long address, int size, long value) {
        log.add("iocsr " + size + " " + address + " " + Long.toHexString(value));
    }

    @Override
    public void cacop(int code, long address) {
        log.add("cacop " + code + " " + Long.toHexString(address));
    }

    @Override
    public void invtlb(int op, long asid, long address) {
        log.add("invtlb " + op + " " + asid + " " + Long.toHexString(address));
    }

    @Override
    public long lddir(long base, int level) {
        return base + level;
    }

    @Override
    public void ldpte(long base, int seq) {
        log.add("ldpte " + base + " " + seq);
    }

    @Override
    public void tlbsrch() {
        log.add("tlbsrch");
    }

    @Override
    public void tlbrd() {
        log.add("tlbrd");
    }

    @Override
    public void tlbwr() {
        log.add("tlbwr");
    }

    @Override
    public void tlbfill() {
        log.add("tlbfill");
    }

    @Override
    public void tlbclr() {
        log.add("tlbclr");
    }

    @Override
    public void tlbflush() {
        log.add("tlbflush");
    }
}
