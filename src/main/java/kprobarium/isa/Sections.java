package kprobarium.isa;

import java.util.EnumMap;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The sections of [Insn], each by its first row; in the table their titles stand as comments.
final class Sections {
    private static final NavigableMap<Insn, String> TITLES = titles();

    private Sections() {
    }

    static String of(Insn row) {
        return TITLES.floorEntry(row).getValue();
    }

    private static NavigableMap<Insn, String> titles() {
        EnumMap<Insn, String> titles = new EnumMap<>(Insn.class);
        titles.put(Insn.ADD_W, "Arithmetic operation");
        titles.put(Insn.SLL_W, "Bit-shift");
        titles.put(Insn.EXT_W_H, "Bit-manipulation");
        titles.put(Insn.BEQZ, "Branch");
        titles.put(Insn.LD_B, "Common memory access");
        titles.put(Insn.LDGT_B, "Bound check memory access");
        titles.put(Insn.AMCAS_B, "Atomic memory access");
        titles.put(Insn.DBAR, "Barrier");
        titles.put(Insn.CRC_W_B_W, "CRC check");
        titles.put(Insn.SYSCALL, "Other miscellaneous");
        titles.put(Insn.FADD_S, "Floating-point arithmetic operation");
        titles.put(Insn.FCMP_CAF_S, "Floating-point compare");
        titles.put(Insn.FCVT_S_D, "Floating-point conversion");
        titles.put(Insn.FMOV_S, "Floating-point move");
        titles.put(Insn.FLD_S, "Floating-point common memory access");
        titles.put(Insn.FLDGT_S, "Floating-point bound check memory access");
        titles.put(Insn.CSRRD, "CSR access");
        titles.put(Insn.IOCSRRD_B, "IOCSR access");
        titles.put(Insn.CACOP, "Cache maintenance");
        titles.put(Insn.TLBCLR, "TLB maintenance");
        titles.put(Insn.LDDIR, "Software page walk");
        titles.put(Insn.ERTN, "Other privileged");
        return new TreeMap<>(titles);
    }
}
