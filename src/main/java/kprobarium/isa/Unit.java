package kprobarium.isa;

import java.util.List;

/// A part of a CPU that software switches on in `CSR.EUEN`, but the first; an instruction that needs one that is off raises its exception.
public enum Unit {
    /// What is never off.
    BASE("the base architecture", Ecode.INE),
    /// `EUEN.FPE`.
    FLOAT("floating point", Ecode.FPD),
    /// `EUEN.SXE`.
    LSX("128-bit vectors", Ecode.SXD),
    /// `EUEN.ASXE`.
    LASX("256-bit vectors", Ecode.ASXD);

    private final String title;
    private final Ecode disabled;

    Unit(String title, Ecode disabled) {
        this.title = title;
        this.disabled = disabled;
    }

    public String title() {
        return title;
    }

    /// The exception that its instructions raise where there is no such unit or it is switched off.
    public Ecode disabled() {
        return disabled;
    }

    /// The unit whose registers an instruction names.
    static Unit of(List<Operand> fields) {
        Unit unit = BASE;
        for (Operand field : fields) {
            unit = switch (field.kind()) {
                case FPR, FCC, FCSR -> unit == BASE ? FLOAT : unit;
                case VR -> LSX;
                case XR -> LASX;
                case GPR, UNSIGNED, SIGNED, OFFSET -> unit;
            };
        }
        return unit;
    }
}
