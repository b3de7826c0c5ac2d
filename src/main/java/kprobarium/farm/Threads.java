package kprobarium.farm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import kprobarium.explore.Crew;

/// A crew of threads: the caller's, and others that are there for as long as there is work.
public final class Threads implements Crew {
    private final int size;

    public Threads(int size) {
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void work(IntConsumer work) {
        AtomicReference<Throwable> first = new AtomicReference<>();
        List<Thread> others = new ArrayList<>();
        for (int n = 1; n < size; n++) {
            int number = n;
            Thread thread = new Thread(() -> {
                try {
                    work.accept(number);
                } catch (RuntimeException | Error defect) {
                    first.compareAndSet(null, defect);
                }
            }, Thread.currentThread().getName() + "." + n);
            thread.setDaemon(true);
            others.add(thread);
            thread.start();
        }
        try {
            work.accept(0);
        } catch (RuntimeException | Error defect) {
            first.compareAndSet(null, defect);
        }
        Workers.join(others);
        switch (first.get()) {
            case RuntimeException defect -> throw defect;
            case Error defect -> throw defect;
            case null, default -> {}
        }
    }
}
