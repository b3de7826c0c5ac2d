package kprobarium.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kprobarium.event.Event;
import kprobarium.event.render.TraceText;
import kprobarium.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxProcessTest {
    /// Copies standard input to standard output, and exits with the number of arguments.
    private static final String CAT = """
            _start: ld.d    $s0, $sp, 0
            again:  li.w    $a7, 63
                    move    $a0, $zero
                    li.d    $a1, data
                    li.w    $a2, 5
                    syscall 0
                    beqz    $a0, done
                    move    $a2, $a0
                    li.w    $a7, 64
                    li.w    $a0, 1
                    li.d    $a1, data
                    syscall 0
                    b       again
            done:   move    $a0, $s0
            """.replace("li.d    $a1, data", "la      $a1, data") + Programs.EXIT;

    private static final String TRIANGLE = """
            _start: li.w    $a0, 5
                    bl      triangle
                    b       exit
            triangle: beqz  $a0, zero
                    addi.d  $sp, $sp, -16
                    st.d    $ra, $sp, 8
                    st.d    $a0, $sp, 0
                    addi.d  $a0, $a0, -1
                    bl      triangle
                    ld.d    $a1, $sp, 0
                    add.d   $a0, $a0, $a1
                    ld.d    $ra, $sp, 8
                    addi.d  $sp, $sp, 16
            zero:   jr      $ra
            """ + Programs.EXIT;

    @Test
    void a_program_reads_writes_and_exits() {
        Programs console = new Programs("what is written is read");
        LinuxProcess process = console.load(CAT, "cat", "x");
        assertEquals(new Ended.Exited(2), process.run(1_000_000));
        assertEquals("what is written is read", console.printed());
    }

    @Test
    void each_instruction_counts_once_system_calls_too() {
        LinuxProcess process = new Programs("").load("_start: li.w $a0, 3\n" + Programs.EXIT);
        process.run(1_000);
        assertEquals(3, process.executed());
    }

    @Test
    void a_budget_is_kept_to_the_instruction() {
        LinuxProcess process = new Programs("").load(TRIANGLE);
        LinuxProcess whole = new Programs("").load(TRIANGLE);
        whole.run(1_000_000);
        for (long n = 1; n < whole.executed(); n++) {
            assertEquals(new Ended.OutOfInstructions(), process.run(1));
            assertEquals(n, process.executed());
        }
        assertEquals(new Ended.Exited(15), process.run(1));
    }

    @Test
    void the_stack_has_arguments_environment_and_auxiliary_vector() {
        Programs console = new Programs("");
        var setup = new LinuxProcess.Setup(List.of("name", "second"), List.of("A=b"), console, 1, 1 << 20, true);
        LinuxProcess process = LinuxProcess.load(Programs.program("""
                _start: ld.d    $a1, $sp, 16          # argv[1]
                        li.w    $a2, 6
                        bl      print
                        ld.d    $a1, $sp, 32          # envp[0]
                        li.w    $a2, 3
                        bl      print
                        addi.d  $t0, $sp, 48          # auxv
                        li.w    $t2, 6                # AT_PAGESZ
                next:   ld.d    $t1, $t0, 0
                        addi.d  $t0, $t0, 16
                        bne     $t1, $t2, next
                        ld.d    $a0, $t0, -8
                        srli.d  $a0, $a0, 10
                        b       exit
                print:  li.w    $a7, 64
                        li.w    $a0, 1
                        syscall 0
                        jr      $ra
                """ + Programs.EXIT), setup);
        assertEquals(new Ended.Exited(16), process.run(1_000_000));
        assertEquals("secondA=b", console.printed());
    }

    @ParameterizedTest
    @CsvSource({
        "SIGSEGV, 'ld.d $a0, $zero, 8',                   8",
        "SIGSEGV, 'pcaddi $t0, 0; st.d $a0, $t0, 0',      4831838212",
        "SIGBUS,  'li.d $t0, -1; ld.b $a0, $t0, 0',       -1",
        "SIGTRAP, 'break 0',                              0",
        "SIGFPE,  'break 7',                              0",
        "SIGILL,  '.word 0xffffffff',                     0",
        "SIGILL,  'csrrd $a0, 0',                         0"})
    void an_exception_is_the_signal_that_linux_sends(Signal signal, String code, long address) {
        Ended.Killed killed = assertInstanceOf(Ended.Killed.class, Programs.end("_start: nop\nbad: " + code.replace("; ", "\n") + "\n"));
        assertEquals(signal, killed.signal());
        assertEquals(address, killed.address());
        assertTrue(killed.where().startsWith("bad"), killed::where);
        assertEquals(32, killed.registers().size());
    }

    @Test
    void a_program_that_sends_itself_a_signal_dies_of_it() {
        Ended ended = Programs.end("""
                _start: li.w    $a7, 172              # getpid
                        syscall 0
                        li.w    $a1, 6                # SIGABRT
                        li.w    $a7, 129              # kill
                        syscall 0
                """);
        assertEquals(Signal.SIGABRT, assertInstanceOf(Ended.Killed.class, ended).signal());
    }

    @Test
    void the_heap_grows_and_shrinks_and_comes_back_as_zeros() {
        assertEquals(0, Programs.status("""
                _start: li.w    $a7, 214              # brk
                        move    $a0, $zero
                        syscall 0
                        move    $s0, $a0
                        addi.d  $s1, $a0, 1024
                        move    $a0, $s1
                        syscall 0
                        bne     $a0, $s1, exit
                        st.d    $s1, $s0, 8
                        move    $a0, $s0
                        syscall 0
                        move    $a0, $s1
                        syscall 0
                        ld.d    $a0, $s0, 8
                """));
    }

    @Test
    void a_mapping_that_is_gone_can_be_had_again_and_is_zeros() {
        assertEquals(0, Programs.status("""
                _start: bl      map
                        move    $s0, $a0
                        st.d    $s0, $s0, 0
                        li.w    $a7, 215              # munmap
                        li.w    $a1, 16384
                        syscall 0
                        bl      map
                        bne     $a0, $s0, exit
                        ld.d    $a0, $s0, 0
                        b       exit
                map:    li.w    $a7, 222              # mmap
                        move    $a0, $zero
                        li.w    $a1, 16384
                        li.w    $a2, 3                # PROT_READ | PROT_WRITE
                        li.w    $a3, 0x22             # MAP_PRIVATE | MAP_ANONYMOUS
                        syscall 0
                        jr      $ra
                """));
    }

    @Test
    void memory_grows_under_a_running_program_and_keeps_what_it_holds() {
        String grown = """
                _start: li.w    $a7, 214              # brk
                        move    $a0, $zero
                        syscall 0
                        move    $s0, $a0              # its start
                        li.d    $t0, 0x900000         # 9 MiB
                        add.d   $a0, $a0, $t0
                        move    $s1, $a0
                        st.d    $s1, $sp, -8
                        bl      sum
                        move    $s3, $a1
                        li.w    $a7, 214
                        move    $a0, $s1
                        syscall 0
                        bne     $a0, $s1, exit
                        st.d    $s1, $s1, -8
                        li.w    $a7, 222              # mmap
                        move    $a0, $zero
                        li.w    $a1, 0x1000000        # 16 MiB
                        li.w    $a2, 3                # PROT_READ | PROT_WRITE
                        li.w    $a3, 0x22             # MAP_PRIVATE | MAP_ANONYMOUS
                        syscall 0
                        li.w    $a1, 0xfffff8
                        add.d   $s2, $a0, $a1
                        st.d    $s2, $s2, 0
                        move    $a0, $s1
                        bl      sum
                        sub.d   $s3, $s3, $a1
                        ld.d    $t0, $s2, 0
                        sub.d   $t0, $t0, $s2
                        ld.d    $t1, $s1, -8
                        sub.d   $t1, $t1, $s1
                        ld.d    $t2, $sp, -8
                        sub.d   $t2, $t2, $s1
                        or      $a0, $t0, $t1
                        or      $a0, $a0, $t2
                        or      $a0, $a0, $s3
                        b       END
                sum:    li.w    $t0, 20000
                        move    $a1, $zero
                again:  ld.d    $t1, $sp, -8
                        add.d   $a1, $a1, $t1
                        addi.w  $t0, $t0, -1
                        bnez    $t0, again
                        jr      $ra
                """;
        var setup = new LinuxProcess.Setup(List.of("grows"), List.of(), new Programs(""), 0, 48 << 20, true);
        String beyond = grown.replace("END", "bad") + "bad:    st.d    $zero, $s2, 8\n" + Programs.EXIT;
        Ended end = LinuxProcess.load(Programs.program(grown.replace("END", "exit") + Programs.EXIT), setup).run(1_000_000);
        assertEquals(new Ended.Exited(0), end);
        Ended killed = LinuxProcess.load(Programs.program(beyond), setup).run(1_000_000);
        assertEquals(Signal.SIGSEGV, assertInstanceOf(Ended.Killed.class, killed).signal());
    }

    @Test
    void a_page_that_is_protected_cannot_be_written() {
        Ended ended = Programs.end("""
                _start: li.w    $a7, 226              # mprotect
                        la      $a0, data
                        li.w    $a1, 16384
                        li.w    $a2, 1                # PROT_READ
                        syscall 0
                        la      $t0, data
                bad:    st.d    $zero, $t0, 16
                """);
        Ended.Killed killed = assertInstanceOf(Ended.Killed.class, ended);
        assertEquals(Signal.SIGSEGV, killed.signal());
        assertEquals(Programs.DATA + 16, killed.address());
    }

    @Test
    void time_is_the_instructions_and_what_was_slept() {
        assertEquals(3, Programs.status("""
                _start: la      $s0, data
                        li.w    $t0, 3
                        st.d    $t0, $s0, 0           # 3 s
                        li.w    $a7, 101              # nanosleep
                        move    $a0, $s0
                        move    $a1, $zero
                        syscall 0
                        li.w    $a7, 113              # clock_gettime
                        li.w    $a0, 1
                        addi.d  $a1, $s0, 16
                        syscall 0
                        ld.d    $t0, $s0, 24
                        sltui   $t0, $t0, 20          # nanoseconds
                        ld.d    $a0, $s0, 16
                        maskeqz $a0, $a0, $t0
                """));
    }

    @Test
    void a_system_call_that_there_is_not_answers_and_is_counted() {
        LinuxProcess process = new Programs("").load("""
                _start: li.w    $a7, 999
                        syscall 0
                        syscall 0
                        sub.d   $a0, $zero, $a0
                """ + Programs.EXIT);
        assertEquals(new Ended.Exited(38), process.run(1_000));
        assertEquals(Map.of(999L, 2L), process.unknownCalls());
    }

    @Test
    void a_pointer_to_nowhere_is_efault() {
        assertEquals(14, Programs.status("""
                _start: li.w    $a7, 64
                        li.w    $a0, 1
                        li.w    $a1, 64
                        li.w    $a2, 4
                        syscall 0
                        sub.d   $a0, $zero, $a0
                """));
    }

    @Test
    void what_is_random_comes_from_the_seed() {
        assertEquals(random(1), random(1));
        assertNotEquals(random(1), random(2));
    }

    private static String random(long seed) {
        Programs console = new Programs("");
        var setup = new LinuxProcess.Setup(List.of("random"), List.of(), console, seed, 1 << 20, true);
        LinuxProcess.load(Programs.program("""
                _start: li.w    $a7, 278              # getrandom
                        la      $a0, data
                        li.w    $a1, 16
                        syscall 0
                        li.w    $a7, 64
                        li.w    $a0, 1
                        la      $a1, data
                        li.w    $a2, 16
                        syscall 0
                """ + Programs.EXIT), setup).run(1_000);
        return console.printed();
    }

    // Probes

    private static LinuxProcess.Probed probed(String assembly, String kernel, List<String> nokprobe, List<Event> records,
            String... events) {
        var probing = new LinuxProcess.Probing(Kernels.find(kernel).orElseThrow(), List.of(events), nokprobe, records::add);
        return LinuxProcess.load(Programs.program(assembly), new Programs("").setup("test"), probing);
    }

    @Test
    void probes_record_calls_and_returns_with_the_programs_own_time() {
        for (String kernel : List.of("linux-6.3", "linux-6.12", "mainline")) {
            List<Event> records = new ArrayList<>();
            LinuxProcess process = assertInstanceOf(LinuxProcess.Probed.Good.class,
                    probed(TRIANGLE, kernel, List.of(), records, "p:call triangle n=%r4", "r:ret triangle value=$retval")).process();
            assertEquals(new Ended.Exited(15), process.run(1_000_000));
            assertEquals(List.of(new LinuxProcess.ProbeCount("call", 6, 0), new LinuxProcess.ProbeCount("ret", 6, 0)), process.probes());
            assertEquals(List.of("n=0x5", "n=0x4", "n=0x3", "n=0x2", "n=0x1", "n=0x0", "value=0x0", "value=0x1", "value=0x3", "value=0x6",
                    "value=0xa", "value=0xf"),
                    records.stream().map(TraceText::text).map(text -> text.substring(text.lastIndexOf(' ') + 1)).toList(), kernel);
            assertEquals(List.of(2L, 8L), records.subList(0, 2).stream().map(record -> record.stamp().tick()).toList());
        }
    }

    @Test
    void a_program_counts_the_same_with_a_kernel_under_it() {
        LinuxProcess plain = new Programs("").load(TRIANGLE);
        plain.run(1_000_000);
        LinuxProcess probed = assertInstanceOf(LinuxProcess.Probed.Good.class, probed(TRIANGLE, "mainline", List.of(), new ArrayList<>(),
                "p:simulated triangle", "p:stepped triangle+4")).process();
        assertEquals(new Ended.Exited(15), probed.run(1_000_000));
        assertEquals(plain.executed(), probed.executed());
    }

    @Test
    void a_fault_of_a_probed_instruction_is_the_programs_and_where_it_stands() {
        LinuxProcess process = assertInstanceOf(LinuxProcess.Probed.Good.class, probed("""
                _start: nop
                bad:    ld.d    $a0, $zero, 8
                """, "mainline", List.of(), new ArrayList<>(), "p:on bad")).process();
        Ended.Killed killed = assertInstanceOf(Ended.Killed.class, process.run(1_000));
        assertEquals("bad", killed.where());
        assertEquals(Programs.TEXT + 4, killed.pc());
        assertEquals(8, killed.address());
    }

    @Test
    void a_probe_that_the_kernel_refuses_is_refused_in_its_words() {
        assertTrue(refusal(List.of(), "p:x trangle").contains("Did you mean `triangle`?"));
        assertTrue(refusal(List.of("triangle"), "p:x triangle").contains("Failed to register probe event"));
        assertTrue(refusal(List.of(), "p:x").contains("-EINVAL"), () -> refusal(List.of(), "p:x"));
    }

    private static String refusal(List<String> nokprobe, String event) {
        return assertInstanceOf(LinuxProcess.Probed.Bad.class, probed(TRIANGLE, "mainline", nokprobe, new ArrayList<>(), event)).message();
    }
}
