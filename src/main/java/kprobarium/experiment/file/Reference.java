package kprobarium.experiment.file;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import kprobarium.experiment.Constant;
import kprobarium.experiment.CpuField;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Invariant;
import kprobarium.experiment.KprobesFunction;
import kprobarium.experiment.Op;
import kprobarium.experiment.ProbeField;
import kprobarium.experiment.Search;
import kprobarium.experiment.Word;
import kprobarium.kernel.Kernels;

/// The format as a page for people, in Markdown: the table of keys and the vocabularies, with the sentences they carry.
public final class Reference {
    private Reference() {
    }

    /// The page, for a folder that holds the experiments of `catalogue`.
    public static String text(List<Experiment> catalogue) {
        var page = new StringBuilder();
        page.append("""
                <!-- Generated from the table of keys, kprobarium.experiment.file.Key, and the files here; a test keeps it fresh. -->
                # Experiments

                An experiment is one YAML file: a few instructions, probes in them, what each CPU calls, and what is expected of
                which kernel. Every file here is run by the tests. [FINDINGS.md](FINDINGS.md) tells what they say of today's kernel.

                """);
        rows(page, List.of("experiment", "about"), catalogue.stream()
                .map(e -> List.of("[" + e.name() + "](" + e.name() + ".yaml)", e.about())).toList());
        page.append("""

                An editor that knows `../schema/experiment.schema.json` completes keys and words. Names, such as labels, probes and
                kernels, are checked when the file is read, and every mistake is reported with its line and column. There are
                no bare `on`, `off`, `yes` and `no`; anchors and aliases, `&ok` and `*ok`, save repeating an expectation.

                """);
        for (Table table : Table.values()) {
            page.append("## ").append(table.title()).append("\n\n");
            rows(page, List.of("key", "value", "without it", "what it says"), table.keys().stream().map(Reference::row).toList());
            page.append('\n');
        }
        page.append("## Values\n\n");
        rows(page, List.of("value", "form"), Arrays.stream(Notion.values()).map(n -> List.of(n.words(), n.doc())).toList());
        page.append("""

                ### Calls

                A CPU's calls run in order. `foo(41)` calls the label `foo` of the text with 41 in `$a0`; `wait(cpu0)` goes on when CPU 0's
                list has ended; `user foo()` calls a label with a user page in user mode, and `munmap(buf)` takes such a page away. In a \
                `[ ]` list a comma ends the entry, so a call with two arguments is quoted: `"foo(1, 2)"`. Kprobes
                functions take a probe:

                """);
        words(page, KprobesFunction.values());
        page.append("""

                ### Search

                | search | what is played |
                |---|---|
                """);
        for (Search.Method method : Search.Method.values()) page.append("| `%s` | %s |\n".formatted(method.example(), method.doc()));
        page.append("""

                Bounds may be left out but for the number of schedules to draw; what is drawn can refute `never` and `always`,
                and where it does not, they are met with the probability that the report names. Counts take `k` and `M`; times are in \
                `ms`, `s` or `min`.

                ### Predicates

                `oops`, `oops in do_bp`, `oops at slot(p)+0x4`, `warning`, `warning in reenter_kprobe`, `panic`, `livelock`, `deadlock`,
                `broken(irqs-restored)`, or two terms compared: `cpu1.a0 == 42`. `in`
                names the last trap or kprobes function that declined the exception, `at` the exception return address. Values
                are signed 64-bit numbers, but compare as unsigned where one side is an address or written in hexadecimal.
                `~` is not, `/\\` is and, `\\/` is or; `/\\` binds closer, and parentheses group: `~(oops \\/ livelock) /\\ p.hits == 0`.

                """);
        rows(page, List.of("term", "value"), List.of(
                List.of("`cpu1.a0`, `cpu1.r4`, `cpu1.pc`", "A register by its ABI name or number, and the address to execute next."),
                List.of("`cpu0.crmd.ie`", "A field of a CPU, see below."),
                List.of("`p.nmissed`", "A field of a probe, see below."),
                List.of("`p`", "The probe itself, as `current_kprobe` points to it."),
                List.of("`foo`, `foo+0x8`", "An address in text or data."),
                List.of("`slot(p)`, `slot(p)+0x4`", "An address in the probe's instruction slot."),
                List.of("`slots.used`", "How many slots are taken."),
                List.of("`word(foo+0x8)`", "The 32-bit instruction word in memory."),
                List.of("`mem(counter)`", "The 64 bits of data in memory."),
                List.of("`register_kprobe(p)`", "What the latest such call returned."),
                List.of("`42`, `-1`, `0x2a`, `-EINVAL`", "A number, or a constant, see below.")));
        page.append("\nComparisons: ").append(Table.quoted(List.of(Op.values()))).append(".\n\nFields of a CPU:\n\n");
        words(page, CpuField.values());
        page.append("\nFields of a probe:\n\n");
        words(page, ProbeField.values());
        page.append("\nConstants:\n\n");
        words(page, Constant.values());
        page.append("""

                ### Invariants

                Some things hold whatever the experiment, and are checked at the end of every schedule, on every kernel. They speak of
                schedules that end with the kernel alive and every call returned. An oops, a livelock, a deadlock is worse already, and
                without probes there is nothing to ask. A kernel that breaks one has not met what is expected of it, and the report shows
                the shortest schedule to that, unless `waive` names it for this kernel. A waiver that a complete search finds no need
                for is reported. `broken(irqs-restored)` is a predicate, too: a schedule ended well but for that.

                For `effects-as-unprobed` the experiment is explored once more without its probes, and all that its guest calls can
                leave there in registers and data is what they may leave with them. Where that takes more than 20,000 states it is not
                asked. Where a probe has a handler in the text, which may write data on purpose, the registers alone are compared.

                | invariant | what is kept | why |
                |---|---|---|
                """);
        for (Invariant invariant : Invariant.values()) {
            page.append("| `%s` | %s | %s |\n".formatted(invariant.word(), invariant.doc(), invariant.source()));
        }
        page.append("""

                ### Conditions

                A kernel has at most one condition, under `exists`, `~exists` or `forall`: its own, or else the file's. With a condition
                for the file, `v1: {}` expects just that of v1. It stands beside what is under `never`, `sometimes` and `always`, and
                heads the table of outcomes; where there is none, the table shows whether something under `sometimes` exists, or
                whether all that is under `always` holds and nothing under `never`.

                Predicates can be written as in litmus tests, here and everywhere:

                | in a litmus test | is |
                |---|---|
                | `1:a0=42`, `P1:a0=42` | `cpu1.a0 == 42` |
                | `counter=1`, `[counter]=1` | `mem(counter) == 1`, what is in memory there; with `==`, `counter` is its address |
                | `counter[2]=1` | `mem(counter+0x10) == 1` |
                | `not oops`, `0:a0<>1` | `~oops`, `cpu0.a0 != 1` |
                | `true`, `false` | what holds at every end, and at none |
                """);
        page.append("\n## Kernels\n\nThe keys under `expect`: a version, then the patches stacked on it, `v1+recheck`.\n\n");
        rows(page, List.of("version", "which it is"),
                Kernels.VERSIONS.stream()
                        .map(v -> List.of(v.names().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
                                v.sentence())).toList());
        page.append('\n');
        rows(page, List.of("patch", "what it does"),
                Kernels.PATCHES.stream().map(p -> List.of("`" + p.name() + "`", p.sentence())).toList());
        page.append("\n## Words\n");
        for (Key key : Key.values()) {
            List<? extends Word> words = switch (key.shape()) {
                case Shape.OneOf(var some) -> some;
                case Shape.SomeOf(var some) -> some;
                case Shape _ -> List.of();
            };
            if (words.isEmpty()) continue;
            page.append("\n`").append(key.word()).append("`:\n\n");
            words(page, words.toArray(Word[]::new));
        }
        return page.toString();
    }

    private static List<String> row(Key key) {
        String without = key.absent().allowed() ? key.absent().value().map(v -> "`" + v + "`").orElse("nothing")
                : key.absent().instead().map(other -> "required, or `" + other + "`").orElse("required");
        String value = switch (key.shape()) {
            case Shape.Keys(Table table) -> "a mapping, see " + table.title().replace("`", "");
            case Shape.Named(Notion name, Shape.Keys(Table table)) -> "for each of " + name.words() + ": a mapping, see " + table.title();
            case Shape.Named(Notion name, Shape.Short(Notion notion, Table table)) ->
                "for each of " + name.words() + ": " + notion.words() + ", or a mapping, see " + table.title();
            case Shape shape -> shape.expected();
        };
        return List.of("`" + key.word() + "`", value, without, key.doc());
    }

    private static void words(StringBuilder page, Word[] words) {
        rows(page, List.of("word", "meaning"), Arrays.stream(words).map(w -> List.of("`" + w.word() + "`", w.doc())).toList());
    }

    private static void rows(StringBuilder page, List<String> head, List<List<String>> rows) {
        page.append(line(head)).append(head.stream().map(_ -> "---").collect(Collectors.joining("|", "|", "|\n")));
        rows.forEach(row -> page.append(line(row)));
    }

    private static String line(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|").replace('\n', ' ')).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
