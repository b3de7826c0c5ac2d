package kprobarium.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kprobarium.model.Model;

/// A small concurrent program drawn from a seed: loads and stores, atomic additions, locks, waiting, older values, loops and failures.
final class RandomModel extends Model {
    enum Kind {
        LOAD, LOAD_OLDER, STORE, STORE_LOADED, ADD, LOCK, UNLOCK, AWAIT, SPIN, LOCAL, FAIL_IF
    }

    /// What may occur in a program.
    record Features(boolean waits, boolean older, boolean loops, boolean fails) {
        static final Features PLAIN = new Features(false, false, false, false);
        static final Features ALL_BUT_LOOPS = new Features(true, true, false, true);
        static final Features ALL = new Features(true, true, true, true);
    }

    /// `skip`: the instructions after it that are left out if the value loaded last is odd.
    private record Instruction(Kind kind, int location, int operand, int skip) {}

    private final Location[] locations;
    private final Location[] locks;
    /// What each location held before, changed together with it.
    private final Local[] before;
    private final Local[] pc;
    private final Local[] loaded;
    private final List<List<Instruction>> programs = new ArrayList<>();

    RandomModel(long seed, int threads, int length, Features features) {
        super(threads);
        SplittableRandom random = new SplittableRandom(seed);
        int n = 1 + random.nextInt(3);
        locations = new Location[n];
        before = locals(n);
        for (int i = 0; i < n; i++) locations[i] = shared("x" + i, 0);
        locks = new Location[] {shared("m0", 0), shared("m1", 0)};
        pc = locals(threads);
        loaded = locals(threads);
        List<Kind> kinds = new ArrayList<>(List.of(Kind.LOAD, Kind.LOAD, Kind.STORE, Kind.STORE, Kind.STORE_LOADED, Kind.ADD, Kind.LOCAL));
        if (features.waits) kinds.addAll(List.of(Kind.LOCK, Kind.LOCK, Kind.UNLOCK, Kind.UNLOCK, Kind.AWAIT));
        if (features.older) kinds.addAll(List.of(Kind.LOAD_OLDER, Kind.LOAD_OLDER));
        if (features.loops) kinds.addAll(List.of(Kind.SPIN, Kind.SPIN));
        if (features.fails) kinds.add(Kind.FAIL_IF);
        for (int t = 0; t < threads; t++) {
            List<Instruction> program = new ArrayList<>();
            for (int i = 1 + random.nextInt(length); i > 0; i--) {
                program.add(new Instruction(kinds.get(random.nextInt(kinds.size())), random.nextInt(n), random.nextInt(3),
                        random.nextInt(4) == 0 ? 1 : 0));
            }
            programs.add(program);
        }
    }

    private Instruction next(int t) {
        return programs.get(t).get((int) get(pc[t]));
    }

    private Location lock(Instruction i) {
        return locks[i.operand & 1];
    }

    @Override
    protected boolean isDone(int t) {
        return get(pc[t]) >= programs.get(t).size();
    }

    @Override
    protected boolean canMove(int t) {
        if (isDone(t)) return false;
        Instruction i = next(t);
        return switch (i.kind) {
            case LOCK -> load(lock(i)) == 0;
            case AWAIT -> load(locations[i.location]) == i.operand;
            case LOAD, LOAD_OLDER, STORE, STORE_LOADED, ADD, UNLOCK, SPIN, LOCAL, FAIL_IF -> true;
        };
    }

    @Override
    protected void announce(int t) {
        Instruction i = next(t);
        Location location = locations[i.location];
        switch (i.kind) {
            case LOAD, SPIN, FAIL_IF -> reads(location);
            case LOAD_OLDER -> reads(location, get(before[i.location]) == load(location) ? 0 : 1);
            case STORE, STORE_LOADED -> writes(location);
            case ADD -> updates(location);
            case LOCK -> updates(lock(i));
            case UNLOCK -> writes(lock(i));
            case AWAIT -> awaits(location);
            case LOCAL -> isLocal();
        }
    }

    @Override
    protected void move(int t) {
        Instruction i = next(t);
        Location location = locations[i.location];
        switch (i.kind) {
            case LOAD, AWAIT -> set(loaded[t], load(location));
            case LOAD_OLDER -> set(loaded[t], age() == 0 ? load(location) : get(before[i.location]));
            case STORE -> write(i.location, i.operand);
            case STORE_LOADED -> write(i.location, get(loaded[t]));
            case ADD -> write(i.location, load(location) + 1 & 3);
            case LOCK -> store(lock(i), 1);
            case UNLOCK -> store(lock(i), 0);
            case LOCAL -> set(loaded[t], get(loaded[t]) + i.operand & 3);
            case SPIN -> {
                if (load(location) != i.operand) {
                    set(pc[t], Math.max(0, get(pc[t]) - i.skip));
                    return;
                }
            }
            case FAIL_IF -> {
                if (load(location) == i.operand) {
                    fail("failed in " + t);
                    return;
                }
            }
        }
        boolean skips = i.kind != Kind.SPIN && (get(loaded[t]) & 1) != 0;
        set(pc[t], Math.min(programs.get(t).size(), get(pc[t]) + 1 + (skips ? i.skip : 0)));
    }

    private void write(int location, long value) {
        set(before[location], load(locations[location]));
        store(locations[location], value);
    }

    @Override
    public List<String> observed() {
        List<String> observed = new ArrayList<>();
        for (Location location : locations) observed.add(location.name() + "=" + load(location));
        for (Local value : loaded) observed.add("r=" + get(value));
        for (Local at : pc) observed.add("pc=" + get(at));
        return observed;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<Instruction> program : programs) {
            text.append("thread:\n");
            for (Instruction i : program) text.append("  ").append(i).append('\n');
        }
        return text.toString();
    }
}
