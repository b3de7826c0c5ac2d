package kprobarium.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
/// final class Increment extends Model {
///     private final Location x = shared("x", 0);
///     private final Local[] pc = locals(2), read = locals(2);
///
///     Increment() { super(2); }
///
///     protected boolean canMove(int t) { return get(pc[t]) < 2; }
///
///     protected void announce(int t) { if (get(pc[t]) == 0) reads(x); else writes(x); }
///
///     protected void move(int t) {
///         if (get(pc[t]) == 0) set(read[t], load(x)); else store(x, get(read[t]) + 1);
///         set(pc[t], get(pc[t]) + 1);
///     }
/// }
/// ```
public abstract class Model implements Playable {
    /// A place in shared memory: 64 bits.
    public record Location(String name, int cell, boolean interesting) {
        long address() {
            return 8L * cell;
        }
    }

    /// A thread's own variable: 64 bits that no other thread looks at.
    public record Local(int cell) {}

    private static final int NOT_FAILED = 0;

    private final State state = new State();
    private final int threads;
    private final int failure;
    private final List<Location> locations = new ArrayList<>();
    private final Map<Long, String> failures = new TreeMap<>();
    private Access.Kind kind;
    private long address;

    /// A model of so many threads: at most 16.
    protected Model(int threads) {
        this.threads = threads;
        failure = state.allocate(1);
    }

    /// Whether thread `t` has something to do and does not wait.
    protected abstract boolean canMove(int t);

    /// Says, by [#reads], [#writes], [#updates] or [#isLocal], which access thread `t` makes next.
    protected abstract void announce(int t);

    /// Makes the access that thread `t` has announced, and all its own work up to the next.
    protected abstract void move(int t);

    /// What is shown of an end, as `x=42`; a failure is shown anyway.
    public List<String> observed() {
        return List.of();
    }

    /// Whether a thread that can never go on again has come to its end, rather than into a deadlock.
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

    protected final void writes(Location location) {
        announced(Access.Kind.WRITE, location);
    }

    /// Reads and writes in one go.
    protected final void updates(Location location) {
        announced(Access.Kind.UPDATE, location);
    }

    protected final void isLocal() {
        kind = Access.Kind.LOCAL;
        address = 0;
    }

    private void announced(Access.Kind what, Location where) {
        kind = what;
        address = where.address();
    }

    // While moving.

    protected final long load(Location location) {
        return state.get(location.cell);
    }

    protected final void store(Location location, long value) {
        state.set(location.cell, value);
    }

    protected final long get(Local local) {
        return state.get(local.cell);
    }

    protected final void set(Local local, long value) {
        state.set(local.cell, value);
    }

    /// The program has failed: nothing moves any more.
    protected final void fail(String how) {
        long key = 1 + (how.hashCode() & 0xffff_ffffL);
        failures.put(key, how);
        state.set(failure, key);
    }

    // What an explorer asks.

    public final boolean hasFailed() {
        return state.get(failure) != NOT_FAILED;
    }

    /// How it has failed; empty if it has not.
    public final String failure() {
        return hasFailed() ? failures.get(state.get(failure)) : "";
    }

    /// Whether nothing can move and a thread is not [done][#isDone(int)].
    public final boolean isDeadlocked() {
        if (hasFailed()) return false;
        boolean allDone = true;
        for (int t = 0; t < threads; t++) {
            if (canMove(t)) return false;
            allDone &= isDone(t);
        }
        return !allDone;
    }

    public final int threads() {
        return threads;
    }

    public final boolean isInteresting(long at) {
        return locations.stream().anyMatch(location -> location.address() == at && location.interesting);
    }

    /// What is called so at this address.
    public final String nameOf(long at) {
        return locations.stream().filter(location -> location.address() == at).map(Location::name).findFirst().orElse("?");
    }

    @Override
    public final State state() {
        return state;
    }

    @Override
    public final void choices(ChoicePoint point) {
        point.clear();
        if (hasFailed()) return;
        for (int t = 0; t < threads; t++) {
            if (!canMove(t)) continue;
            announce(t);
            point.add(Move.code(Move.Kind.STEP, t), kind, address);
        }
    }

    @Override
    public final void take(int moveCode) {
        move(Move.cpu(moveCode));
    }
}
