package kprobarium.isa;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Names of registers: `$a0` is `$r4`, as the ABI has it.
public final class Registers {
    private static final List<String> ABI = List.of(
            "zero", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3",
            "t4", "t5", "t6", "t7", "t8", "r21", "fp", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8");
    private static final Map<String, Integer> NUMBERS = numbers();

    private Registers() {
    }

    /// The ABI name of general register 0–31, without the `$`.
    public static String name(int gpr) {
        return ABI.get(gpr);
    }

    /// The name of a register of any kind, without the `$`: `a0`, `fa0`, `fcc0`.
    static String name(Operand.Kind kind, int number) {
        return switch (kind) {
            case GPR -> name(number);
            case FPR -> number < 8 ? "fa" + number : number < 24 ? "ft" + (number - 8) : "fs" + (number - 24);
            case FCC -> "fcc" + number;
            case FCSR -> "fcsr" + number;
            case VR -> "vr" + number;
            case XR -> "xr" + number;
            case UNSIGNED, SIGNED, OFFSET -> throw new IllegalArgumentException(kind + " is no register");
        };
    }

    /// The number of a floating point register named without the `$`: `fa0`, `f0`; -1 when there is none.
    static int fprNumber(String name) {
        for (int number = 0; number < 32; number++) {
            if (name.equals(name(Operand.Kind.FPR, number)) || name.equals("f" + number)) {
                return number;
            }
        }
        return -1;
    }

    /// The number of a register named without the `$`: `a0`, `r4`, `s9` (which is `fp`); -1 when there is none.
    public static int number(String name) {
        return NUMBERS.getOrDefault(name, -1);
    }

    /// All names that [#number] knows.
    public static Iterable<String> names() {
        return NUMBERS.keySet();
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (int gpr = 0; gpr < 32; gpr++) {
            numbers.put(ABI.get(gpr), gpr);
            numbers.put("r" + gpr, gpr);
        }
        numbers.put("s9", 22);
        return Collections.unmodifiableMap(numbers);
    }
}
