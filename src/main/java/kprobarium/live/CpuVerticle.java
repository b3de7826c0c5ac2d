package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;
import kprobarium.experiment.Session;
import kprobarium.kernel.CurrentKprobe;
import kprobarium.kernel.KprobeCtlblk;
import kprobarium.live.Message.CpuAsked;
import kprobarium.live.Message.CpuShown;
import kprobarium.live.Message.PatchAck;
import kprobarium.live.Message.TextPatch;
import kprobarium.live.Message.Turn;
import kprobarium.live.Message.TurnWanted;
import kprobarium.machine.Cpu;

/// One simulated CPU: its registers, and the two per-CPU variables of kprobes. It runs a slice when it is given the turn.
///
/// A patch of text may arrive at any time and is only noted. The CPU takes it over at the start of its next slice, and then
/// acknowledges it: until that moment it fetches the word of before. To be looked at, it waits for a turn of another kind, in
/// which it takes nothing over and takes no step, so looking changes nothing.
final class CpuVerticle extends VerticleBase {
    private final List<io.vertx.core.eventbus.Message<TextPatch>> noted = new ArrayList<>();
    private final List<io.vertx.core.eventbus.Message<CpuAsked>> asked = new ArrayList<>();
    private final Cpu cpu;
    private final CurrentKprobe currentKprobe;
    private final KprobeCtlblk kprobeCtlblk;
    private final Turnstile turnstile;

    CpuVerticle(Cpu cpu, CurrentKprobe currentKprobe, KprobeCtlblk kprobeCtlblk, Turnstile turnstile) {
        this.cpu = cpu;
        this.currentKprobe = currentKprobe;
        this.kprobeCtlblk = kprobeCtlblk;
        this.turnstile = turnstile;
    }

    /// CPU `n` of a session that no turn has been given of yet.
    static CpuVerticle of(int n, Turnstile turnstile) {
        return turnstile.visit("cpu" + n, session -> {
            Cpu cpu = session.cpuOf(n);
            return new CpuVerticle(cpu, session.kernelOf().currentKprobe(cpu), session.kernelOf().kprobeCtlblk(cpu), turnstile);
        });
    }

    @Override
    public Future<?> start() {
        EventBus bus = vertx.eventBus();
        int n = cpu.number();
        return Future.all(
                bus.<Turn>localConsumer(Addresses.turn(n), turn -> turnstile.spend(turn, "cpu" + n, this::run)).completion(),
                bus.<TextPatch>localConsumer(Addresses.patch(n), noted::add).completion(),
                bus.<CpuAsked>localConsumer(Addresses.cpu(n), this::ask).completion(),
                bus.<Turn>localConsumer(Addresses.cpuTurn(n), turn -> turnstile.spend(turn, "cpu" + n, this::show)).completion());
    }

    private int run(Session session, Turn turn) {
        noted.forEach(patch -> session.deliver(cpu.number(), patch.body().posted().patch()));
        noted.forEach(patch -> patch.reply(new PatchAck(cpu.number(), patch.body().posted().patch())));
        noted.clear();
        return session.turn(cpu.number(), turn.budget());
    }

    private void ask(io.vertx.core.eventbus.Message<CpuAsked> question) {
        asked.add(question);
        vertx.eventBus().send(Addresses.TURN_WANTED, new TurnWanted(Addresses.cpuTurn(cpu.number())));
    }

    private int show(Session session, Turn turn) {
        var shown = new CpuShown(CpuState.of(cpu, currentKprobe, kprobeCtlblk));
        asked.forEach(question -> question.reply(shown));
        asked.clear();
        return 0;
    }
}
