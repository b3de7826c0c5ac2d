package kprobarium.isa;

/// A CPU with nothing but what every CPU must have.
final class BareCpu implements CpuPort {
    @Override
    public long get(int gpr) {
        return 0;
    }

    @Override
    public void set(int gpr, long value) {
    }

    @Override
    public long pc() {
        return 0;
    }

    @Override
    public void branch(long target) {
    }

    @Override
    public long load(long address, int size) {
        return 0;
    }

    @Override
    public void store(long address, int size, long value) {
    }

    @Override
    public long loadLinked(long address, int size) {
        return 0;
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        return false;
    }

    @Override
    public long readCsr(int number) {
        return 0;
    }

    @Override
    public void writeCsr(int number, long value) {
    }

    @Override
    public void trap(Ecode ecode) {
        throw new TestCpu.Trapped(ecode, 0);
    }

    @Override
    public void ertn() {
    }

    @Override
    public void idle(int level) {
    }

    @Override
    public void dbar(int hint) {
    }

    @Override
    public void ibar(int hint) {
    }

    @Override
    public long counter() {
        return 0;
    }

    @Override
    public long cpucfg(long word) {
        return 0;
    }
}
