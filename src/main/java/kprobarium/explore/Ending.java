package kprobarium.explore;

import java.util.List;
import java.util.Locale;
import kprobarium.experiment.Expectation;

/// One way for schedules to end, as the outcome table shows it: what is observed there, who died and where, and which of the asked
/// predicates hold.
///
/// @param observed  the values of the observed terms, as `cpu1.a0=42`
/// @param oopses    each as `oops in do_bp at foo+0x8`
/// @param predicates which of the asked predicates hold, one bit each
/// @param verdict   how the play ended
public record Ending(List<String> observed, List<String> oopses, long predicates, How verdict) {
    public enum How {
        FINISHED, LIVELOCK, DEADLOCK, CUT
    }

    public boolean holds(int predicate) {
        return (predicates >>> predicate & 1) != 0;
    }

    /// Whether the kernel, or the model, died or hangs here.
    public boolean isFatal() {
        return !oopses.isEmpty() || verdict == How.LIVELOCK || verdict == How.DEADLOCK;
    }

    /// Whether this ending alone decides against one of the lines that its predicates are of, in their order.
    public boolean isUnexpected(List<Expectation.Line> lines) {
        for (int n = 0; n < lines.size(); n++) if (lines.get(n).quantifier().isRefutedBy(holds(n))) return true;
        return false;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String value : observed) text.append(value).append("; ");
        for (String oops : oopses) text.append(oops).append("; ");
        if (verdict != How.FINISHED) text.append(verdict.name().toLowerCase(Locale.ROOT)).append("; ");
        return text.toString().stripTrailing();
    }
}
