package kprobarium.isa;

import java.util.List;

/// A part of a CPU that software switches on in `CSR.EUEN`; instructions that need one that is off raise its exception.
public enum Unit {
    /// What is never off.
    BASE,
    /// Floating point: `EUEN.FPE`, [Ecode#FPD].
    FLOAT,
    /// 128-bit vectors: `EUEN.SXE`, [Ecode#SXD].
    LSX,
    /// 256-bit vectors: `EUEN.ASXE`, [Ecode#ASXD].
    LASX;

    /// The unit whose registers an instruction names.
    static Unit of(List<Operand> fields) {
        for (Operand field : fields) {
            switch (field.kind()) {
                case FPR, FCC, FCSR -> {
                    return FLOAT;
                }
                case GPR, UNSIGNED, SIGNED, OFFSET -> { }
            }
        }
        return BASE;
    }
}
