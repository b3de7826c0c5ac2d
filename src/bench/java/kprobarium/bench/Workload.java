package kprobarium.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import kprobarium.experiment.Reading;
import kprobarium.experiment.Search;
import kprobarium.experiment.SearchNotation;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.ModelSubject;
import kprobarium.explore.Strategies;
import kprobarium.explore.Watch;
import kprobarium.model.TextPatch;

/// One search of the text-patch race, by one thread: `SEARCH VARIANT EXECS ITERS ROUNDS PAD`, the search in the words of `run --search`.
///
/// It is done three times, each time with a new model, and each time is a line in the reference's form, in seconds of CPU time. The last is
/// the warm one.
public final class Workload {
    private static final int TIMES = 3;

    private Workload() {}

    public static void main(String[] args) {
        Search search = switch (SearchNotation.search(args[0])) {
            case Reading.Read<Search>(Search read) -> read;
            case Reading.Refused<Search>(var fault) -> throw new IllegalArgumentException(args[0] + ": " + fault);
        };
        int[] a = Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
        for (int time = 0; time < TIMES; time++) {
            Explorer explorer = new Explorer(new ModelSubject(new TextPatch(a[0], a[1], a[2], a[3], a[4])), 1);
            long began = cpuTime();
            Exploration found = explorer.search(Strategies.of(search, time), Watch.PATIENT);
            double seconds = (cpuTime() - began) / 1e9;
            double failing = found.endings().stream().filter(row -> row.ending().holds(0)).mapToDouble(Exploration.Row::schedules).sum();
            System.out.printf(Locale.ROOT, "%s: states=%d schedules=%d blocked=%d steps=%d failing=%.0f seconds=%.3f%n",
                    String.join(" ", args), found.states(), found.effort().plays(), found.effort().blocked(), found.transitions(),
                    failing, seconds);
        }
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
