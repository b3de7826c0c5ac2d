package kprobarium.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C, or another wish that the program end: asked for by whoever can stop half-way and still print what there is.
///
/// The JVM ends, with the status of the signal, once [#served()] has been called or some seconds have passed.
final class Interrupt {
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CountDownLatch served = new CountDownLatch(1);

    /// One that the JVM's end sets.
    static Interrupt ofTheJvm() {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(interrupt::serve, "interrupt"));
        return interrupt;
    }

    private void serve() {
        wanted.countDown();
        try {
            served.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks everybody to stop.
    void set() {
        wanted.countDown();
    }

    boolean isSet() {
        return wanted.getCount() == 0;
    }

    /// Waits until it is set.
    void await() throws InterruptedException {
        wanted.await();
    }

    /// Waits until it is set, but not for longer; answers whether it is.
    boolean await(long most, TimeUnit unit) throws InterruptedException {
        return wanted.await(most, unit);
    }

    /// All that there was to print has been printed.
    void served() {
        served.countDown();
    }
}
