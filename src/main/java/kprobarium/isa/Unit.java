package kprobarium.isa;

/// The part of a CPU that executes an instruction; each but the first can be switched off.
public enum Unit {
    BASE("the base architecture", Ecode.INE),
    FLOAT("floating point", Ecode.FPD),
    LSX("128-bit vectors", Ecode.SXD),
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
}
