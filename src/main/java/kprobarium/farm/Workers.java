package kprobarium.farm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kprobarium.explore.Crew;
import kprobarium.explore.Watch;
import kprobarium.model.Model;

/// Threads of this process that do the units of a ledger until there are none. Each has a [Worker] of its own, and with it machines of its
/// own.
public final class Workers implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final Ledger<?> ledger;

    private Workers(Ledger<?> ledger) {
        this.ledger = ledger;
    }

    /// As many as there are cores.
    public static int all() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// Starts `n` workers. With none, there is still one thread that finishes the jobs whose units others have done.
    public static <T> Workers start(int n, Ledger<T> ledger, Finisher<T> finisher, Function<Description.OfModel, Model> models) {
        Workers workers = new Workers(ledger);
        // With fewer jobs than workers, a job that is one unit can have several.
        Crew crew = new Threads(Math.max(1, n / Math.max(1, ledger.progress().jobs())));
        for (int i = 0; i < Math.max(n, 1); i++) {
            String name = "worker " + (i + 1);
            Thread thread = new Thread(() -> run(name, n > 0, ledger, finisher, new Worker(models, crew)), name);
            thread.setDaemon(true);
            workers.threads.add(thread);
        }
        workers.threads.forEach(Thread::start);
        return workers;
    }

    private static <T> void run(String name, boolean searching, Ledger<T> ledger, Finisher<T> finisher, Worker worker) {
        try {
            for (Optional<Ledger.Task> task = ledger.await(name, searching); task.isPresent(); task = ledger.await(name, searching)) {
                switch (task.get()) {
                    case Ledger.Task.Do(Unit unit) -> {
                        ledger.done(name, unit.id(), worker.work(unit, watch(ledger, name, unit.id()), () -> ledger.isWanted(unit.id())));
                    }
                    case Ledger.Task.Finish(int job, Job what, UnitResult.Found found) ->
                        ledger.finished(job, finish(worker, job, what, found, finisher));
                }
            }
        } catch (InterruptedException _) {
            ledger.lost(name);
        } catch (RuntimeException | Error defect) {
            ledger.broken(defect);
        }
    }

    private static Watch watch(Ledger<?> ledger, String worker, Unit.Id unit) {
        return new Watch() {
            private volatile double part;

            @Override
            public boolean asksHowMuchIsDone() {
                return ledger.wantsEstimates();
            }

            @Override
            public void done(double estimate) {
                part = estimate;
            }

            @Override
            public boolean goOn(long states, long transitions, int depth) {
                ledger.note(worker, unit, states, transitions, depth, part);
                return true;
            }
        };
    }

    private static <T> JobResult<T> finish(Worker worker, int job, Job what, UnitResult.Found found, Finisher<T> finisher) {
        try {
            return new JobResult.Finished<>(finisher.finish(job, worker.setUp(what.subject()), found));
        } catch (RuntimeException | Error defect) {
            return new JobResult.Broken<>(defect);
        }
    }

    /// Stops the ledger, and waits for the threads to end.
    @Override
    public void close() {
        ledger.stop();
        join(threads);
    }

    /// Waits for all of them to end, come what may.
    static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
