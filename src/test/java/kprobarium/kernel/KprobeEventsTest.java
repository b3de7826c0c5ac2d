package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import kprobarium.kernel.KprobeEvents.Command;
import kprobarium.kernel.KprobeEvents.Parsed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KprobeEventsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            p:p1 foo,                kprobes, p1,           foo
            p:p1 foo+0x8,            kprobes, p1,           foo+0x8
            p:p1 foo+8,              kprobes, p1,           foo+8
            p:grp/p1 foo,            grp,     p1,           foo
            p foo,                   kprobes, p_foo_0,      foo
            p foo+0x1c,              kprobes, p_foo_28,     foo+0x1c
            p .Lx.y+4,               kprobes, p__Lx_y_4,    .Lx.y+4
            p 0x9000000000200000,    kprobes, p_0x9000000000200000, 0x9000000000200000
            '  p:p1   foo+0x8  ',    kprobes, p1,           foo+0x8
            p:_1 foo,                kprobes, _1,           foo
            """)
    void a_probe_has_a_group_a_name_and_a_place(String line, String group, String event, String place) {
        assertEquals(new Parsed.Good(new Command.Define(group, event, place)), KprobeEvents.parse(line));
    }

    @ParameterizedTest
    @CsvSource({"-:p1, kprobes, p1", "-:grp/p1, grp, p1", "' -:p1 ', kprobes, p1"})
    void a_probe_is_taken_away_by_its_name(String line, String group, String event) {
        assertEquals(new Parsed.Good(new Command.Delete(group, event)), KprobeEvents.parse(line));
    }

    /// Under each command, where the kernel's caret points.
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            |^|No command: expected `p:EVENT SYM+OFFS` or `-:EVENT`
               |^|No command: expected `p:EVENT SYM+OFFS` or `-:EVENT`
            r:r1 foo|^|Unknown command `r:r1`: expected `p:EVENT SYM+OFFS` or `-:EVENT`
              x|  ^|Unknown command `x`: expected `p:EVENT SYM+OFFS` or `-:EVENT`
            p4:p1 foo| ^|Maxactive is only for function exit
            p: foo|  ^|Event name is not specified
            p| ^|Invalid probed address or symbol
            p:p1|    ^|Invalid probed address or symbol
            p:p1 foo-4|     ^|Invalid probed address or symbol
            p:p1 foo+|     ^|Invalid probed address or symbol
            p:p1 foo+0xg|     ^|Invalid probed address or symbol
            p:p1 8|     ^|Invalid probed address or symbol
            p:p1 foo n=%r4|         ^|Fetch arguments are not recorded here: expected the end of the command
            p:/p1 foo|  ^|Group name is not specified
            p:grp/ foo|      ^|Event name is not specified
            p:4grp/p1 foo|  ^|Group name must follow the same rules as C identifiers
            p:p-1 foo|  ^|Event name must follow the same rules as C identifiers
            p:grp/1p foo|      ^|Event name must follow the same rules as C identifiers
            p:grp/p/1 foo|      ^|Event name must follow the same rules as C identifiers
            -| ^|Event name is not specified
            -:|  ^|Event name is not specified
            -p1| ^|Expected `-:EVENT`
            -:p1 foo|     ^|Expected the end of the command after `-:p1`
            """)
    void what_is_wrong_is_said_under_the_word_that_it_is_about(String line, String caret, String message) {
        assertEquals(new Parsed.Bad(new KprobeEvents.Refused(message, caret.indexOf('^'))), KprobeEvents.parse(line == null ? "" : line));
    }

    @ParameterizedTest
    @CsvSource({"63, 1, good", "64, 1, Event name is too long", "1, 63, good", "1, 64, Group name is too long"})
    void names_are_no_longer_than_the_kernels(int event, int group, String expected) {
        String found = switch (KprobeEvents.parse("p:" + "g".repeat(group) + "/" + "e".repeat(event) + " foo")) {
            case Parsed.Good _ -> "good";
            case Parsed.Bad(KprobeEvents.Refused(String message, int _)) -> message;
        };
        assertEquals(expected, found);
    }
}
