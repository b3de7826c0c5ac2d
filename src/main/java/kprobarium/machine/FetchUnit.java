package kprobarium.machine;

import java.util.List;
import kprobarium.isa.Decoded;
import kprobarium.isa.Insn;
import kprobarium.isa.Operands;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// The fetching side of all CPUs: the [model][FetchModel], what synchronises with it, and the moves that it offers.
///
/// Two things are kept for each CPU. A word of watched text that has been fetched, but makes an access that others can see, is *latched*
/// until that access is granted: the fetch and the access are two steps. And where exceptions synchronise, a CPU that has crossed into
/// one, or back, *owes* a synchronisation: it is a step of its own, since what it does depends on every write of text, unlike the
/// trap itself.
final class FetchUnit {
    private static final int HIT_INVALIDATE_I = 0x10;
    private static final long LATCHED = 1L << 32;

    private final State state;
    private final FetchModel model;
    private final List<FetchConfig.Barrier> barriers;
    private final Cmodx cmodx;
    private final Watched writable = new Watched();
    private final boolean matters;
    private final boolean crossings;
    private final boolean ages;
    private final int[] latched;
    private final int[] owing;

    FetchUnit(Machine machine, Decoded decoded, int cpus, FetchConfig config) {
        state = machine.state();
        model = FetchModel.of(machine, cpus, config);
        barriers = config.barriers();
        cmodx = new Cmodx(state, decoded, cpus, config.cmodxSafe());
        matters = !(model instanceof FetchModel.Coherent) || cmodx.on();
        crossings = model.fetchesAhead() || cmodx.on();
        ages = model.ages();
        latched = new int[cpus];
        owing = new int[cpus];
        for (int i = 0; i < cpus; i++) {
            latched[i] = state.allocate(1);
            owing[i] = state.allocate(1);
        }
    }

    FetchModel model() {
        return model;
    }

    Cmodx cmodx() {
        return cmodx;
    }

    Watched writable() {
        return writable;
    }

    /// Whether it can make a difference that a CPU synchronises.
    boolean synchronisationMatters() {
        return matters;
    }

    /// What a write of watched text is announced as: where time passes by instructions, it has to do with whatever runs.
    Access.Kind patching() {
        return ages ? Access.Kind.ALL : Access.Kind.WRITE;
    }

    /// Offers what else can be fetched by `cpu`, whose step is a fetch of `address`.
    void olderWords(ChoicePoint point, Cpu cpu, long address) {
        int words = model.words(cpu, address);
        for (int older = 1; older < words; older++) {
            point.add(Move.code(Move.Kind.OLD, cpu.number(), older), Access.Kind.FETCH, address);
        }
    }

    /// Offers what can happen to the patches that are on their way to `cpu`.
    void deliveries(ChoicePoint point, Cpu cpu) {
        int ways = model.deliverable(cpu);
        for (int which = 0; which < ways; which++) {
            point.add(Move.code(Move.Kind.PATCH, cpu.number(), which), Access.Kind.SYNC, 0);
        }
        if (ways == 0) awaitDelivery(point, cpu);
        if (ways == 0 || !(model instanceof FetchBus bus)) return;
        for (int which = 0; which < ways && bus.canLose(); which++) fault(point, Move.Kind.LOSE, cpu, which);
        for (int which = 0; which < ways && bus.canDuplicate(); which++) fault(point, Move.Kind.TWICE, cpu, which);
        for (int which = 0; which < ways; which++) if (bus.canBeLate(cpu, which)) fault(point, Move.Kind.LATE, cpu, which);
    }

    /// Notes that a patch may still come to `cpu`.
    void awaitDelivery(ChoicePoint point, Cpu cpu) {
        if (model instanceof FetchBus) point.addWaiting(Move.code(Move.Kind.PATCH, cpu.number()), Access.Kind.SYNC, 0);
    }

    /// Every fault takes from what is left for all others.
    private static void fault(ChoicePoint point, Move.Kind kind, Cpu cpu, int which) {
        point.add(Move.code(kind, cpu.number(), which), Access.Kind.ALL, 0);
    }

    void lose(Cpu cpu, int which) {
        bus().lose(cpu, which);
    }

    void deliverTwice(Cpu cpu, int which) {
        bus().deliverTwice(cpu, which);
    }

    void delay(Cpu cpu, int which) {
        bus().delay(cpu, which);
    }

    private FetchBus bus() {
        if (model instanceof FetchBus bus) return bus;
        throw new IllegalStateException("there is no bus");
    }

    /// `cpu` fetches from watched text.
    int word(Cpu cpu, long address, int older) {
        cmodx.fetches(cpu, address);
        return model.fetch(cpu, address, older);
    }

    void wrote(Machine machine, Cpu by, long patch, long address, int was, int now) {
        model.wrote(by, patch, address, was);
        cmodx.wrote(machine, by, address, was, now);
    }

    void executed(Cpu cpu) {
        if (ages) model.executed(cpu);
    }

    boolean isLatched(Cpu cpu) {
        return state.get(latched[cpu.number()]) != 0;
    }

    int latch(Cpu cpu) {
        return (int) state.get(latched[cpu.number()]);
    }

    void latch(Cpu cpu, int word) {
        state.set(latched[cpu.number()], LATCHED | word & 0xffff_ffffL);
    }

    void unlatch(Cpu cpu) {
        state.set(latched[cpu.number()], 0);
    }

    /// What others see of an instruction that is about the caches: LOCAL if nothing.
    Access.Kind caching(Operands instruction) {
        boolean invalidates = model.caches() && instruction.row() == Insn.CACOP && instruction.code5() == HIT_INVALIDATE_I;
        return invalidates ? Access.Kind.ALL : Access.Kind.LOCAL;
    }

    /// `cpu` executes `cacop`. Which line an index names is the cache's own business, so only hits count.
    void cacop(int code, long address) {
        if (code == HIT_INVALIDATE_I) model.invalidate(address);
    }

    void ibar(Cpu cpu) {
        if (barriers.contains(FetchConfig.Barrier.IBAR)) synchronise(cpu);
    }

    private void synchronise(Cpu cpu) {
        model.synchronise(cpu);
        cmodx.synchronise(cpu, model);
    }

    /// `cpu` has entered an exception or come back from one.
    void cross(Cpu cpu, FetchConfig.Barrier crossing) {
        if (crossings && barriers.contains(crossing)) state.set(owing[cpu.number()], 1);
    }

    /// Whether `cpu` is about to synchronise because it has crossed.
    boolean owes(Cpu cpu) {
        return crossings && state.get(owing[cpu.number()]) != 0;
    }

    void pay(Cpu cpu) {
        state.set(owing[cpu.number()], 0);
        if (model.fetchesAhead()) model.synchronise(cpu);
        cmodx.synchronise(cpu, model);
    }

    void settle(Cpu cpu) {
        model.settle(cpu);
        cmodx.settle(cpu);
        cmodx.forget();
    }
}
