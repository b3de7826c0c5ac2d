package kprobarium.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {
    private static Schedule parse(String text) {
        return switch (Schedule.parse(text)) {
            case Schedule.Parsed.Good(Schedule schedule) -> schedule;
            case Schedule.Parsed.Bad(Schedule.Malformed error) -> throw new AssertionError(error);
        };
    }

    private static Schedule.Malformed error(String text) {
        return assertInstanceOf(Schedule.Parsed.Bad.class, Schedule.parse(text), text).error();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1*2 0 1*3 0*4", "12:patch 255:preempt*3", "!\"p:p1 foo+0x8\"@0", "0 !\"-:p1\"@3 0*7",
        "!\"say \\\"hi\\\" \\\\ there\"@1 1", "!\"\"@0", "!\"two\nlines\"@0"})
    void text_is_read_back_as_it_was_written(String text) {
        assertEquals(text, parse(text).toString());
    }

    @Test
    void blanks_of_any_kind_and_number_part_the_entries() {
        assertEquals(parse("0*2 1 0"), parse("  0*2\n\t1   0 \n"));
    }

    @Test
    void a_move_written_out_and_the_same_move_counted_are_the_same_moves() {
        assertArrayEquals(parse("1 1 1 0:patch 0:patch").codes(), parse("1*3 0:patch*2").codes());
        assertArrayEquals(new int[] {1, 1, Move.code(Move.Kind.PATCH, 0)}, parse("1*2 0:patch").codes());
    }

    @Test
    void commands_are_none_of_the_moves() {
        assertArrayEquals(new int[] {1, 2}, parse("1 !\"p foo\"@0 2").codes());
    }

    @Test
    void any_command_survives_being_written_down() {
        SplittableRandom random = new SplittableRandom(1);
        String alphabet = "ab \"\\@!*0\n\t+:$é";
        for (int i = 0; i < 500; i++) {
            StringBuilder command = new StringBuilder();
            random.ints(random.nextInt(12), 0, alphabet.length()).forEach(at -> command.append(alphabet.charAt(at)));
            var builder = new Schedule.Builder();
            builder.move(1);
            builder.command(command.toString(), random.nextInt(4));
            builder.move(1);
            assertEquals(builder.build(), parse(builder.build().toString()));
        }
    }

    @Test
    void a_long_command_survives_too() {
        var builder = new Schedule.Builder();
        builder.command("p:p1 foo+0x8 \\\" ".repeat(20_000), 0);
        assertEquals(builder.build(), parse(builder.build().toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x              | 1  | x
            0 1 y*2 3      | 5  | y*2
            0  1:patched   | 4  | 1:patched
            0*             | 1  | 0*
            0*0            | 1  | 0*0
            0 1*-2         | 3  | 1*-2
            1.5            | 1  | 1.5
            256            | 1  | 256
            1 1000         | 3  | 1000
            0 !"p foo"     | 3  | !"p
            0 !p@0         | 3  | !p@0
            0 !"p@0        | 3  | !"p@0
            0 !"p"@x       | 3  | !"p"@x
            0 !"p"@0x      | 3  | !"p"@0x
            0 !"p"@256     | 3  | !"p"@256
            1*1000000000   | 1  | 1*1000000000
            """)
    void malformed_text_is_refused_with_its_column_and_what_stands_there(String text, int column, String found) {
        Schedule.Malformed error = error(text);
        assertEquals(column, error.column());
        assertEquals("found `" + found + "`, expected moves such as `1`, `0*4`, `1:patch`, `1:preempt` or `!\"p:p1 foo+0x8\"@0`",
                error.message());
    }

    @Test
    void a_builder_joins_equal_moves_unless_a_command_comes_between() {
        var builder = new Schedule.Builder();
        for (int code : new int[] {0, 0, 1, 1, 1, 0}) builder.move(code);
        builder.command("p foo", 2);
        builder.move(0);
        assertEquals("0*2 1*3 0 !\"p foo\"@2 0", builder.build().toString());
    }

    @Test
    void a_builder_goes_on_after_it_was_asked() {
        var builder = new Schedule.Builder();
        builder.move(0);
        assertEquals("0", builder.build().toString());
        builder.move(0);
        assertEquals("0*2", builder.build().toString());
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "0*5, 0", "0 1 0, 2", "0 0:patch 0, 0", "0*2 1:patch 0, 2", "1*3 !\"p foo\"@0 1, 0"})
    void a_switch_is_a_move_of_another_cpu_than_the_one_before(String text, int switches) {
        assertEquals(switches, parse(text).switches());
    }

    @Test
    void every_move_has_its_own_code() {
        List<Move> moves = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        for (Move.Kind kind : Move.Kind.values()) {
            for (int cpu : new int[] {0, 1, 15, 255}) {
                Move move = new Move(kind, cpu);
                assertEquals(move, Move.of(move.code()));
                assertEquals(move.code(), Move.code(kind, cpu));
                assertEquals(kind, Move.kind(move.code()));
                assertEquals(cpu, Move.cpu(move.code()));
                moves.add(move);
                codes.add(move.code());
            }
        }
        assertEquals(moves.size(), codes.stream().distinct().count());
    }
}
