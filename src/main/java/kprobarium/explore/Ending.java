package kprobarium.explore;

import java.util.List;
import java.util.Locale;

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

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String value : observed) text.append(value).append("; ");
        for (String oops : oopses) text.append(oops).append("; ");
        if (verdict != How.FINISHED) text.append(verdict.name().toLowerCase(Locale.ROOT)).append("; ");
        return text.toString().stripTrailing();
    }
}
