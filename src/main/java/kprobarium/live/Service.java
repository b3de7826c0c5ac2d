package kprobarium.live;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;

/// A [Live] machine for a caller that waits, and knows nothing of Vert.x: every method blocks until it is done.
public final class Service {
    /// Why there is nothing to serve, such as a port that is taken.
    public static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        Unavailable(Throwable cause) {
            super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
    }

    private final Live live;

    private Service(Live live) {
        this.live = live;
    }

    public static Service start(LiveOptions options) throws Unavailable {
        return new Service(started(Live.start(options)));
    }

    /// Where a browser finds the page.
    public String url() {
        return live.url();
    }

    /// The journal of all inputs up to now; after [#stop], of the whole run.
    public String journal() {
        return done(live.journal());
    }

    /// Stops the machine, says goodbye to all clients and lets the port go.
    public void stop() {
        done(live.stop());
    }

    /// What was started, when it has been.
    static <T> T started(Future<T> starting) throws Unavailable {
        try {
            return done(starting);
        } catch (CompletionException e) {
            throw new Unavailable(e.getCause() == null ? e : e.getCause());
        }
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
