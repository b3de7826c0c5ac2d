package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import kprobarium.experiment.Session;
import kprobarium.live.Message.Command;
import kprobarium.live.Message.CommandAsked;
import kprobarium.live.Message.CommandDone;
import kprobarium.live.Message.Outcome;
import kprobarium.live.Message.PatchAck;
import kprobarium.live.Message.TextPatch;
import kprobarium.live.Message.Turn;
import kprobarium.live.Message.TurnWanted;

/// The way in for commands and the way round for patches.
///
/// A command waits for a turn, is submitted under it, and is answered when the session reports its end. A patch that a turn
/// has written goes out to every other CPU; each acknowledges it when its fetch view has it.
final class KprobesVerticle extends VerticleBase {
    /// How many commands are remembered after their end.
    private static final int REMEMBERED = 1024;
    /// A paused machine takes over no patch, so an acknowledgement may be as long in coming as a pause is long.
    private static final DeliveryOptions UNTIL_TAKEN_OVER = new DeliveryOptions().setSendTimeout(Duration.ofDays(1).toMillis());

    private record Waiting(io.vertx.core.eventbus.Message<Command> message, long timer) {}

    private final Queue<io.vertx.core.eventbus.Message<Command>> arrived = new ArrayDeque<>();
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private final Map<Long, CommandDone> remembered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, CommandDone> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final int cpus;
    private final Turnstile turnstile;
    private final Metrics metrics;

    KprobesVerticle(int cpus, Turnstile turnstile, Metrics metrics) {
        this.cpus = cpus;
        this.turnstile = turnstile;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        EventBus bus = vertx.eventBus();
        return Future.all(
                bus.<Command>localConsumer(Addresses.KPROBES, this::arrive).completion(),
                bus.<CommandAsked>localConsumer(Addresses.TICKETS, this::tell).completion(),
                bus.<Turn>localConsumer(Addresses.KPROBES_TURN, turn -> turnstile.spend(turn, "kprobes", this::submitAll)).completion(),
                bus.<Outcome>localConsumer(Addresses.OUTCOME, outcome -> {
                    outcome.body().posted().forEach(this::carry);
                    outcome.body().completed().forEach(this::complete);
                }).completion());
    }

    private void arrive(io.vertx.core.eventbus.Message<Command> command) {
        arrived.add(command);
        vertx.eventBus().send(Addresses.TURN_WANTED, new TurnWanted(Addresses.KPROBES_TURN));
    }

    private void tell(io.vertx.core.eventbus.Message<CommandAsked> question) {
        CommandDone known = remembered.get(question.body().ticket());
        if (known == null) {
            question.fail(Failures.REFUSED, "no command " + question.body().ticket() + " among the last " + REMEMBERED);
        } else {
            question.reply(known);
        }
    }

    private int submitAll(Session session, Turn turn) {
        while (!arrived.isEmpty()) {
            submit(session, arrived.remove());
        }
        return 0;
    }

    private void submit(Session session, io.vertx.core.eventbus.Message<Command> message) {
        Command command = message.body();
        Session.Ticket ticket = session.submit(command.cpu(), command.text());
        if (ticket.error().isPresent()) {
            metrics.commandEnded(ticket.errno());
            message.reply(new CommandDone(ticket.id(), command.text(), true, ticket.errno(), ticket.error().get()));
            return;
        }
        var pending = new CommandDone(ticket.id(), command.text(), false, 0, "");
        remembered.put(ticket.id(), pending);
        long timer = vertx.setTimer(Math.max(1, command.patience()), _ -> message.reply(pending));
        waiting.put(ticket.id(), new Waiting(message, timer));
    }

    private void complete(Session.Completed completed) {
        Waiting command = waiting.remove(completed.ticket());
        if (command == null) {
            return;
        }
        var done = new CommandDone(completed.ticket(), command.message().body().text(), true, completed.value(), completed.message());
        remembered.put(done.ticket(), done);
        metrics.commandEnded(done.value());
        if (vertx.cancelTimer(command.timer())) {
            command.message().reply(done);
        }
    }

    private void carry(Session.Posted posted) {
        Delivery delivery = metrics.delivery(cpus - 1);
        var patch = new TextPatch(posted);
        for (int n = 0; n < cpus; n++) {
            if (n != posted.cpu()) {
                vertx.eventBus().<PatchAck>request(Addresses.patch(n), patch, UNTIL_TAKEN_OVER).onSuccess(_ -> delivery.acknowledged());
            }
        }
    }
}
