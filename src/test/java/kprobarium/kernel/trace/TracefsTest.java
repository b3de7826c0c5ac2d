package kprobarium.kernel.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the kernel's own tests of kprobe events ask for, and what else the files do.
final class TracefsTest {
    private static final long EEXIST = -17, EBUSY = -16, ENOENT = -2, EINVAL = -22;
    private static final String TEXT = """
            foo: addi.d $a0, $a0, 1
                 addi.d $a0, $a0, 2
                 jr $ra
            bar: addi.d $sp, $sp, -16
                 st.d   $ra, $sp, 8
                 bl     foo
                 ld.d   $ra, $sp, 8
                 addi.d $sp, $sp, 16
                 jr     $ra
            """;
    private static final String DATA = """
            number: .dword 0x80f1f2f3f4f5f6f7
            text:   .asciz "test"
                    .balign 8
            texts:  .dword text, text, 16
            end:    .dword 0
            """;

    private TracefsRig rig;

    @BeforeEach
    void rig() {
        rig = new TracefsRig("linux-6.12", TEXT, DATA);
    }

    private void defined(String command) {
        assertEquals(0, rig.define(command), () -> rig.read("error_log"));
    }

    private void enabled() {
        assertEquals(0, rig.write("events/enable", "1"));
    }

    /// What `p:e foo ARGUMENTS` traces when foo is called with 7, its second argument being `number`.
    private String argument(String arguments) {
        defined("p:e foo " + arguments);
        enabled();
        rig.call("foo", 7, rig.address("number"), rig.address("text"), rig.address("texts"));
        return rig.traced().getLast().replaceFirst("e: \\(foo\\+0x0/0xc\\) ?", "");
    }

    // kprobe_args_type.tc and what else can be fetched

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            +0(%r5)                      | arg1=0x80f1f2f3f4f5f6f7
            +0(%r5):u64                  | arg1=9291474635842778871
            +0(%r5):s64                  | arg1=-9155269437866772745
            +0(%r5):x32 +4(%r5):x32      | arg1=0xf4f5f6f7 arg2=0x80f1f2f3
            +0(%r5):u32 +0(%r5):s32      | arg1=4109760247 arg2=-185207049
            +0(%r5):u16 +0(%r5):s16      | arg1=63223 arg2=-2313
            +0(%r5):u8 +0(%r5):s8        | arg1=247 arg2=-9
            +0(%r5):x8 +0(%r5):x16       | arg1=0xf7 arg2=0xf6f7
            +0(%r5):b4@4/64 +0(%r5):b4@4/8 | arg1=15 arg2=15
            +0(%r5):b4@60/64 +0(%r5):b8@8/16 | arg1=8 arg2=246
            +0(%r5):x8[3]                | arg1={0xf7,0xf6,0xf5}
            +0(%r6):string               | arg1="test"
            +0(%r6):char                 | arg1='t'
            +0(%r6):char[4]              | arg1={'t','e','s','t'}
            +0(+0(%r7)):string           | arg1="test"
            +0(%r7):string[2]            | arg1={"test","test"}
            +0(%r7):string[3]            | arg1={"test","test",(fault)}
            +0(%r4):string +0(%r4)       | arg1=(fault) arg2=0x0
            +u0(%r6) +u0(%r6):string     | arg1=0x0 arg2=(fault)
            +0(%r6):ustring              | arg1=(fault)
            %r4 %r4:u8 x=\\-5:s8 $arg2:x8 | arg1=0x7 arg2=7 x=-5 arg4=0x0
            @number:x8 @number+1:x8      | arg1=0xf7 arg2=0xf6
            @foo:symbol %csr_era:symbol  | arg1=0x0 arg2=foo+0x0/0xc
            %csr_era:symstr              | arg1="foo+0x0/0xc"
            $comm \\"imm"                 | arg1="cpu1" arg2="imm"
            $stack0 $stack2000           | arg1=0x0 arg2=0x0
            """)
    void an_argument_is_fetched_and_printed_by_its_type(String arguments, String printed) {
        String expected = arguments.startsWith("@foo") ? "arg1=0x" + Long.toHexString(word("foo")) + " arg2=foo+0x0/0xc" : printed;
        String number = "0x" + Long.toHexString(rig.address("number") & 0xff);
        assertEquals(arguments.contains("$arg2:x8") ? printed.replace("0x0", number) : expected, argument(arguments));
    }

    /// What the probed word and the next are, as a symbol's address: none that anything is called by.
    private long word(String place) {
        return (long) rig.machine.memory().word(rig.address(place) + 4) << 32
                | Integer.toUnsignedLong(rig.k.arch.breakpointInsn());
    }

    // kretprobe_args.tc, kretprobe_entry_arg.tc

    @Test
    void a_return_event_tells_where_to_and_what_and_what_the_entry_was_given() {
        defined("r:back foo $arg1 $retval:u8 $arg1:s8");
        enabled();
        rig.call("bar", 7);
        assertEquals(List.of("back: (bar+0xc/0x18 <- foo) arg1=0x7 arg2=10 arg3=7"), rig.traced());
        assertEquals("r10:kprobes/back foo arg1=$arg1 arg2=$retval:u8 arg3=$arg1:s8\n", rig.read("kprobe_events"));
    }

    // add_and_remove.tc, busy_check.tc

    @Test
    void an_event_that_is_enabled_stays() {
        defined("p:e foo");
        assertEquals("0\n", rig.read("events/kprobes/e/enable"));
        enabled();
        assertEquals("1\n", rig.read("events/kprobes/e/enable"));
        assertEquals(EBUSY, rig.define("-:e"));
        assertEquals(EBUSY, rig.write("kprobe_events", ""));
        assertEquals(0, rig.write("events/kprobes/e/enable", "0"));
        assertEquals(0, rig.write("kprobe_events", ""));
        assertEquals("", rig.read("kprobe_events"));
        assertTrue(rig.tracefs.read("events/kprobes/e/enable").isEmpty());
        assertEquals(ENOENT, rig.define("-:e"));
    }

    // kprobe_multiprobe.tc

    @Test
    void probes_of_one_name_are_one_event() {
        defined("p:m foo\np:m foo+4");
        assertEquals("p:kprobes/m foo\np:kprobes/m foo+4\n", rig.read("kprobe_events"));
        assertEquals(EEXIST, rig.define("p:m bar $stack"));
        assertEquals(EEXIST, rig.define("r:m bar"));
        assertEquals(EEXIST, rig.define("p:m foo+4"));
        enabled();
        rig.call("foo", 0);
        assertEquals(List.of("m: (foo+0x0/0xc)", "m: (foo+0x4/0xc)"), rig.traced());
        rig.write("events/enable", "0");
        assertEquals(0, rig.define("-:m foo+4"));
        assertEquals("p:kprobes/m foo\n", rig.read("kprobe_events"));
        defined("p:m foo+4");
        assertEquals(0, rig.define("-:m"));
        assertEquals("", rig.read("kprobe_events"));
    }

    /// Appending to an event that is on arms the new probe at once.
    @Test
    void a_probe_that_joins_an_enabled_event_is_armed() {
        defined("p:m foo");
        enabled();
        defined("p:m bar");
        rig.call("bar", 0);
        assertEquals(List.of("m: (bar+0x0/0x18)", "m: (foo+0x0/0xc)"), rig.traced());
    }

    @Test
    void what_differs_from_the_event_is_pointed_at() {
        defined("p:t foo abcd=\\1");
        rig.define("r:t bar");
        rig.define("p:t foo bcd=\\1");
        rig.define("p:t foo abcd=\\1:u8");
        rig.define("p:t foo abcd=\\\"foo\"");
        rig.define("p:t foo abcd=\\1");
        rig.define("p:t foo");
        List<String> said = rig.read("error_log").lines().map(line -> line.replaceFirst("\\[.*] ", "")).toList();
        assertEquals(List.of("trace_kprobe: error: Probe type is different from existing probe", "  Command: r:t bar", "           ^"),
                said.subList(0, 3));
        String differs = "trace_kprobe: error: Argument type or name is different from existing probe";
        for (int i = 1; i <= 3; i++) assertEquals(List.of(differs, " ".repeat(19) + "^"), List.of(said.get(3 * i), said.get(3 * i + 2)));
        assertEquals("trace_kprobe: error: There is already the exact same probe event", said.get(12));
        assertEquals(List.of(differs, "  Command: p:t foo", " ".repeat(19) + "^"), said.subList(15, 18));
    }

    // multiple_kprobes.tc, with as many as there can be

    @Test
    void as_many_events_as_there_can_be_probes_go_on_and_off() {
        int n = rig.k.kprobesLeft();
        for (int i = 0; i < n; i++) {
            defined("p:e" + i + " foo+4");
            assertEquals(0, rig.write("events/kprobes/e" + i + "/enable", "1"));
        }
        assertEquals(-12, rig.define("p:more foo"));
        assertEquals(n, rig.k.probes().values().stream().filter(rig.k::armed).count());
        for (int i = 0; i < n; i++) {
            assertEquals(0, rig.write("events/kprobes/e" + i + "/enable", "0"));
            assertEquals(0, rig.define("-:e" + i));
        }
        assertEquals(n, rig.k.kprobesLeft());
    }

    // Filters, triggers, the buffer.

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            a == 3                   ; 3
            a != 3 && a < 4          ; 1 2
            a >= 4 || a & 1          ; 1 3 4
            !(a == 1) && s == "test" ; 2 3 4
            s ~ "t*t" && a > 3       ; 4
            s != "test"              ;
            common_pid == 2          ; 1 2 3 4
            """)
    void a_filter_says_which_hits_are_recorded_and_all_are_counted(String filter, String recorded) {
        defined("p:e foo a=%r4:u8 s=+0(%r5):string");
        assertEquals(0, rig.write("events/kprobes/e/filter", filter));
        assertEquals(filter + "\n", rig.read("events/kprobes/e/filter"));
        enabled();
        for (int i = 1; i <= 4; i++) rig.call("foo", i, rig.address("text"));
        List<String> expected = recorded == null ? List.of() : List.of(recorded.split(" "));
        assertEquals(expected, rig.traced().stream().map(line -> line.replaceFirst(".* a=(\\d).*", "$1")).toList());
        assertEquals("  e                                                          4               0\n", rig.read("kprobe_profile"));
    }

    @ParameterizedTest
    @CsvSource({"b == 1, 0, Field not found", "a = 1, 2, Invalid operator", "a ~ 1, 2, Illegal operation for field type",
        "a == x1, 5, Illegal integer value", "(a == 1, 0, Too many '('", "a == 1), 6, Too few '('"})
    void a_filter_that_is_none_is_explained(String filter, int position, String message) {
        defined("p:e foo a=%r4");
        assertEquals(EINVAL, rig.write("events/kprobes/e/filter", filter));
        assertEquals(filter + "\n" + " ".repeat(position) + "^\nparse_error: " + message + "\n", rig.read("events/kprobes/e/filter"));
        assertTrue(rig.read("error_log").endsWith("  Command: " + filter + "\n" + " ".repeat(11 + position) + "^\n"));
    }

    @Test
    void a_trigger_turns_the_trace_off_and_on() {
        defined("p:off foo\np:on foo+4");
        assertEquals(0, rig.write("events/kprobes/off/trigger", "traceoff:1"));
        assertEquals("traceoff:count=1\n", rig.read("events/kprobes/off/trigger"));
        assertEquals(EEXIST, rig.write("events/kprobes/off/trigger", "traceoff"));
        enabled();
        rig.call("foo", 0);
        assertEquals(List.of(), rig.traced());
        assertEquals("0\n", rig.read("tracing_on"));
        assertEquals(0, rig.write("tracing_on", "1"));
        rig.call("foo", 0);
        assertEquals(List.of("off: (foo+0x0/0xc)", "on: (foo+0x4/0xc)"), rig.traced());
        assertEquals(0, rig.write("events/kprobes/off/trigger", "!traceoff"));
        assertEquals(Trigger.AVAILABLE, rig.read("events/kprobes/off/trigger"));
    }

    @Test
    void a_trigger_enables_another_event_whose_probe_is_armed_all_the_while() {
        defined("p:a foo\np:b foo+4");
        assertEquals(0, rig.write("events/kprobes/a/enable", "1"));
        assertEquals(0, rig.write("events/kprobes/a/trigger", "enable_event:kprobes:b"));
        assertEquals("0*\n", rig.read("events/kprobes/b/enable"));
        assertTrue(rig.k.armed(rig.k.probes().get("b")));
        rig.call("foo", 0);
        assertEquals(List.of("a: (foo+0x0/0xc)", "b: (foo+0x4/0xc)"), rig.traced());
        assertEquals(EBUSY, rig.define("-:b"));
        assertEquals(0, rig.write("events/kprobes/a/trigger", "!enable_event:kprobes:b"));
        assertFalse(rig.k.armed(rig.k.probes().get("b")));
        assertEquals(0, rig.define("-:b"));
    }

    @Test
    void the_error_log_keeps_the_latest_eight() {
        IntStream.range(0, 10).forEach(i -> rig.define("p:e" + i + " nosuch"));
        assertEquals(24, rig.read("error_log").lines().count());
        assertTrue(rig.read("error_log").contains("p:e2 nosuch") && !rig.read("error_log").contains("p:e1 nosuch"));
    }

    @Test
    void a_write_goes_on_line_by_line_until_one_is_refused() {
        assertEquals(EINVAL, rig.define("p:a foo # one\n\np:b nosuch\np:c foo"));
        assertEquals("p:kprobes/a foo\n", rig.read("kprobe_events"));
    }

    /// Interrupts are on in the handler of 6.12, preemption is off by the trap alone; v1 has turned interrupts off by its step only.
    @Test
    void the_columns_are_those_of_the_cpu_that_was_hit() {
        defined("p:e foo");
        enabled();
        rig.call("foo", 0);
        String line = rig.read("trace").lines().reduce((_, last) -> last).orElseThrow();
        assertTrue(line.matches(" {12}cpu1-2 {7}\\[001\\] \\.{5} {5}0\\.\\d{6}: e: \\(foo\\+0x0/0xc\\)"), line);
    }
}
