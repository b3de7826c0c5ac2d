package kprobarium.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kprobarium.machine.MemoryOrder;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.machine.WeakMemory;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// A concurrent program in small: threads that make one access to shared memory at a time.
///
/// A subclass sets aside its locations and its threads' own variables while it is constructed, and then says three things of each
/// thread: whether it can go on, which access it makes next, and what it does then. All that changes is in these variables.
///
/// ```java
/// import java.util.List;
/// import kprobarium.model.Model;
///
/// /// Threads that each add 1 to `x`, by reading it and writing it.
/// public final class Increment extends Model {
///     private final Location x = shared("x", 0);
///     private final Local[] pc, seen;
///
///     public Increment(int threads) {
///         super(threads);
///         pc = locals(threads);
///         seen = locals(threads);
///     }
///
///     @Override
///     protected boolean canMove(int t) {
///         return get(pc[t]) < 2;
///     }
///
///     @Override
///     protected void announce(int t) {
///         if (get(pc[t]) == 0) reads(x);
///         else writes(x);
///     }
///
///     @Override
///     protected void move(int t) {
///         if (get(pc[t]) == 0) set(seen[t], load(x));
///         else store(x, get(seen[t]) + 1);
///         set(pc[t], get(pc[t]) + 1);
///     }
///
///     @Override
///     public List<String> observed() {
///         return List.of("x=" + load(x));
///     }
///
///     @Override
///     protected String wrongAtTheEnd() {
///         return load(x) < threads() ? "an update is lost" : "";
///     }
/// }
/// ```
///
/// `javac -cp kprobarium.jar -d out Increment.java`, then `kprobarium model Increment 3 --classpath out`. The constructor's parameters are
/// ints, or an `int...`; with an [IllegalArgumentException] it refuses what it is given.
///
/// What a model may not do is remember anything elsewhere than in these variables: a search goes back to earlier states all the time, and
/// knows a state by them alone.
public abstract class Model implements Playable {
    /// A place in shared memory: 64 bits.
    public record Location(String name, int cell, boolean interesting) {
        long address() {
            return 8L * cell;
        }
    }

    /// A thread's own variable: 64 bits that no other thread looks at.
    public record Local(int cell) {}

    private static final int MOST_THREADS = 16;
    private static final int NOT_FAILED = 0;
    private static final int NOBODY = -1;
    /// Where a thread looks that waits for its own stores: nobody writes there.
    private static final long NOWHERE = 0;

    private final State state = new State();
    private final WeakMemory memory;
    private final int threads;
    private final int failure;
    private final List<Location> locations = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private boolean[] interesting = new boolean[64];
    private Access.Kind kind = Access.Kind.LOCAL;
    private long address;
    private int older;
    private int age;
    /// On weak memory: the thread whose accesses are being made, or that is asked whether it can go on.
    private int mover = NOBODY;
    private boolean asked;
    private int back;

    /// A model of so many threads: at most 16.
    protected Model(int threads) {
        this(threads, MemoryOrder.SC);
    }

    /// The same on memory of this order. What a thread [writes][#writes] then waits in its store buffer, and reaches memory in a move of
    /// its own; what it [reads][#reads] may be older, where the order lets it. To [update][#updates] or to [await][#awaits] is a full
    /// barrier; so is a [fence][#fences].
    protected Model(int threads, MemoryOrder order) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(threads + " threads, not 1 to " + MOST_THREADS);
        }
        this.threads = threads;
        failure = state.allocate(1);
        memory = order == MemoryOrder.SC ? null : new WeakMemory(order, threads, state, new Cells());
    }

    private final class Cells implements WeakMemory.Words {
        @Override
        public long load(long block) {
            return state.get((int) (block >>> 3));
        }

        @Override
        public void store(int thread, long block, long bits, long value, boolean text) {
            state.set((int) (block >>> 3), value);
        }

        @Override
        public long idle() {
            return 0;
        }
    }

    /// Whether thread `t` has something to do and does not wait.
    protected abstract boolean canMove(int t);

    /// Says, by [#reads], [#writes], [#updates], [#awaits] or [#isLocal], which access thread `t` makes next. Asked if it can
    /// move, and if it waits and is not [done][#isDone(int)].
    protected abstract void announce(int t);

    /// Makes the access that thread `t` has announced, and all its own work up to the next.
    protected abstract void move(int t);

    /// What is shown of an end, as `x=42`; a failure is shown anyway.
    public List<String> observed() {
        return List.of();
    }

    /// What is wrong with an end that every thread has come to; empty if nothing is.
    protected String wrongAtTheEnd() {
        return "";
    }

    /// Whether a thread that can never go on again has come to its end, rather than into a deadlock. A model whose threads wait must say
    /// so: searches that leave schedules out have to know who waits, and for what.
    protected boolean isDone(int t) {
        return true;
    }

    // While constructing.

    protected final Location shared(String name, long value) {
        return shared(name, value, true);
    }

    /// A place in shared memory; `interesting` if the race turns on it.
    protected final Location shared(String name, long value, boolean interesting) {
        Location location = new Location(name, state.allocate(1), interesting);
        state.set(location.cell, value);
        locations.add(location);
        if (location.cell >= this.interesting.length) this.interesting = Arrays.copyOf(this.interesting, 2 * location.cell);
        this.interesting[location.cell] = interesting;
        return location;
    }

    protected final Local local(long value) {
        Local local = new Local(state.allocate(1));
        state.set(local.cell, value);
        return local;
    }

    protected final Local[] locals(int n) {
        Local[] locals = new Local[n];
        for (int i = 0; i < n; i++) locals[i] = local(0);
        return locals;
    }

    // While announcing.

    protected final void reads(Location location) {
        announced(Access.Kind.READ, location);
    }

    /// Reads, and may see one of so many values that are [older][#age()] than the newest.
    protected final void reads(Location location, int older) {
        announced(Access.Kind.READ, location);
        this.older = older;
    }

    protected final void writes(Location location) {
        announced(Access.Kind.WRITE, location);
    }

    /// Reads and writes in one go.
    protected final void updates(Location location) {
        announced(Access.Kind.UPDATE, location);
    }

    /// Reads once it holds what is waited for; until then [#canMove(int)] says no.
    protected final void awaits(Location location) {
        announced(Access.Kind.AWAIT, location);
    }

    /// Makes no access, but lets no later one overtake an earlier one: `smp_mb()`. Under SC there is nothing to do.
    protected final void fences() {
        kind = Access.Kind.AWAIT;
        address = NOWHERE;
        older = 0;
    }

    protected final void isLocal() {
        kind = Access.Kind.LOCAL;
        address = 0;
        older = 0;
    }

    private void announced(Access.Kind what, Location where) {
        kind = what;
        address = where.address();
        older = 0;
    }

    // While moving.

    protected final long load(Location location) {
        if (memory == null || mover == NOBODY) return state.get(location.cell);
        return asked ? memory.peek(mover, location.address()) : memory.load(mover, location.address(), 8, back);
    }

    protected final void store(Location location, long value) {
        if (memory == null) state.set(location.cell, value);
        else if (kind == Access.Kind.UPDATE) memory.storeAtOnce(mover, location.address(), 8, value, false);
        else memory.store(mover, location.address(), 8, value, false);
    }

    protected final long get(Local local) {
        return state.get(local.cell);
    }

    protected final void set(Local local, long value) {
        state.set(local.cell, value);
    }

    /// How many values older than the newest is the one that this read sees; 0 for the newest.
    protected final int age() {
        return age;
    }

    /// The program has failed: nothing moves any more.
    protected final void fail(String how) {
        if (!failures.contains(how)) failures.add(how);
        state.set(failure, keyOf(how));
    }

    /// The same for a failure whenever it is first met, so that states do not depend on what was searched before.
    private static long keyOf(String how) {
        return 1 + (how.hashCode() & 0xffff_ffffL);
    }

    // What an explorer asks.

    public final boolean hasFailed() {
        return state.get(failure) != NOT_FAILED;
    }

    /// How it has failed, or what is [wrong][#wrongAtTheEnd()] now that nothing can move; empty if nothing is.
    public final String failure() {
        long key = state.get(failure);
        if (key == NOT_FAILED) return hasEnded() && !isDeadlocked() ? wrongAtTheEnd() : "";
        return failures.stream().filter(how -> keyOf(how) == key).findFirst().orElse("");
    }

    /// Whether nothing can move and a thread is not [done][#isDone(int)].
    public final boolean isDeadlocked() {
        if (hasFailed() || !hasEnded()) return false;
        for (int t = 0; t < threads; t++) if (!isDone(t)) return true;
        return false;
    }

    private boolean hasEnded() {
        for (int t = 0; t < threads; t++) if (canMove(t) || memory != null && !memory.isDrained(t)) return false;
        return true;
    }

    public final int threads() {
        return threads;
    }

    public final boolean isInteresting(long at) {
        long cell = at >>> 3;
        return cell < interesting.length && interesting[(int) cell];
    }

    /// What is called so at this address.
    public final String nameOf(long at) {
        return locations.stream().filter(location -> location.address() == at).map(Location::name).findFirst().orElse("?");
    }

    /// What thread `t`, which can move, is about to do.
    public final Access accessOf(int t) {
        announce(t);
        return new Access(kind, address);
    }

    /// What thread `t` finds at this address, if it looks for the newest.
    public final long valueFor(int t, long at) {
        return memory == null ? state.get((int) (at >>> 3)) : memory.peek(t, at);
    }

    @Override
    public final State state() {
        return state;
    }

    @Override
    public final boolean isStopped() {
        return hasFailed();
    }

    @Override
    public final void choices(ChoicePoint point) {
        point.clear();
        if (hasFailed()) return;
        if (memory != null) {
            choicesOnWeakMemory(point);
            return;
        }
        for (int t = 0; t < threads; t++) {
            boolean moves = canMove(t);
            if (!moves && isDone(t)) continue;
            announce(t);
            if (!moves) {
                point.addWaiting(Move.code(Move.Kind.STEP, t), kind, address);
                continue;
            }
            point.add(Move.code(Move.Kind.STEP, t), kind, address);
            for (int i = 1; i <= older; i++) point.add(Move.code(Move.Kind.OLD, t, i), kind, address);
        }
    }

    @Override
    public final void take(int moveCode) {
        age = Move.kind(moveCode) == Move.Kind.OLD ? Move.alternative(moveCode) : 0;
        if (memory == null) move(Move.cpu(moveCode));
        else takeOnWeakMemory(moveCode);
    }

    private void choicesOnWeakMemory(ChoicePoint point) {
        for (int t = 0; t < threads; t++) {
            boolean moves = canMoveOnWeakMemory(t);
            if (!moves && isDone(t)) continue;
            announce(t);
            boolean barrier = isBarrier();
            boolean stores = kind == Access.Kind.WRITE;
            Access.Kind seen = stores ? Access.Kind.LOCAL : barrier && address != NOWHERE ? memory.committing(kind) : kind;
            if (!moves || barrier && !memory.isDrained(t) || stores && !memory.hasRoom(t)) {
                point.addWaiting(Move.code(Move.Kind.STEP, t), seen, address);
                continue;
            }
            point.add(Move.code(Move.Kind.STEP, t), seen, address);
            if (kind != Access.Kind.READ) continue;
            for (int i = 1; i <= older; i++) point.add(Move.code(Move.Kind.OLD, t, i), kind, address);
            if (older == 0) memory.addOlder(point, t, address, 8, 0, false);
        }
        memory.addFlushes(point);
    }

    private boolean canMoveOnWeakMemory(int t) {
        mover = t;
        asked = true;
        boolean moves = canMove(t);
        asked = false;
        mover = NOBODY;
        return moves;
    }

    private boolean isBarrier() {
        return kind == Access.Kind.UPDATE || kind == Access.Kind.AWAIT;
    }

    private void takeOnWeakMemory(int moveCode) {
        int t = Move.cpu(moveCode);
        if (Move.kind(moveCode) == Move.Kind.FLUSH) {
            memory.flush(t, Move.alternative(moveCode));
            return;
        }
        announce(t);
        back = older == 0 ? age : 0;
        mover = t;
        if (kind == Access.Kind.AWAIT && address != NOWHERE) memory.load(t, address, 8, 0);
        move(t);
        mover = NOBODY;
        back = 0;
        if (isBarrier()) memory.dbar(t, WeakMemory.FULL);
    }
}
