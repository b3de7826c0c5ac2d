package kprobarium.isa;

/// A decoded instruction: its row and its word, with an accessor for each field. Immutable, so one decoding serves every CPU.
///
/// Register fields have several forms: `rj()` is the number, `rj(c)` the register's value, `rd(c, value)` sets it. Accessors mean something
/// only in rows whose encoding names the field; where fields stand, [Operand] says.
public final class Operands {
    private final Insn row;
    private final int word;
    private final Semantics semantics;

    Operands(Insn row, int word, Semantics semantics) {
        this.row = row;
        this.word = word;
        this.semantics = semantics;
    }

    public Insn row() {
        return row;
    }

    public int word() {
        return word;
    }

    /// Runs the instruction once.
    public void execute(CpuPort c) {
        semantics.execute(c, this);
    }

    public int rd() {
        return word & 31;
    }

    public int rj() {
        return word >>> 5 & 31;
    }

    public int rk() {
        return word >>> 10 & 31;
    }

    public long rd(CpuPort c) {
        return c.get(word & 31);
    }

    public long rj(CpuPort c) {
        return c.get(word >>> 5 & 31);
    }

    public long rk(CpuPort c) {
        return c.get(word >>> 10 & 31);
    }

    /// Sets the register that rd names.
    public void rd(CpuPort c, long value) {
        c.set(word & 31, value);
    }

    public int fd() {
        return word & 31;
    }

    public int fj() {
        return word >>> 5 & 31;
    }

    public int fk() {
        return word >>> 10 & 31;
    }

    public int fa() {
        return word >>> 15 & 31;
    }

    public long fd(CpuPort c) {
        return c.fpr(word & 31);
    }

    public long fj(CpuPort c) {
        return c.fpr(word >>> 5 & 31);
    }

    public long fk(CpuPort c) {
        return c.fpr(word >>> 10 & 31);
    }

    public long fa(CpuPort c) {
        return c.fpr(word >>> 15 & 31);
    }

    /// Sets the register that fd names.
    public void fd(CpuPort c, long value) {
        c.fpr(word & 31, value);
    }

    public int cd() {
        return word & 7;
    }

    public int ca() {
        return word >>> 15 & 7;
    }

    public int fcsrd() {
        return word & 3;
    }

    public int fcsrj() {
        return word >>> 5 & 3;
    }

    public int cj() {
        return word >>> 5 & 7;
    }

    public int ui5() {
        return word >>> 10 & 31;
    }

    public int ui6() {
        return word >>> 10 & 63;
    }

    public int ui12() {
        return word >>> 10 & 0xfff;
    }

    public int si12() {
        return word << 10 >> 20;
    }

    public int si14() {
        return word << 8 >> 18;
    }

    public int si16() {
        return word << 6 >> 16;
    }

    public int si20() {
        return word << 7 >> 12;
    }

    /// In bytes.
    public int offs16() {
        return word << 6 >> 16 << 2;
    }

    /// In bytes.
    public int offs21() {
        return (word << 27 >> 11 | word >>> 10 & 0xffff) << 2;
    }

    /// In bytes.
    public int offs26() {
        return (word << 22 >> 6 | word >>> 10 & 0xffff) << 2;
    }

    public int sa2() {
        return word >>> 15 & 3;
    }

    public int sa3() {
        return word >>> 15 & 7;
    }

    public int msbw() {
        return word >>> 16 & 31;
    }

    public int lsbw() {
        return word >>> 10 & 31;
    }

    public int msbd() {
        return word >>> 16 & 63;
    }

    public int lsbd() {
        return word >>> 10 & 63;
    }

    public int code() {
        return word & 0x7fff;
    }

    public int hint() {
        return word & 0x7fff;
    }

    public int level() {
        return word & 0x7fff;
    }

    public int csr() {
        return word >>> 10 & 0x3fff;
    }

    public int level8() {
        return word >>> 10 & 0xff;
    }

    public int seq8() {
        return word >>> 10 & 0xff;
    }

    public int code5() {
        return word & 31;
    }

    public int hint5() {
        return word & 31;
    }

    public int op5() {
        return word & 31;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Operands that && row == that.row && word == that.word;
    }

    @Override
    public int hashCode() {
        return word;
    }

    @Override
    public String toString() {
        return Disassembler.disassemble(word);
    }
}
