package kprobarium.farm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import kprobarium.explore.Effort;

/// Who does which unit of which job, and what has come of it so far: the one place that workers, near and far, have in common. It may be
/// used by any thread.
///
/// Units are handed out by their numbers, those of a worker who was lost again and first. Results come in any order, and more than one of
/// a unit may come; the first counts, for they are equal. They are joined by the units' numbers. A job ends with its last unit; or with
/// the lowest that came to an early end, that broke, or, if it is searched [until][Job.Until] a failure, that has met one. So nothing
/// that is known of a job depends on who was how fast.
///
/// When all is [stopped][#stop()], what stays of a job is its lowest units, as many as are there without a gap, and of the next what its
/// worker has got to.
///
/// @param <T> what is [made][Finisher] of what a job has found
public final class Ledger<T> {
    /// What a worker of this process may be asked to do.
    sealed interface Task {
        record Do(Unit unit) implements Task {}

        record Finish(int job, Job task, UnitResult.Found found) implements Task {}
    }

    /// No unit is handed out that is so many ahead of the first that is missing: results that wait for it take memory.
    private static final long AHEAD = 4096;

    private static final class Entry<T> {
        private final Job job;
        private final Merge merge = new Merge();
        private final TreeMap<Long, UnitResult> early = new TreeMap<>();
        private final TreeSet<Long> again = new TreeSet<>();
        private long limit;
        private long next;
        private long through;
        private Optional<Long> began = Optional.empty();
        private UnitResult.Ended ended = UnitResult.Ended.DONE;
        private final TreeSet<String> warnings = new TreeSet<>();
        private boolean overdue;
        private boolean failed;
        private Optional<Throwable> defect = Optional.empty();
        private boolean finishing;
        private Optional<JobResult<T>> result = Optional.empty();

        Entry(Job job) {
            this.job = job;
            limit = job.units();
        }

        boolean isSettled() {
            return through >= limit;
        }

        UnitResult.Found found() {
            return new UnitResult.Found(merge.joined().orElseThrow(),
                    overdue && ended == UnitResult.Ended.DONE ? UnitResult.Ended.TIME : ended, failed, List.copyOf(warnings));
        }
    }

    private final List<Entry<T>> entries = new ArrayList<>();
    private final Map<Unit.Id, String> out = new TreeMap<>();
    private final Map<String, Progress.Work> underWay = new TreeMap<>();
    private final Set<String> near = new TreeSet<>();
    private Progress.Work done = Progress.Work.NONE;
    private volatile boolean watched;
    private boolean stopped;
    private long units;
    private long unitsDone;
    private long handedOut;
    private long lost;
    private long unwanted;

    public Ledger(List<Job> jobs) {
        for (Job job : jobs) {
            entries.add(new Entry<>(job));
            units += job.units();
        }
    }

    /// The next unit, which is `worker`'s from now on; empty if there is none just now.
    public synchronized Optional<Unit> take(String worker) {
        if (stopped) return Optional.empty();
        for (int job = 0; job < entries.size(); job++) {
            Entry<T> entry = entries.get(job);
            if (isOverdue(entry)) endInTime(entry);
            Long number = entry.again.pollFirst();
            if (number == null && entry.next < entry.limit && entry.next < entry.through + AHEAD) number = entry.next++;
            if (number == null) continue;
            if (entry.began.isEmpty()) entry.began = Optional.of(System.nanoTime());
            Unit unit = new Unit(job, number, entry.job);
            out.put(unit.id(), worker);
            handedOut++;
            return Optional.of(unit);
        }
        return Optional.empty();
    }

    /// Whether the time of a job of many units is up. One that is a single unit has its worker look at the clock.
    private static boolean isOverdue(Entry<?> entry) {
        return entry.job.units() > 1 && !entry.isSettled() && entry.began
                .filter(began -> (System.nanoTime() - began) / 1_000_000 >= entry.job.search().maxMillis()).isPresent();
    }

    /// The job ends with the last unit that was handed out.
    private void endInTime(Entry<T> entry) {
        if (entry.next == entry.limit) return;
        entry.limit = entry.next;
        entry.overdue = true;
        if (entry.isSettled()) settle(entry);
        notifyAll();
    }

    /// The same for a worker of this process, who also finishes jobs, and does nothing else if it is not `searching`. Waits; empty when all
    /// is done.
    synchronized Optional<Task> await(String worker, boolean searching) throws InterruptedException {
        near.add(worker);
        while (!isClosed()) {
            Optional<Task> task = finishing();
            if (task.isEmpty() && searching) task = take(worker).map(Task.Do::new);
            if (task.isEmpty()) task = finishing();
            if (task.isPresent()) return task;
            wait();
        }
        return Optional.empty();
    }

    /// The first job that is to be finished, and is being from now on.
    private Optional<Task> finishing() {
        for (int job = 0; job < entries.size(); job++) {
            Entry<T> entry = entries.get(job);
            if (!entry.isSettled() || entry.finishing || entry.result.isPresent()) continue;
            entry.finishing = true;
            return Optional.of(new Task.Finish(job, entry.job, entry.found()));
        }
        return Optional.empty();
    }

    /// Whether the result of this unit would still be of use.
    public synchronized boolean isWanted(Unit.Id id) {
        Entry<T> entry = entries.get(id.job());
        return !stopped && id.number() >= entry.through && id.number() < entry.limit && !entry.early.containsKey(id.number());
    }

    /// What `worker` has done so far of its unit.
    public synchronized void note(String worker, Unit.Id id, long states, long transitions, int depth) {
        note(worker, id, states, transitions, depth, 0);
    }

    /// The same, with an estimate of how much is done.
    synchronized void note(String worker, Unit.Id id, long states, long transitions, int depth, double part) {
        if (!worker.equals(out.get(id))) return;
        boolean samples = entries.get(id.job()).job.search().method().isSampling();
        underWay.put(worker, new Progress.Work(samples ? states : 0, samples ? 0 : states, transitions, depth, part));
    }

    /// `worker` has come to a result. One that nobody wants any more is dropped.
    public synchronized void done(String worker, Unit.Id id, UnitResult result) {
        underWay.remove(worker);
        out.remove(id, worker);
        Entry<T> entry = entries.get(id.job());
        boolean untimely = id.number() < entry.through || id.number() >= entry.limit || entry.early.containsKey(id.number());
        if (untimely || stopped && !near.contains(worker)) {
            unwanted++;
        } else {
            out.remove(id);
            entry.again.remove(id.number());
            entry.early.put(id.number(), result);
            if (endsTheJob(entry.job, result)) {
                entry.limit = id.number() + 1;
                unwanted += entry.early.tailMap(entry.limit).size();
                entry.early.tailMap(entry.limit).clear();
                entry.again.tailSet(entry.limit).clear();
            }
            join(entry);
        }
        settleWhatWasStopped();
        notifyAll();
    }

    private static boolean endsTheJob(Job job, UnitResult result) {
        return switch (result) {
            case UnitResult.Broken _ -> true;
            case UnitResult.Found(_, UnitResult.Ended ended, boolean failed, _) ->
                ended != UnitResult.Ended.DONE || failed && job.until() == Job.Until.FAILURE;
        };
    }

    /// Joins what is there without a gap.
    private void join(Entry<T> entry) {
        for (UnitResult next = entry.early.remove(entry.through); next != null; next = entry.early.remove(entry.through)) {
            entry.through++;
            unitsDone++;
            switch (next) {
                case UnitResult.Broken(Throwable defect) -> entry.defect = Optional.of(defect);
                case UnitResult.Found(var exploration, var ended, boolean failed, var warnings) -> {
                    entry.merge.add(exploration);
                    entry.ended = ended;
                    entry.failed |= failed;
                    entry.warnings.addAll(warnings);
                    Effort effort = exploration.effort();
                    done = done.and(new Progress.Work(exploration.schedules(), effort.states(), effort.transitions(), effort.depth(), 0));
                }
            }
        }
        if (entry.isSettled()) settle(entry);
    }

    private void settle(Entry<T> entry) {
        units -= entry.job.units() - entry.through;
        entry.early.clear();
        entry.again.clear();
        entry.next = entry.limit;
        if (entry.defect.isPresent()) entry.result = Optional.of(new JobResult.Broken<>(entry.defect.get()));
        else if (entry.merge.joined().isEmpty()) entry.result = Optional.of(new JobResult.Nothing<>());
    }

    /// `worker` will not come back: what it has is handed out again.
    public synchronized void lost(String worker) {
        underWay.remove(worker);
        for (Unit.Id id : List.copyOf(out.keySet())) {
            if (!worker.equals(out.get(id))) continue;
            out.remove(id);
            if (!isWanted(id)) continue;
            entries.get(id.job()).again.add(id.number());
            lost++;
        }
        notifyAll();
    }

    /// No more units. Those of this process that are being done come to an early end; nobody waits for others.
    public synchronized void stop() {
        stopped = true;
        out.values().removeIf(worker -> !near.contains(worker));
        settleWhatWasStopped();
        notifyAll();
    }

    private void settleWhatWasStopped() {
        if (!stopped || !out.isEmpty()) return;
        for (Entry<T> entry : entries) {
            if (entry.isSettled()) continue;
            entry.limit = entry.through;
            entry.ended = UnitResult.Ended.TOLD;
            settle(entry);
        }
    }

    synchronized void finished(int job, JobResult<T> result) {
        entries.get(job).result = Optional.of(result);
        notifyAll();
    }

    /// All is over, by a mistake in this program.
    synchronized void broken(Throwable defect) {
        stopped = true;
        for (Entry<T> entry : entries) if (entry.result.isEmpty()) entry.result = Optional.of(new JobResult.Broken<>(defect));
        notifyAll();
    }

    /// What became of a job, if that is known within so many milliseconds.
    public synchronized Optional<JobResult<T>> await(int job, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Entry<T> entry = entries.get(job);
        while (entry.result.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) break;
            wait(left);
        }
        return entry.result;
    }

    /// Somebody watches, and wants to know how much is done.
    public void isWatched() {
        watched = true;
    }

    /// Whether an estimate of how much is done is of use: with one job only.
    boolean wantsEstimates() {
        return watched && entries.size() == 1;
    }

    /// Whether there is nothing left to do.
    public synchronized boolean isClosed() {
        return entries.stream().allMatch(entry -> entry.result.isPresent());
    }

    public synchronized Progress progress() {
        Progress.Work soFar = done;
        for (Progress.Work work : underWay.values()) soFar = soFar.and(work);
        int settled = (int) entries.stream().filter(Entry::isSettled).count();
        return new Progress(entries.size(), settled, units, unitsDone, out.size(), handedOut, lost, unwanted, done, soFar);
    }
}
