package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import kprobarium.live.Message.Control;
import kprobarium.live.Message.EventBatch;
import kprobarium.live.Message.Outcome;
import kprobarium.live.Message.Simulation;
import kprobarium.live.Message.Simulation.State;
import kprobarium.live.Message.Turn;
import kprobarium.live.Message.TurnDone;
import kprobarium.live.Message.TurnWanted;

/// Gives the turn: one is out at most, and the next is given when the last has come back.
///
/// CPUs take turns round robin, or, with a seed, at random. Slices vary in length, between half and whole or, with a seed, from
/// one step: CPUs in loops must not fall into step with each other, so that one always finds another in the same place. A
/// verticle that wants the machine for a command or a look gets its turn before the next CPU, but never two such turns in a row
/// while CPUs may run, so no flood of questions stops the machine. What a turn brought is passed on before the next is given:
/// events to the feed, patches and finished commands to [KprobesVerticle].
///
/// The pace is a debt: every visible step costs 1/rate seconds, and no CPU gets a turn until the debt is paid. A machine in
/// which no CPU can run is looked at once in [#IDLE]. The scheduler never posts a task to itself: it goes on when a message or
/// a timer arrives, so sockets on its event loop are served in between.
final class SchedulerVerticle extends VerticleBase {
    /// How often a machine without a runnable CPU is looked at, in milliseconds.
    private static final long IDLE = 10;
    /// Nanoseconds of pay that a machine which fell behind may catch up with.
    private static final long CREDIT = 100_000_000;
    /// Event batches that the feed may owe an acknowledgement for before CPUs wait.
    private static final int UNACKNOWLEDGED = 32;
    /// A turn that takes longer than this is never coming back.
    private static final DeliveryOptions TURN_TIMEOUT = new DeliveryOptions().setSendTimeout(Duration.ofSeconds(60).toMillis());

    private record Step(io.vertx.core.eventbus.Message<Control> asked, OptionalInt cpu, int steps, int tried) {
        Step another() {
            return new Step(asked, cpu, steps, tried + 1);
        }
    }

    private final int cpus;
    private final int slice;
    private final OptionalLong seed;
    private final int shortest;
    private final SplittableRandom random;
    /// So many turns in a row without a step mean that no CPU can run.
    private final int idleLimit;
    private final Metrics metrics;
    private final SequencedSet<String> wanted = new LinkedHashSet<>();
    private final Deque<Step> asked = new ArrayDeque<>();
    private State state;
    private String fault = "";
    private long rate;
    private boolean out;
    private boolean cpuIsNext;
    private int next;
    private int idleTurns;
    private int unacknowledged;
    private long turns;
    private long steps;
    private long paidUntil;
    private long timer = -1;

    SchedulerVerticle(int cpus, LiveOptions options, Metrics metrics) {
        this.cpus = cpus;
        this.slice = options.slice();
        this.seed = options.seed();
        this.shortest = seed.isPresent() ? 1 : (slice + 1) / 2;
        this.random = new SplittableRandom(seed.orElse(0));
        this.idleLimit = seed.isPresent() ? 8 * cpus : cpus;
        this.rate = options.rate();
        this.metrics = metrics;
        this.state = State.RUNNING;
    }

    @Override
    public Future<?> start() {
        EventBus bus = vertx.eventBus();
        paidUntil = System.nanoTime();
        return Future.all(
                bus.<TurnWanted>localConsumer(Addresses.TURN_WANTED, this::want).completion(),
                bus.<Control>localConsumer(Addresses.SIMULATION, this::control).completion())
                .onSuccess(_ -> give());
    }

    private void want(io.vertx.core.eventbus.Message<TurnWanted> message) {
        wanted.add(message.body().address());
        give();
    }

    private void control(io.vertx.core.eventbus.Message<Control> message) {
        if (state == State.FAILED && !(message.body() instanceof Control.Look)) {
            message.fail(Failures.REFUSED, fault);
            return;
        }
        switch (message.body()) {
            case Control.Look _ -> message.reply(simulation());
            case Control.Pause _ -> {
                state = State.PAUSED;
                message.reply(simulation());
            }
            case Control.Run _ -> {
                state = State.RUNNING;
                paidUntil = System.nanoTime();
                message.reply(simulation());
            }
            case Control.Pace pace -> {
                rate = pace.rate();
                paidUntil = System.nanoTime();
                message.reply(simulation());
            }
            case Control.Step step -> {
                state = State.PAUSED;
                asked.add(new Step(message, step.cpu(), step.steps(), 0));
            }
        }
        give();
    }

    private Simulation simulation() {
        return new Simulation(state, rate, slice, seed, turns, steps, fault);
    }

    private void give() {
        if (out) {
            return;
        }
        boolean cpuMayRun = state == State.RUNNING && unacknowledged < UNACKNOWLEDGED && paid() && idleTurns < idleLimit;
        if (!wanted.isEmpty() && !(cpuIsNext && cpuMayRun)) {
            cpuIsNext = true;
            idleTurns = 0;
            give(wanted.removeFirst(), new Turn(0), _ -> {});
        } else if (!asked.isEmpty()) {
            Step step = asked.removeFirst();
            giveCpu(step.cpu().orElseGet(this::next), step.steps(), done -> answer(step, done.steps()));
        } else if (cpuMayRun) {
            cpuIsNext = false;
            giveCpu(seed.isPresent() ? random.nextInt(cpus) : next(), random.nextInt(shortest, slice + 1), _ -> {});
        } else if (state == State.RUNNING && unacknowledged < UNACKNOWLEDGED) {
            sleep();
        }
    }

    private int next() {
        int cpu = next;
        next = (next + 1) % cpus;
        return cpu;
    }

    private boolean paid() {
        return rate == 0 || System.nanoTime() - paidUntil >= 0;
    }

    private void sleep() {
        if (timer >= 0) {
            return;
        }
        long debt = paid() ? 0 : (paidUntil - System.nanoTime()) / 1_000_000;
        timer = vertx.setTimer(Math.max(idleTurns < idleLimit ? 1 : IDLE, debt), _ -> {
            timer = -1;
            idleTurns = 0;
            give();
        });
    }

    private void giveCpu(int cpu, int budget, Consumer<TurnDone> then) {
        give(Addresses.turn(cpu), new Turn(budget), done -> {
            metrics.sliceRun(cpu);
            turns++;
            steps += done.steps();
            idleTurns = done.steps() == 0 ? idleTurns + 1 : 0;
            pay(done.steps());
            then.accept(done);
        });
    }

    private void give(String holder, Turn turn, Consumer<TurnDone> then) {
        out = true;
        long given = System.nanoTime();
        vertx.eventBus().<TurnDone>request(holder, turn, TURN_TIMEOUT).onComplete(reply -> {
            if (reply.succeeded()) {
                out = false;
                metrics.turnTaken(System.nanoTime() - given);
                passOn(reply.result().body());
                then.accept(reply.result().body());
                give();
            } else {
                fail(reply.cause(), holder);
            }
        });
    }

    private void pay(int taken) {
        if (rate > 0) {
            // A machine that was idle or slow has little credit to catch up with.
            paidUntil = Math.max(paidUntil, System.nanoTime() - CREDIT) + taken * 1_000_000_000L / rate;
        }
    }

    private void answer(Step step, int taken) {
        if (taken == 0 && step.cpu().isEmpty() && step.tried() + 1 < cpus) {
            asked.addFirst(step.another());
        } else {
            step.asked().reply(simulation());
        }
    }

    private void passOn(TurnDone done) {
        EventBus bus = vertx.eventBus();
        if (!done.events().isEmpty()) {
            unacknowledged++;
            bus.request(Addresses.EVENTS, new EventBatch(done.events())).onComplete(_ -> {
                unacknowledged--;
                give();
            });
        }
        if (!done.posted().isEmpty() || !done.completed().isEmpty()) {
            bus.send(Addresses.OUTCOME, new Outcome(done.posted(), done.completed()));
        }
    }

    /// No CPU runs again. The holder answered with a failure, so the turn is back and looks are still answered; a holder that
    /// did not answer keeps it for good, because nobody could say that it has let go.
    private void fail(Throwable cause, String holder) {
        boolean answered = cause instanceof io.vertx.core.eventbus.ReplyException reply
                && reply.failureType() == io.vertx.core.eventbus.ReplyFailure.RECIPIENT_FAILURE;
        state = State.FAILED;
        fault = answered ? cause.getMessage() : holder + " has not given the turn back: " + cause.getMessage();
        System.getLogger(SchedulerVerticle.class.getName()).log(System.Logger.Level.ERROR, "the machine has stopped: {0}", fault);
        asked.forEach(step -> step.asked().fail(Failures.REFUSED, fault));
        asked.clear();
        out = !answered;
        give();
    }
}
