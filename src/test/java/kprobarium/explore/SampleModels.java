package kprobarium.explore;

import java.util.List;
import java.util.stream.IntStream;
import kprobarium.model.Model;
import kprobarium.model.TextPatch;

/// Programs to draw schedules of.
final class SampleModels {
    /// Threads of fixed lengths that all update one place, so that the value shows in which order; in between each writes to a place that
    /// nobody looks at.
    static final class Straight extends Model {
        private final Location order = shared("order", 1);
        private final Location scratch = shared("scratch", 0, false);
        private final int[] lengths;
        private final int pad;
        private final Local[] pc;

        /// @param pad     idle writes of thread 0 before each of its updates
        /// @param lengths how many updates each thread makes
        Straight(int pad, int... lengths) {
            super(lengths.length);
            this.pad = pad;
            this.lengths = lengths;
            pc = locals(lengths.length);
        }

        private boolean isUpdate(int t) {
            return t > 0 || get(pc[t]) % (pad + 1) == pad;
        }

        @Override
        protected boolean canMove(int t) {
            return get(pc[t]) < lengths[t] * (t == 0 ? pad + 1L : 1L);
        }

        @Override
        protected void announce(int t) {
            if (isUpdate(t)) updates(order);
            else writes(scratch);
        }

        @Override
        protected void move(int t) {
            if (isUpdate(t)) store(order, load(order) * threads() + t);
            set(pc[t], get(pc[t]) + 1);
        }

        @Override
        public List<String> observed() {
            return List.of("order=" + Long.toString(load(order), threads()));
        }
    }

    /// Thread 0 looks at a flag again and again until thread 1, which has other things to do first, has raised it.
    static final class Spin extends Model {
        private static final int BUSY = 100;
        private final Location flag = shared("flag", 0);
        private final Location other = shared("other", 0, false);
        private final Local[] pc = locals(2);

        Spin() {
            super(2);
        }

        @Override
        protected boolean canMove(int t) {
            return get(pc[t]) <= (t == 0 ? 0 : BUSY);
        }

        @Override
        protected void announce(int t) {
            if (t == 0) reads(flag);
            else if (get(pc[t]) < BUSY) writes(other);
            else writes(flag);
        }

        @Override
        protected void move(int t) {
            if (t == 0 && load(flag) == 0) return;
            if (t == 1) store(get(pc[t]) < BUSY ? other : flag, 1);
            set(pc[t], get(pc[t]) + 1);
        }
    }

    /// Two threads that add one to a counter, reading first and writing then; losing one is the failure.
    static final class LostUpdate extends Model {
        private final Location counter = shared("counter", 0);
        private final Local[] pc = locals(2);
        private final Local[] read = locals(2);

        LostUpdate() {
            super(2);
        }

        @Override
        protected boolean canMove(int t) {
            return get(pc[t]) < 2;
        }

        @Override
        protected void announce(int t) {
            if (get(pc[t]) == 0) reads(counter);
            else writes(counter);
        }

        @Override
        protected void move(int t) {
            if (get(pc[t]) == 0) {
                set(read[t], load(counter));
            } else {
                if (load(counter) != get(read[t])) fail("lost update");
                store(counter, get(read[t]) + 1);
            }
            set(pc[t], get(pc[t]) + 1);
        }
    }

    /// `2 2 2 2 20`: variant, executing CPUs, iterations, rounds, pad.
    static TextPatch textPatch(String numbers) {
        int[] n = IntStream.of(0, 1, 2, 3, 4).map(i -> Integer.parseInt(numbers.split(" ")[i])).toArray();
        return new TextPatch(n[0], n[1], n[2], n[3], n[4]);
    }

    static Subject subject(Model model) {
        Subject subject = new ModelSubject(model);
        subject.state().keepJournal();
        return subject;
    }

    private SampleModels() {}
}
