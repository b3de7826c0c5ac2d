package kprobarium.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Invariant;
import kprobarium.experiment.LitmusText;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Quantifier;
import kprobarium.experiment.Verdict;

/// The ways in which schedules end, as herd7 and litmus7 print them, so that their users read it at once and tools such as mcompare7 take
/// it.
///
/// ```
/// Test disarm-race/v1 Allowed
/// States 3
/// 1204 :> 1:a0=42; p.hits=1; oops=none; oops.at=none;      # kp1-6M20H-0-4S1F, no preemption, 31 steps
/// 57   *> 1:a0=41; p.hits=0; oops=do_bp; oops.at=foo+0x8;  # kp1-6M20H-2-C80R, 1 preemption, 19 steps
/// Ok
/// Witnesses
/// Positive: 57 Negative: 1204
/// Condition exists (oops=do_bp)
/// Observation disarm-race/v1 Sometimes 57 1204 (exhaustive, schedules)
/// Hash=0d51000
/// ```
///
/// A row is one way to end: how many schedules do, `*>` where it is a witness of the condition (of `forall`, against it), and what was
/// observed. Behind `#`, where the tools read no further, are a token that replays a shortest schedule to it, and how short that is. The
/// word below the rows is about the printed condition alone: `Ok`, `No`, or `??` where the search could not say. `Observation` ends with
/// what kind of search counted what. `Hash` is the digest in the tokens of this test. A test's name is that of the experiment, its
/// variant and the kernel, with `_` for what a name cannot have.
///
/// @param kind    herd7's word for the condition: `Allowed`, `Forbidden` or `Required`
/// @param answer  `Ok`, `No`, `??`, or `Undef` where there was nothing to explore
/// @param holding how many schedules, or what else is counted, end where the condition's predicate holds
/// @param others  how many end elsewhere
/// @param counted what is counted by what kind of search, `exhaustive, schedules`
public record OutcomeTable(String name, String kind, List<Row> rows, String answer, Quantifier quantifier, double holding, double others,
        String condition, String counted, String hash) {

    /// One way to end.
    ///
    /// @param witness  whether it is one of the condition
    /// @param bindings `1:a0=42; p.hits=1;`
    /// @param token    empty if no schedule to it is known
    public record Row(Exploration.Row of, String count, boolean witness, String bindings, String token) {
        /// All up to the remark, in columns of these widths.
        public String text(int countWidth, int bindingsWidth) {
            return pad(count, countWidth) + (witness ? " *> " : " :> ") + pad(bindings, bindingsWidth);
        }
    }

    private static final Pattern OOPS = Pattern.compile("oops in (\\S+) at (.+)");

    /// `found` has passed the expectation's filter. The verdict matters only where it is [vacuous][Verdict#VACUOUS].
    public static OutcomeTable of(String name, Expectation expectation, Exploration found, Verdict verdict,
            Function<Exploration.Witness, String> token, String hash) {
        Expectation.Line condition = expectation.summary();
        Columns columns = Columns.of(found, condition.predicate(), expectation.lines());
        List<Row> rows = new ArrayList<>();
        double holding = 0;
        double others = 0;
        for (Exploration.Row row : found.endings()) {
            boolean holds = expectation.summaryHolds(row.ending()::holds);
            if (holds) holding += row.schedules();
            else others += row.schedules();
            boolean witness = holds != (condition.quantifier() == Quantifier.FORALL);
            rows.add(new Row(row, count(row.schedules()), witness, columns.bindings(row.ending()), row.witness().map(token).orElse("")));
        }
        return new OutcomeTable(name, kind(condition.quantifier()), List.copyOf(rows),
                verdict == Verdict.VACUOUS ? "Undef" : answer(condition.quantifier(), holding, others, found.effort().assurance()),
                condition.quantifier(), holding, others, LitmusText.condition(condition, columns.oopses()),
                kindOfSearch(found.effort().assurance()) + ", " + found.effort().unit().plural, hash);
    }

    /// What the rows have in common: mcompare7 wants each to have the same locations.
    ///
    /// @param oopses how many deaths there are at most
    /// @param broken the invariants that are broken anywhere, or asked about, each by the number of its line
    private record Columns(int oopses, boolean addresses, boolean end, Map<Integer, String> broken) {
        static Columns of(Exploration found, Predicate asked, List<Expectation.Line> lines) {
            List<Predicate> leaves = asked.leaves().toList();
            int deaths = found.endings().stream().mapToInt(row -> row.ending().oopses().size()).max().orElse(0);
            boolean asksForOops = leaves.stream().anyMatch(Predicate.Oops.class::isInstance);
            boolean asksForAddress = leaves.stream().anyMatch(leaf -> leaf instanceof Predicate.Oops(_, var at) && at.isPresent());
            boolean nothingElse = deaths == 0 && !asksForOops
                    && found.endings().stream().anyMatch(row -> row.ending().observed().isEmpty());
            boolean addresses = found.endings().stream().flatMap(row -> row.ending().oopses().stream())
                    .anyMatch(oops -> OOPS.matcher(oops).matches());
            return new Columns(Math.max(deaths, asksForOops ? 1 : 0), addresses || asksForAddress, nothingElse
                    || leaves.stream().anyMatch(leaf -> leaf instanceof Predicate.Livelock || leaf instanceof Predicate.Deadlock)
                    || found.endings().stream().anyMatch(row -> row.ending().verdict() != Ending.How.FINISHED),
                    broken(found, leaves, lines));
        }

        private static Map<Integer, String> broken(Exploration found, List<Predicate> asked, List<Expectation.Line> lines) {
            Map<Integer, String> broken = new TreeMap<>();
            for (int n = 0; n < lines.size(); n++) {
                int line = n;
                boolean anywhere = found.endings().stream().anyMatch(row -> row.ending().holds(line));
                Predicate predicate = lines.get(n).predicate();
                if (predicate instanceof Predicate.Broken(Invariant invariant) && (anywhere || asked.contains(predicate))) {
                    broken.put(n, LitmusText.broken(invariant));
                }
            }
            return broken;
        }

        String bindings(Ending ending) {
            Map<String, String> bindings = new LinkedHashMap<>();
            for (String observed : ending.observed()) {
                int equals = observed.lastIndexOf('=');
                bindings.put(LitmusText.location(observed.substring(0, equals)), observed.substring(equals + 1));
            }
            for (int n = 0; n < oopses; n++) {
                String death = n < ending.oopses().size() ? ending.oopses().get(n) : "none";
                Matcher oops = OOPS.matcher(death);
                boolean placed = oops.matches();
                bindings.put(LitmusText.oops(n), LitmusText.name(placed ? oops.group(1) : death));
                if (addresses) bindings.put(LitmusText.oops(n) + ".at", placed ? LitmusText.address(oops.group(2)) : "none");
            }
            broken.forEach((line, name) -> bindings.put(name, ending.holds(line) ? "1" : "0"));
            if (end) bindings.put("end", ending.verdict().name().toLowerCase(Locale.ROOT));
            return bindings.entrySet().stream().map(binding -> binding.getKey() + "=" + binding.getValue() + ";")
                    .collect(Collectors.joining(" "));
        }
    }

    private static String answer(Quantifier quantifier, double holding, double others, Assurance assurance) {
        boolean any = holding + others > 0;
        boolean all = any && assurance instanceof Assurance.Exhaustive;
        boolean assured = any && !(assurance instanceof Assurance.None);
        return switch (quantifier) {
            case EXISTS, SOMETIMES -> holding > 0 ? "Ok" : all ? "No" : "??";
            case NOT_EXISTS, NEVER, INVARIANT, WAIVED -> holding > 0 ? "No" : assured ? "Ok" : "??";
            case FORALL, ALWAYS -> others > 0 ? "No" : assured ? "Ok" : "??";
        };
    }

    private static String kind(Quantifier quantifier) {
        return switch (quantifier) {
            case EXISTS, SOMETIMES -> "Allowed";
            case NOT_EXISTS, NEVER, INVARIANT, WAIVED -> "Forbidden";
            case FORALL, ALWAYS -> "Required";
        };
    }

    private static String kindOfSearch(Assurance assurance) {
        return switch (assurance) {
            case Assurance.Exhaustive() -> "exhaustive";
            case Assurance.Bounded(int bound, var of) -> "at most " + bound + " " + of.plural;
            case Assurance.Sampled _ -> "sampled";
            case Assurance.None() -> "not all";
        };
    }

    /// `reentrant-probe[q.at_bar+0x4]/v1`: nothing but what every version of the tools takes for a name.
    public static String name(String variant, String kernel) {
        return (variant.replace(" [", "[").replace(", ", "][") + "/" + kernel).replaceAll("[^A-Za-z0-9_/.+\\[\\]-]", "_");
    }

    /// A count, which the tools read as 64 bits: what is more is as much as fits.
    private static String count(double n) {
        return Long.toString((long) n);
    }

    /// How many schedules bear the condition out, as herd7 counts them.
    public double positive() {
        return quantifier == Quantifier.NOT_EXISTS ? others : holding;
    }

    public double negative() {
        return quantifier == Quantifier.NOT_EXISTS ? holding : others;
    }

    /// `Never`, `Sometimes` or `Always`: how often the condition's predicate holds.
    public String observation() {
        return holding == 0 ? "Never" : others == 0 ? "Always" : "Sometimes";
    }

    /// What stands above the rows.
    public List<String> head() {
        return List.of("Test " + name + " " + kind, "States " + rows.size());
    }

    /// What stands below the rows.
    public List<String> foot() {
        return List.of(answer, "Witnesses", "Positive: " + count(positive()) + " Negative: " + count(negative()), "Condition " + condition,
                "Observation " + name + " " + observation() + " " + count(holding) + " " + count(others) + " (" + counted + ")",
                "Hash=" + hash);
    }

    public int countWidth() {
        return rows.stream().mapToInt(row -> row.count().length()).max().orElse(0);
    }

    public int bindingsWidth() {
        return rows.stream().mapToInt(row -> row.bindings().length()).max().orElse(0);
    }

    /// The whole, a line each, with a remark about each row.
    public String text(Function<Row, String> remark) {
        Stream<String> middle = rows.stream().map(row -> row.text(countWidth(), bindingsWidth()) + "  # " + remark.apply(row));
        return Stream.of(head().stream(), middle, foot().stream()).flatMap(lines -> lines).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
