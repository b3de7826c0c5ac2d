package kprobarium.experiment;

import java.util.ArrayList;
import java.util.List;

/// Compares what was expected of a kernel with what its schedules did.
public final class Judge {
    /// One line of the report: what was expected, what was counted, and what follows.
    public record Judgement(Expectation.Line line, Count count, Verdict verdict) {
    }

    private Judge() {
    }

    /// Judges each of [Expectation#lines()] by the count at the same place in `counts`.
    public static List<Judgement> judge(Expectation expectation, List<Count> counts) {
        var lines = expectation.lines();
        if (lines.size() != counts.size()) {
            throw new IllegalArgumentException(lines.size() + " lines, " + counts.size() + " counts");
        }
        var judgements = new ArrayList<Judgement>();
        for (int i = 0; i < lines.size(); i++) {
            judgements.add(new Judgement(lines.get(i), counts.get(i), lines.get(i).quantifier().judge(counts.get(i))));
        }
        return List.copyOf(judgements);
    }

    /// The same, where the search gives an assurance of what it did not find: then what should not be, and was not seen, is met to that
    /// extent.
    public static List<Judgement> judge(Expectation expectation, List<Count> counts, boolean assured) {
        return judge(expectation, counts).stream().map(judgement -> {
            boolean clean = judgement.verdict() == Verdict.UNDECIDED && !judgement.line().quantifier().isWitnessed();
            return assured && clean && judgement.count().total() > 0
                    ? new Judgement(judgement.line(), judgement.count(), Verdict.MET)
                    : judgement;
        }).toList();
    }

    /// The verdict over many lines: one that is not met decides, then one that is undecided.
    public static Verdict overall(List<Judgement> judgements) {
        var verdict = Verdict.MET;
        for (Judgement judgement : judgements) {
            if (judgement.verdict() == Verdict.NOT_MET) {
                return Verdict.NOT_MET;
            }
            if (judgement.verdict() == Verdict.UNDECIDED) {
                verdict = Verdict.UNDECIDED;
            }
        }
        return verdict;
    }
}
