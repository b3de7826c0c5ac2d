package kprobarium.experiment;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Terms and predicates as herd7 and litmus7 write them, so that their users, and tools such as mcompare7, can read them.
///
/// | here | there |
/// |---|---|
/// | `cpu1.a0` | `1:a0` |
/// | `mem(counter+0x8)` | `counter[1]` |
/// | `slot(p)+0x4`, `word(foo)`, `register_kprobe(p)` | `slot.p_0x4`, `word.foo`, `register_kprobe.p` |
/// | `oops in do_bp at foo+0x8` | `(oops=do_bp /\ oops.at=foo+0x8)`, of the second to die `oops.2` |
/// | `livelock` | `end=livelock` |
/// | `broken(irqs-restored)` | `broken.irqs_restored=1` |
public final class LitmusText {
    private static final Pattern OF_CPU = Pattern.compile("cpu([0-9]+)\\.(.+)");
    private static final Pattern DATA = Pattern.compile("mem\\(([A-Za-z0-9_.$]+)(?:\\+0x([0-9a-f]+))?\\)");
    private static final int DOUBLEWORD = 8;
    /// Nobody died: what the first to die would be.
    private static final String NOBODY = oops(0) + "=none";

    private LitmusText() {
    }

    /// A term's canonical text, as a location.
    public static String location(String term) {
        Matcher ofCpu = OF_CPU.matcher(term);
        if (ofCpu.matches()) {
            return ofCpu.group(1) + ":" + ofCpu.group(2);
        }
        Matcher data = DATA.matcher(term);
        if (data.matches()) {
            long offset = data.group(2) == null ? 0 : Long.parseUnsignedLong(data.group(2), 16);
            if (offset == 0) {
                return "[" + data.group(1) + "]";
            }
            if (offset % DOUBLEWORD == 0) {
                return data.group(1) + "[" + Long.divideUnsigned(offset, DOUBLEWORD) + "]";
            }
        }
        return name(term);
    }

    /// What an address, a C function or a sentence is called where a name has to stand.
    public static String name(String text) {
        String name = text.replace("()", "").replace('(', '.').replace(")", "").replaceAll("[^A-Za-z0-9_.$]+", "_");
        return name.matches("[A-Za-z_.$].*") ? name : "_" + name;
    }

    /// An address as a value: `foo+0x8`, `slot.p+0x4`.
    public static String address(String where) {
        int plus = where.lastIndexOf("+0x");
        return plus < 0 ? where.startsWith("0x") ? where : name(where) : name(where.substring(0, plus)) + where.substring(plus);
    }

    /// The location that holds the function in which the CPU died that was the n-th to die, from 0.
    public static String oops(int n) {
        return n == 0 ? "oops" : "oops." + (n + 1);
    }

    /// The location that says whether an invariant is broken.
    public static String broken(Invariant invariant) {
        return name("broken." + invariant.word());
    }

    /// `exists (1:a0=41 /\ oops=do_bp)`.
    ///
    /// @param oopses for how many deaths the table has locations
    public static String condition(Expectation.Line line, int oopses) {
        return line.quantifier().word() + " (" + text(line.predicate(), oopses) + ")";
    }

    private static String text(Predicate predicate, int oopses) {
        return switch (predicate) {
            case Predicate.Oops(var function, var at) when function.isEmpty() && at.isEmpty() -> "~(" + NOBODY + ")";
            case Predicate.Oops oops -> anyOf(IntStream.range(0, Math.max(1, oopses)).mapToObj(n -> died(oops, n)).toList());
            case Predicate.Warning _, Predicate.Panic _ -> predicate.toString();
            case Predicate.Livelock _ -> "end=livelock";
            case Predicate.Deadlock _ -> "end=deadlock";
            case Predicate.Broken(Invariant invariant) -> broken(invariant) + "=1";
            case Predicate.Compare compare -> comparison(compare);
            case Predicate.Not(Predicate.Oops(var function, var at)) when function.isEmpty() && at.isEmpty() -> NOBODY;
            case Predicate.Not(Predicate of) -> "~(" + text(of, oopses) + ")";
            case Predicate.And(List<Predicate> of) -> of.isEmpty() ? "true" : joined(of, " /\\ ", oopses);
            case Predicate.Or(List<Predicate> of) -> of.isEmpty() ? "false" : joined(of, " \\/ ", oopses);
        };
    }

    private static String joined(List<Predicate> of, String by, int oopses) {
        return of.stream().map(part -> {
            String text = text(part, oopses);
            boolean grouped = part instanceof Predicate.And || part instanceof Predicate.Or;
            return grouped && !text.startsWith("(") ? "(" + text + ")" : text;
        }).collect(Collectors.joining(by));
    }

    private static String anyOf(List<String> ways) {
        return ways.size() == 1 ? ways.getFirst() : "(" + String.join(" \\/ ", ways) + ")";
    }

    private static String died(Predicate.Oops oops, int n) {
        List<String> parts = Stream.concat(
                oops.function().map(function -> oops(n) + "=" + name(function)).stream(),
                oops.at().map(at -> oops(n) + ".at=" + address(at.toString())).stream()).toList();
        return parts.size() == 1 ? parts.getFirst() : "(" + String.join(" /\\ ", parts) + ")";
    }

    private static String comparison(Predicate.Compare compare) {
        boolean turned = compare.left().isConstant() && !compare.right().isConstant();
        Term left = turned ? compare.right() : compare.left();
        Term right = turned ? compare.left() : compare.right();
        return switch (compare.op()) {
            case EQ -> location(left.toString()) + "=" + value(right);
            case NE -> "~(" + location(left.toString()) + "=" + value(right) + ")";
            case LE, GE, LT, GT -> location(compare.left().toString()) + compare.op().word() + value(compare.right());
        };
    }

    private static String value(Term term) {
        return switch (term) {
            case Term.Number number -> number.toString();
            case Term.Named(Constant constant) -> Long.toString(constant.value());
            case Term.SymbolAddress address -> address.toString();
            case Term.ProbePointer(String probe) -> probe;
            case Term.Register _, Term.TaskRegister _, Term.Pc _, Term.OfCpu _, Term.OfProbe _, Term.Slot _, Term.SlotsUsed _,
                    Term.InstructionWord _, Term.Data _, Term.Returned _ ->
                location(term.toString());
        };
    }
}
