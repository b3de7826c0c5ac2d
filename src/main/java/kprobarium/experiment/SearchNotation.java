package kprobarium.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Reads how schedules are searched for, and how far.
///
/// ```
/// search := METHOD [N] [', at most' bound ['or' bound]] | SAMPLER [N] ',' bound ['or' bound]
/// bound  := COUNT ('states' | 'executions' | 'schedules') | COUNT ('ms' | 's' | 'min')
/// ```
public final class SearchNotation extends Words {
    private static final Pattern COUNT = Pattern.compile("[0-9]+[kM]?(?=\\b|(ms|s|min|states?|executions?|schedules?)\\b)");
    private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");
    private static final long MAX_COUNT = 1_000_000_000_000L;

    private SearchNotation(String text) {
        super(text, Names.NONE);
    }

    public static Reading<Search> search(String text) {
        var notation = new SearchNotation(text);
        return notation.whole(notation::search);
    }

    private Search search() throws Refusal {
        Search.Method method = method();
        int parameter = method.takesParameter() ? parameter(method) : 0;
        long[] bounds = {Search.UNBOUNDED, Search.UNBOUNDED};
        spaces();
        if (method.isSampling() || at < text.length() && method.counts() != Search.Counts.NOTHING) {
            expect(',');
            if (!method.isSampling() && !(word("at") && word("most"))) throw new Refusal(at, found(), "`at most`", "");
            spaces();
            int start = at;
            bound(method, bounds);
            if (word("or")) bound(method, bounds);
            if (method.isSampling() && bounds[0] == Search.UNBOUNDED) {
                throw new Refusal(start, "no number of schedules", "such as `10k schedules`", "");
            }
        }
        return new Search(method, parameter, bounds[0], bounds[1]);
    }

    private Search.Method method() throws Refusal {
        spaces();
        int start = at;
        for (Search.Method method : Search.Method.values()) {
            at = start;
            if (Arrays.stream(method.word().split(" ")).allMatch(this::word)) return method;
        }
        at = start;
        List<String> known = list(Search.Method.values());
        throw unknown("search", take(LETTERS).orElse(rest()), start, oneOf(known), known);
    }

    private int parameter(Search.Method method) throws Refusal {
        spaces();
        int start = at;
        String range = "a number from " + method.least() + " to " + method.greatest();
        String digits = take(NUMBER).orElseThrow(() -> new Refusal(at, found(), range, ""));
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) < method.least() || Integer.parseInt(digits) > method.greatest()) {
            throw new Refusal(start, shown(digits), range, "");
        }
        return Integer.parseInt(digits);
    }

    /// Sets the first of `bounds` to a number of what the method counts, or the second to one of milliseconds.
    private void bound(Search.Method method, long[] bounds) throws Refusal {
        spaces();
        int start = at;
        long count = count();
        spaces();
        int unitAt = at;
        String unit = take(LETTERS).orElse("");
        String counted = method.counts().unit();
        long millis = switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "min" -> 60_000;
            default -> {
                if (unit.equals(counted) || counted.equals(unit + "s")) yield 0;
                throw new Refusal(unitAt, unit.isEmpty() ? found() : "`" + unit + "`", "a unit: `" + counted + "`, `ms`, `s` or `min`", "");
            }
        };
        int which = millis == 0 ? 0 : 1;
        if (bounds[which] != Search.UNBOUNDED) {
            throw new Refusal(start, "a second bound of the same kind", "one of " + counted + ", one of time", "");
        }
        bounds[which] = millis == 0 ? count : count * millis;
    }

    /// A positive number; `k` and `M` are thousands and millions.
    private long count() throws Refusal {
        spaces();
        int start = at;
        String digits = take(COUNT).orElseThrow(() -> new Refusal(at, found(), "a count such as 500, 100k or 2M", ""));
        long scale = digits.endsWith("k") ? 1000 : digits.endsWith("M") ? 1_000_000 : 1;
        String number = scale == 1 ? digits : digits.substring(0, digits.length() - 1);
        long count = number.length() > 13 ? Long.MAX_VALUE / scale : Long.parseLong(number);
        if (count == 0 || count > MAX_COUNT / scale) {
            throw new Refusal(start, shown(digits), "a count from 1 to " + MAX_COUNT / 1_000_000 + "M", "");
        }
        return count * scale;
    }
}
