package kprobarium.experiment.file;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import kprobarium.experiment.Constant;
import kprobarium.experiment.CpuField;
import kprobarium.experiment.Gpr;
import kprobarium.experiment.Invariant;
import kprobarium.experiment.KprobesFunction;
import kprobarium.experiment.Op;
import kprobarium.experiment.ProbeField;
import kprobarium.experiment.Search;
import kprobarium.experiment.Word;

/// What a single word or phrase of a file can be: how a diagnostic calls it, and the pattern that an editor checks
/// while the file is written. The pattern knows the vocabularies and not the names of the experiment; those only the
/// reader knows.
enum Notion {
    NAME("a name such as `disarm-race`", "[a-z0-9]+(-[a-z0-9]+)*", "Lower-case words joined by hyphens."),
    SENTENCE("a sentence", "[\\s\\S]*\\S[\\s\\S]*", "Free text."),
    ASSEMBLY("assembly, after `|`", "[\\s\\S]*\\S[\\s\\S]*",
            "LoongArch assembly as a block after `|`, with `#` comments and the usual pseudo-instructions. "
                    + "Labels that begin with `.L` are local to it and known nowhere else."),
    PROGRAM("a file such as `guests/list.elf`", "(?!\\.\\.|.*/\\.\\.)[A-Za-z0-9._+-]+(/[A-Za-z0-9._+-]+)*",
            "The name of a file, with its folder as seen from the experiment's own; nothing above that."),
    PROBE("a probe's name such as `p`", Patterns.PROBE,
            "Lower-case letter first, then letters, digits and `_`; no label's name and no word of the predicates."),
    CPU("a CPU's number, 0 to 15,", "(0|[1-9]|1[0-5])", "Numbers from 0 without a gap, at most 16 CPUs."),
    CPU_NAME("a CPU such as `cpu0`", "cpu(0|[1-9]|1[0-5])", "`cpu` and its number."),
    TASK("a task's name such as `worker`", "[a-z][a-z0-9_]*",
            "Lower-case letter first, then letters, digits and `_`; not `cpu0` and the like."),
    INTERRUPT("an interrupt's name such as `tick`", "[a-z][a-z0-9_]*", "Lower-case letter first, then letters, digits and `_`."),
    KERNEL("a kernel such as `v1` or `linux-6.3+badi`", "[a-z0-9.-]+(\\+[a-z0-9-]+)*( under [a-z]+(, [a-z]+)*)?",
            "A version, then patches: `version(+patch)*`. `v1 under pipeline, window` speaks of these fetch models alone."),
    SETTING("a setting such as `p.at`", Patterns.PROBE + "\\.[a-z_]+", "A probe's key, `p.at`, or the machine's, `machine.fetch`."),
    SETTING_VALUE("a value", ".*\\S.*", "What the key itself would take."),
    ADDRESS("an address such as `foo+0x8`", Patterns.SYMBOL_OFFSET, "A label of the text and an offset in hexadecimal: `foo`, `foo+0x8`."),
    INSTRUCTION("an instruction's name such as `break`", "[a-z][a-z0-9_.]*", "A mnemonic, or `nop`."),
    LABEL("a label of the text or the data", Patterns.SYMBOL, "A label that stands first on its line."),
    PLACE("a place in the text such as `foo_fixup`", Patterns.SYMBOL_OFFSET, "A label of the text, with an offset or without."),
    GPR("a register such as `a0`", "r[0-9]+|" + Patterns.alternatives(Gpr.NAMES), "A general register by its ABI name or number."),
    HANDLER("`none`, `count` or a label of the text", Patterns.SYMBOL,
            "`none`; `count`, a handler of the simulator's that only counts and returns 0; or a label of the text, "
                    + "whose code runs on the CPU that hit."),
    FUNCTION("a label of the text", Patterns.SYMBOL, "A label of the text; the function reaches to the next label."),
    CALL("a call such as `foo(41)`", "(user\\s+)?(" + Patterns.SYMBOL + ")\\s*\\(.*\\)",
            "A label of the text with numbers for `$a0`, `$a1`, …; a kprobes function with its probes; or `wait(cpu0)`."),
    KPROBE_EVENT("a command such as `p:e foo+0x8 a=%r4`", "[pr][0-9]*(:\\S*)?\\s+\\S.*",
            "A line of tracefs's `kprobe_events` that defines an event, in the kernel's own grammar."),
    SEARCH("a search such as `exhaustive`",
            Patterns.SEARCH,
            "A method, with bounds: `exhaustive`, `exhaustive, at most 100k states or 30 s`, `pct 3, 10k schedules`."),
    PREDICATE("a predicate such as `cpu0.a0 == 42`", Patterns.PREDICATE, "A question about the end of one schedule that is true or not."),
    CONDITION("a condition such as `(0:a0=1 /\\ 1:a0=0)`", Patterns.PREDICATE,
            "A predicate, as a litmus test writes it or as here: `(1:a0=41 \\/ oops)`."),
    DEFECT("a row's id such as `M3`", "[A-Z]+[0-9]+[a-z]?",
            "A letter and a number: M for what is open, V for v1, H for what upstream has fixed since, "
                    + "X for what exploration found."),
    CURE("a patch such as `badi`", "[a-z0-9-]+(\\+[a-z0-9-]+)*", "The name of a patch, or several joined by `+`."),
    TERM("a value such as `cpu0.a0`", Patterns.TERM, "A value that the end of a schedule can be asked for.");

    private static final int LONGEST = 200;

    private static final class Patterns {
        static final String PROBE = "[a-z_][A-Za-z0-9_]*";
        static final String SYMBOL = "[A-Za-z_.$][A-Za-z0-9_.$]*";
        static final String OFFSET = "(\\+0x[0-9A-Fa-f]+)?";
        static final String SYMBOL_OFFSET = SYMBOL + OFFSET;
        static final String SLOT = "slot\\(\\s*" + PROBE + "\\s*\\)" + OFFSET;
        static final String ADDRESS = "(" + SLOT + "|(?!cpu[0-9]+\\.)" + SYMBOL_OFFSET + ")";
        static final String SEARCH = Arrays.stream(Search.Method.values()).map(Patterns::search).collect(Collectors.joining("|"));
        static final String TERM = "([a-z][a-z0-9_]*\\.(r[0-9]+|" + alternatives(Gpr.NAMES)
                + ")|(cpu[0-9]+\\.|P?[0-9]+:)(pc|r[0-9]+|" + alternatives(Gpr.NAMES) + "|" + words(CpuField.values()) + ")"
                + "|" + PROBE + "\\.(" + words(ProbeField.values()) + ")|slots\\.used|(word|mem)\\(\\s*" + ADDRESS + "\\s*\\)"
                + "|(" + words(KprobesFunction.values()) + ")\\s*\\(\\s*(" + PROBE + "\\s*(,\\s*" + PROBE + "\\s*)*)?\\)"
                + "|" + words(Constant.values())
                + "|0x[0-9A-Fa-f]+|-?[0-9]+|\\[\\s*" + ADDRESS + "\\s*\\]|" + SYMBOL + "\\[[0-9]+\\]|" + ADDRESS + ")";
        static final String QUESTION = "(true|false|oops(\\s+in\\s+\\w+)?(\\s+at\\s+" + ADDRESS
                + ")?|warning(\\s+in\\s+\\w+)?|panic|livelock|deadlock|"
                + "broken\\(\\s*(" + words(Invariant.values()) + ")\\s*\\)|"
                + TERM + "\\s*(" + words(Op.values()) + "|<>|=)\\s*" + TERM + ")";
        static final String NOT = "\\s*((~|not\\b|\\()\\s*)*";
        /// Parentheses are not counted: that only the reader can do.
        static final String PREDICATE = NOT + QUESTION + "[\\s)]*((/\\\\|\\\\/)" + NOT + QUESTION + "[\\s)]*)*";

        private static String search(Search.Method method) {
            String name = method.word().replace(" ", "\\s+") + (method.takesParameter() ? "\\s+[0-9]{1,3}" : "");
            String bound = "[0-9]+[kM]?\\s*(" + method.counts().unit() + "?|ms|s|min)";
            String bounds = bound + "(\\s+or\\s+" + bound + ")?";
            if (method.isSampling()) return name + "\\s*,\\s*" + bounds;
            return method.counts() == Search.Counts.NOTHING ? name : name + "(\\s*,\\s*at\\s+most\\s+" + bounds + ")?";
        }

        static String words(Word[] words) {
            return alternatives(Arrays.stream(words).map(Word::word).toList());
        }

        static String alternatives(List<String> words) {
            return words.stream().map(word -> word.replace(".", "\\.")).collect(Collectors.joining("|"));
        }
    }

    private final String words;
    private final String pattern;
    private final String doc;
    private final Pattern compiled;

    Notion(String words, String pattern, String doc) {
        this.words = words;
        this.pattern = "^(" + pattern + ")$";
        this.doc = doc;
        this.compiled = Pattern.compile(pattern);
    }

    /// As a diagnostic calls it: `a call such as `foo(41)``.
    String words() {
        return words;
    }

    /// An ECMA-262 regular expression, anchored, which is also Java's.
    String pattern() {
        return pattern;
    }

    String doc() {
        return doc;
    }

    /// Whether a text has this look. One that is no free text and longer than a line has not, whatever the pattern says.
    boolean matches(String text) {
        return (text.length() <= LONGEST || this == SENTENCE || this == ASSEMBLY) && compiled.matcher(text).matches();
    }
}
