package kprobarium.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Going back is as if what came after the mark had never been, in both tiers, at marks within marks, with text that was patched meanwhile.
final class SnapshotsTest {
    private static final int PROGRAMS = Integer.getInteger("kprobarium.soak", 24), ACTIONS = 120;

    /// All that can be told of a machine.
    private record Picture(byte[] memory, long[] registers) {
        static Picture of(Ram ram, TestCore core) {
            long[] registers = new long[Core.SAVED];
            core.save(registers, 0);
            return new Picture(ram.bytes.clone(), registers);
        }

        void requireSame(Ram ram, TestCore core, String when) {
            Picture now = of(ram, core);
            assertArrayEquals(registers, now.registers, when);
            if (!Arrays.equals(memory, now.memory)) assertArrayEquals(memory, now.memory, when);
        }
    }

    private static TestCore core(Ram ram, long seed, boolean compiles) {
        TestCore core = new TestCore(RandomProgram.BASE, ram, RandomProgram.BASE, true);
        RandomProgram program = new RandomProgram(seed);
        ram.write(0, new RandomProgram(seed).memory());
        for (int number = 1; number < 32; number++) core.set(number, program.register(number));
        core.compiles(compiles);
        return core;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void random_programs_go_back_and_forth(boolean compiles) {
        int written = 0;
        for (int seed = 0; seed < PROGRAMS; seed++) {
            Random random = new Random(seed);
            Ram ram = new Ram(RandomProgram.SIZE);
            TestCore core = core(ram, seed, compiles);
            Snapshots snapshots = ram.snapshots();
            snapshots.with(core);
            Deque<Picture> marks = new ArrayDeque<>();
            for (int action = 0; action < ACTIONS; action++) {
                String when = "seed " + seed + ", action " + action;
                core.run(1 + random.nextInt(random.nextBoolean() ? 20 : 4000));
                int what = random.nextInt(5);
                if (marks.isEmpty() || what == 0 && marks.size() < 6) {
                    snapshots.keep();
                    marks.push(Picture.of(ram, core));
                } else if (what == 1) {
                    snapshots.release();
                    marks.pop();
                } else {
                    written += snapshots.written();
                    snapshots.restore();
                    marks.peek().requireSame(ram, core, when);
                    assertEquals(0, snapshots.written(), when);
                }
                assertEquals(marks.size(), snapshots.depth(), when);
            }
        }
        assertTrue(written > 50 * PROGRAMS, written + " granules");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_follows_a_way_back_is_what_followed_the_mark(boolean compiles) {
        for (int seed = 0; seed < PROGRAMS; seed++) {
            Ram ram = new Ram(RandomProgram.SIZE);
            TestCore core = core(ram, seed, compiles);
            ram.snapshots().with(core);
            core.run(5_000);
            ram.snapshots().keep();
            boolean reserved = core.reserved;
            core.run(20_000);
            Picture first = Picture.of(ram, core);
            for (int again = 0; again < 3; again++) {
                ram.snapshots().restore();
                core.reserved = reserved;
                for (int rest = 20_000; rest > 0; rest -= 2_500) core.run(2_500);
                first.requireSame(ram, core, "seed " + seed + ", time " + again);
            }
        }
    }

    @Test
    void a_granule_is_saved_once_since_a_mark() {
        Ram ram = new Ram(4096);
        Snapshots snapshots = ram.snapshots();
        snapshots.keep();
        for (int value = 1; value < 9; value++) ram.store(8, 8, value);
        assertEquals(1, snapshots.written());
        snapshots.keep();
        ram.store(8, 8, 9);
        ram.store(1024, 8, 9);
        assertEquals(2, snapshots.written());
        snapshots.release();
        assertEquals(2, snapshots.written());
        ram.store(16, 8, 9);
        assertEquals(2, snapshots.written());
        snapshots.restore();
        assertEquals(0, ram.load(8, 8) | ram.load(16, 8) | ram.load(1024, 8));
    }

    @Test
    void without_a_mark_there_is_no_way_back() {
        Snapshots snapshots = new Ram(4096).snapshots();
        assertThrows(IllegalStateException.class, snapshots::restore);
        assertThrows(IllegalStateException.class, snapshots::release);
        assertEquals(0, snapshots.written());
    }
}
