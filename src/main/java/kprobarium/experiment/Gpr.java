package kprobarium.experiment;

import java.util.List;

/// The general registers' ABI names, by number.
public final class Gpr {
    /// `zero` is 0 and `s8` is 31; 21 is the kernel's per-CPU base, which has no ABI name but `r21`.
    public static final List<String> NAMES = List.of(
            "zero", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
            "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "r21",
            "fp", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8");

    private Gpr() {
    }

    public static String name(int number) {
        return NAMES.get(number);
    }

    /// The register called `name`, as `a0` or as `r4`; -1 if there is none.
    public static int number(String name) {
        if (name.matches("r[0-9]{1,2}") && (name.length() == 2 || name.charAt(1) != '0')) {
            int number = Integer.parseInt(name.substring(1));
            return number < 32 ? number : -1;
        }
        return NAMES.indexOf(name);
    }
}
