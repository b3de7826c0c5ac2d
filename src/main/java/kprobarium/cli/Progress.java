package kprobarium.cli;

import java.util.Locale;
import kprobarium.experiment.Search;
import kprobarium.explore.Watch;
import kprobarium.farm.Progress.Work;

/// Looks on while searches run: keeps the time, notices Ctrl-C, and on a terminal says how far it has come.
final class Progress implements Watch {
    private static final long SECOND = 1_000_000_000;
    private static final long PERIOD = SECOND / 4;
    /// Shortening a sample is a search of its own.
    private static final long SHORTENING_LIMIT = 30 * SECOND;

    private final Terminal terminal;
    private final boolean shown;
    private String what = "";
    private Trial.Plan plan;
    private boolean shortening;
    private Trial.Limit stopped = Trial.Limit.NONE;
    private long began;
    private boolean endless;
    private long deadline;
    private long last;

    Progress(Terminal terminal, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
    }

    /// A search begins.
    void begin(String search, Trial.Plan how) {
        what = search;
        plan = how;
        shortening = false;
        stopped = Trial.Limit.NONE;
        restart(nanos(how.search().maxMillis()));
    }

    /// What the search has found is shortened now, for as long again.
    void shorten() {
        shortening = true;
        long millis = plan.search().maxMillis();
        restart(millis == Search.UNBOUNDED && plan.search().method().counts() != Search.Counts.STATES ? SHORTENING_LIMIT : nanos(millis));
    }

    private void restart(long limit) {
        began = System.nanoTime();
        endless = limit == Long.MAX_VALUE;
        deadline = began + limit;
        last = began;
    }

    /// As many nanoseconds; a time that nobody will see the end of is endless.
    private static long nanos(long millis) {
        return millis < Long.MAX_VALUE / 2_000_000 ? 1_000_000 * millis : Long.MAX_VALUE;
    }

    /// What stopped the search itself.
    Trial.Limit stopped() {
        return stopped;
    }

    @Override
    public boolean goOn(long states, long transitions, int depth) {
        if (terminal.interrupt.isSet()) return stop(Trial.Limit.INTERRUPT);
        long now = System.nanoTime();
        if (!endless && now - deadline > 0) return stop(Trial.Limit.TIME);
        if (shown && now - last >= PERIOD) {
            last = now;
            line(what + ": " + text(states, depth, 0, now));
        }
        return true;
    }

    /// Says how far a ledger has come.
    void show(kprobarium.farm.Progress now) {
        long moment = System.nanoTime();
        if (!shown || moment - last < PERIOD) return;
        last = moment;
        Work work = now.soFar();
        boolean counted = plan.search().method().isSampling();
        if (now.jobs() == 1) line(what + ": " + text(counted ? (long) work.schedules() : work.states(), work.depth(), work.part(), moment));
        else line(now.settled() + " of " + now.jobs() + " tests, " + count(work.states()) + " states, "
                + time((moment - began) / (double) SECOND));
    }

    private boolean stop(Trial.Limit why) {
        if (!shortening) stopped = why;
        return false;
    }

    private String text(long states, int depth, double part, long now) {
        double seconds = (now - began) / (double) SECOND;
        if (shortening) {
            return "looking for the shortest schedules, " + count(states) + " states, " + time(seconds);
        }
        return count(states) + " " + unit() + ", " + rate(states / seconds) + "/s, depth " + count(depth) + ", "
                + time(seconds) + left(states, part, seconds, now);
    }

    private String unit() {
        return plan.search().method() == Search.Method.ONE_SCHEDULE ? "steps" : plan.search().method().counts().unit();
    }

    /// How much longer it will take by the estimate of what is done, if there is one; or else how much longer it can take at most.
    private String left(long done, double part, double seconds, long now) {
        if (part > 0) return String.format(Locale.ROOT, ", about %.0f %% done, %s left", 100 * part, time(seconds * (1 / part - 1)));
        long bound = plan.search().most();
        double left = bound == Search.UNBOUNDED || done == 0 ? Double.POSITIVE_INFINITY : seconds * ((double) bound / done - 1);
        if (!endless) left = Math.min(left, (deadline - now) / (double) SECOND);
        return Double.isInfinite(left) ? "" : ", at most " + time(left) + " more";
    }

    private static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String rate(double perSecond) {
        if (perSecond >= 1e6) return String.format(Locale.ROOT, "%.1f M", perSecond / 1e6);
        return perSecond >= 1e3 ? String.format(Locale.ROOT, "%.0f k", perSecond / 1e3) : String.format(Locale.ROOT, "%.0f", perSecond);
    }

    private static String time(double seconds) {
        if (seconds < 120) return String.format(Locale.ROOT, "%.0f s", seconds);
        return (long) (seconds / 60) + " min " + (long) (seconds % 60) + " s";
    }

    /// The search has ended: its line goes away.
    void end() {
        if (shown) line("");
    }

    private void line(String text) {
        int room = terminal.widthOfErr() - 1;
        terminal.err.print("\r\u001b[K" + (text.length() > room ? text.substring(0, room) : text));
        terminal.err.flush();
    }
}
