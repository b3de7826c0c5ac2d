package kprobarium.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
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

    /// When the others see what a thread writes.
    public enum Order {
        /// At once: sequential consistency.
        SC,
        /// When it leaves the thread's [store buffer][#bufferStores(int)].
        TSO,
        /// So, and there is a [barrier][#isBarrier()] where one is needed.
        TSO_WITH_BARRIERS;

        private static final Order[] ORDERS = values();

        static Order of(int parameter) {
            return ORDERS[parameter];
        }
    }

    /// A thread's own variable: 64 bits that no other thread looks at.
    public record Local(int cell) {}

    private static final int MOST_THREADS = 16;
    private static final int NOT_FAILED = 0;
    private static final int NOBODY = -1;

    private final State state = new State();
    private final int threads;
    private final int failure;
    private final List<Location> locations = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private boolean[] interesting = new boolean[64];
    private Access.Kind kind = Access.Kind.LOCAL;
    private long address;
    private int older;
    private int age;

    /// With store buffers: how many stores of each thread wait, and from there on where each goes and what it writes, the oldest first.
    private int[] buffers = {};
    private int room;
    /// The thread that looks at memory, or nobody.
    private int mover = NOBODY;
    private boolean atOnce;

    /// A model of so many threads: at most 16.
    protected Model(int threads) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(threads + " threads, not 1 to " + MOST_THREADS);
        }
        this.threads = threads;
        failure = state.allocate(1);
    }

    /// Whether thread `t` has something to do and does not wait.
    protected abstract boolean canMove(int t);

    /// Says, by [#reads], [#writes], [#updates], [#awaits], [#isBarrier] or [#isLocal], which access thread `t` makes next. Asked if it can
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

    /// From here on a thread's stores wait, `entries` of them at most, in a store buffer of its own before they reach memory in their
    /// order, and only the thread itself sees them (TSO). An [update][#updates] and a [barrier][#isBarrier()] wait until all have.
    protected final void bufferStores(int entries) {
        room = entries;
        buffers = new int[threads];
        for (int t = 0; t < threads; t++) buffers[t] = state.allocate(1 + 2 * entries);
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

    protected final void isLocal() {
        kind = Access.Kind.LOCAL;
        address = 0;
        older = 0;
    }

    /// Goes on once all the thread's stores have reached memory; nothing without [store buffers][#bufferStores(int)].
    protected final void isBarrier() {
        kind = Access.Kind.SYNC;
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
        return room > 0 && mover != NOBODY ? forwarded(location.cell) : state.get(location.cell);
    }

    protected final void store(Location location, long value) {
        if (room > 0 && !atOnce) buffer(location.cell, value);
        else write(location, value);
    }

    private void write(Location location, long value) {
        state.set(location.cell, value);
        written(location, value);
    }

    /// A store has reached memory.
    protected void written(Location location, long value) {}

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

    // Store buffers.

    private int waiting(int t) {
        return (int) state.get(buffers[t]);
    }

    /// What the thread that moves has stored there last, or else what memory holds.
    private long forwarded(int cell) {
        int first = buffers[mover] + 1;
        for (int i = waiting(mover) - 1; i >= 0; i--) if (state.get(first + 2 * i) == cell) return state.get(first + 2 * i + 1);
        return state.get(cell);
    }

    private void buffer(int cell, long value) {
        int n = waiting(mover);
        state.set(buffers[mover] + 1 + 2 * n, cell);
        state.set(buffers[mover] + 2 + 2 * n, value);
        state.set(buffers[mover], n + 1);
    }

    private void flush(int t) {
        int first = buffers[t] + 1;
        int n = waiting(t);
        int cell = (int) state.get(first);
        long value = state.get(first + 1);
        for (int i = 0; i < 2 * n - 2; i++) state.set(first + i, state.get(first + i + 2));
        state.set(first + 2 * n - 2, 0);
        state.set(first + 2 * n - 1, 0);
        state.set(buffers[t], n - 1);
        write(at(cell), value);
    }

    private Location at(int cell) {
        for (int i = 0;; i++) if (locations.get(i).cell == cell) return locations.get(i);
    }

    /// Whether thread `t`, which has announced what it does, must let a store go first.
    private boolean mustFlush(int t) {
        if (kind == Access.Kind.WRITE) return waiting(t) == room;
        return (kind == Access.Kind.UPDATE || kind == Access.Kind.SYNC) && waiting(t) > 0;
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
        for (int t = 0; t < threads; t++) {
            mover = t;
            boolean goesOn = canMove(t) || room > 0 && waiting(t) > 0;
            mover = NOBODY;
            if (goesOn) return false;
        }
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
        mover = t;
        announce(t);
        mover = NOBODY;
        return new Access(kind, address);
    }

    /// What thread `t` finds at this address.
    public final long valueFor(int t, long at) {
        int cell = (int) (at >>> 3);
        if (room == 0) return state.get(cell);
        mover = t;
        long value = forwarded(cell);
        mover = NOBODY;
        return value;
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
        for (int t = 0; t < threads; t++) {
            mover = t;
            boolean moves = canMove(t);
            if (!moves && isDone(t)) continue;
            announce(t);
            if (!moves) {
                point.addWaiting(Move.code(Move.Kind.STEP, t), kind, address);
            } else if (room > 0) {
                addBuffered(point, t);
            } else {
                point.add(Move.code(Move.Kind.STEP, t), kind == Access.Kind.SYNC ? Access.Kind.LOCAL : kind, address);
                for (int i = 1; i <= older; i++) point.add(Move.code(Move.Kind.OLD, t, i), kind, address);
            }
        }
        mover = NOBODY;
        if (room > 0) addFlushes(point);
    }

    /// The step of a thread with a store buffer: a store is nobody's business until it leaves there.
    private void addBuffered(ChoicePoint point, int t) {
        boolean inside = kind == Access.Kind.WRITE || kind == Access.Kind.SYNC;
        Access.Kind seen = inside ? Access.Kind.LOCAL : kind;
        long at = inside ? 0 : address;
        if (mustFlush(t)) {
            point.addWaiting(Move.code(Move.Kind.STEP, t), seen, at);
            return;
        }
        point.add(Move.code(Move.Kind.STEP, t), seen, at);
        for (int i = 1; i <= older; i++) point.add(Move.code(Move.Kind.OLD, t, i), seen, at);
    }

    private void addFlushes(ChoicePoint point) {
        for (int t = 0; t < threads; t++) {
            if (waiting(t) > 0) point.add(Move.code(Move.Kind.FLUSH, t), Access.Kind.WRITE, 8 * state.get(buffers[t] + 1));
        }
    }

    @Override
    public final void take(int moveCode) {
        int t = Move.cpu(moveCode);
        Move.Kind how = Move.kind(moveCode);
        if (how == Move.Kind.FLUSH) {
            flush(t);
            return;
        }
        mover = t;
        if (room > 0) {
            announce(t);
            atOnce = kind == Access.Kind.UPDATE;
        }
        age = how == Move.Kind.OLD ? Move.alternative(moveCode) : 0;
        move(t);
        mover = NOBODY;
    }
}
