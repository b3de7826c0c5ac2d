package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import kprobarium.experiment.Session;
import kprobarium.live.Message.PatchAck;
import kprobarium.live.Message.TextPatch;
import kprobarium.live.Message.Turn;

/// One simulated CPU. It runs a slice when it is given the turn.
///
/// A patch of text may arrive at any time and is only noted. The CPU takes it over at the start of its next turn, and then
/// acknowledges it: until that moment it fetches the word of before.
final class CpuVerticle extends VerticleBase {
    private final List<io.vertx.core.eventbus.Message<TextPatch>> noted = new ArrayList<>();
    private final int n;
    private final Turnstile turnstile;

    CpuVerticle(int n, Turnstile turnstile) {
        this.n = n;
        this.turnstile = turnstile;
    }

    @Override
    public Future<?> start() {
        return Future.all(
                vertx.eventBus().<Turn>localConsumer(Addresses.turn(n), this::turn).completion(),
                vertx.eventBus().<TextPatch>localConsumer(Addresses.patch(n), noted::add).completion());
    }

    private void turn(io.vertx.core.eventbus.Message<Turn> message) {
        try {
            message.reply(turnstile.turn("cpu" + n, session -> run(session, message.body().budget())));
            noted.forEach(patch -> patch.reply(new PatchAck(n, patch.body().posted().patch())));
            noted.clear();
        } catch (RuntimeException bug) {
            message.fail(Failures.BUG, Failures.describe("cpu" + n, bug));
        }
    }

    private int run(Session session, int budget) {
        noted.forEach(patch -> session.deliver(n, patch.body().posted().patch()));
        return session.turn(n, budget);
    }
}
