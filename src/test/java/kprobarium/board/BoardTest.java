package kprobarium.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Boards with programs of a few instructions; all CPUs start at the first.
class BoardTest {
    private static final long TEXT = 0x10000;
    private static final int A0 = 4, A1 = 5, A2 = 6;
    private static final String POWER_OFF = """
            off:  lu12i.w $t8, 0x100e0
                  ori     $t7, $zero, 0x34
                  st.b    $t7, $t8, 0x1c
            stay: b       stay
            """;

    private final StringBuilder console = new StringBuilder();

    private Board board(int cpus, int slice, String text) {
        Board board = new Board(Board.Plan.USUAL.withCpus(cpus).withSlice(slice), c -> console.append((char) c));
        Assembly assembly = Assembler.assemble(text, TEXT, Symbols.none());
        assertEquals(List.of(), assembly.errors());
        assertTrue(board.load(TEXT, assembly.image()));
        board.startAll(TEXT);
        return board;
    }

    @Test
    void after_reset_addresses_are_not_translated_and_interrupts_are_off() {
        SystemCpu cpu = board(1, 1, "nop").cpus().getFirst();
        assertEquals(0xa8, cpu.csr(Csr.CRMD));
        assertEquals(0xa0000, cpu.csr(Csr.ASID));
        assertEquals(0, cpu.csr(Csr.ECFG) | cpu.csr(Csr.ESTAT) | cpu.csr(Csr.TCFG) | cpu.csr(Csr.DMW0) | cpu.csr(Csr.EUEN));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10_000})
    void a_limit_is_exact(int slice) {
        for (int limit : List.of(0, 1, 100, 12_345)) {
            Board board = board(2, slice, "loop: addi.d $a0, $a0, 1\n b loop");
            assertEquals(Ending.LIMIT, board.run(limit));
            assertEquals(limit, board.executed());
            assertEquals(limit, board.cpus().get(0).retired() + board.cpus().get(1).retired());
            assertEquals(limit, board.now());
        }
    }

    @Test
    void cpus_that_all_wait_for_nothing_are_an_end() {
        Board board = board(4, 10_000, "idle 0\n b 0");
        assertEquals(Ending.ALL_IDLE, board.run(1_000_000));
        assertEquals(4, board.executed());
    }

    @Test
    void a_handler_that_cannot_be_fetched_is_an_end() {
        Board board = board(1, 10_000, """
                lu12i.w $t0, 0x7fff0
                csrwr   $t0, 0xc
                syscall 0
                """);
        assertEquals(Ending.HOPELESS, board.run(1_000_000));
        assertEquals(2, board.executed());
    }

    /// The timer is set by the sixth instruction, when the counter stands at 5.
    @ParameterizedTest
    @CsvSource({"10000, true", "10000, false", "1000, true", "7, true", "7, false", "1, false"})
    void the_timer_interrupts_between_two_exact_instructions(int slice, boolean compiled) {
        Board board = board(1, slice, """
                        lu12i.w $t0, 0x11
                        csrwr   $t0, 0xc
                        ori     $t0, $zero, 0x800
                        csrwr   $t0, 0x4
                        ori     $t0, $zero, 4000 + 1
                        csrwr   $t0, 0x41
                        ori     $t0, $zero, 4
                        csrxchg $t0, $t0, 0
                loop:   addi.d  $a0, $a0, 1
                        addi.d  $a1, $a1, 1
                        b       loop
                """);
        board.compiles(compiled);
        long handler = TEXT + 0x1000;
        assertTrue(board.load(handler, Assembler.assemble("stay: b stay", handler, Symbols.none()).image()));
        board.run(6000);
        SystemCpu cpu = board.cpus().getFirst();
        long inLoop = 5 + 4000 - 8;
        assertEquals(handler, cpu.pc());
        assertEquals((inLoop + 2) / 3, cpu.get(A0));
        assertEquals((inLoop + 1) / 3, cpu.get(A1));
        assertEquals(TEXT + 4 * (8 + inLoop % 3), cpu.csr(Csr.ERA));
        assertEquals(1 << 11, cpu.csr(Csr.ESTAT));
    }

    @Test
    void the_counter_jumps_to_the_timer_that_all_wait_for() {
        Board board = board(1, 10_000, """
                lu12i.w $t0, 1
                addi.d  $t0, $t0, -2048
                csrwr   $t0, 0x4
                lu12i.w $t0, 0x10000
                ori     $t0, $t0, 1
                csrwr   $t0, 0x41
                idle    0
                rdtime.d $a0, $zero
                """ + POWER_OFF);
        assertEquals(Ending.POWER_OFF, board.run(1000));
        assertEquals(5 + 0x1000_0000L, board.cpus().getFirst().get(A0));
        assertEquals(11, board.executed());
    }

    /// CPU 0 reserves, CPU 1 stores, each one instruction at a time. The store comes between the two nops.
    @ParameterizedTest
    @CsvSource({"0x100, 0", "0x138, 0", "0x140, 1", "0xf8, 1"})
    void a_reservation_falls_with_a_store_of_another_cpu_to_its_line(String stored, int kept) {
        Board board = board(2, 1, """
                        csrrd   $t0, 0x20
                        ori     $t1, $zero, 0x100
                        ori     $t2, $zero, %s
                        ori     $a0, $zero, 9
                        bnez    $t0, other
                        ll.d    $a1, $t1, 0
                        nop
                        nop
                        sc.d    $a0, $t1, 0
                        idle    0
                other:  nop
                        nop
                        st.b    $a0, $t2, 0
                        idle    0
                """.formatted(stored));
        assertEquals(Ending.ALL_IDLE, board.run(100));
        assertEquals(kept, board.cpus().getFirst().get(A0));
        assertEquals(9, board.read(Long.decode(stored), 1));
    }

    @Test
    void a_cpu_s_own_store_leaves_its_reservation() {
        Board board = board(1, 1, """
                ori  $t1, $zero, 0x100
                ll.d $a1, $t1, 0
                st.d $t1, $t1, 8
                ori  $a0, $zero, 5
                sc.d $a0, $t1, 0
                """ + POWER_OFF);
        assertEquals(Ending.POWER_OFF, board.run(100));
        assertEquals(1, board.cpus().getFirst().get(A0));
        assertEquals(5, board.read(0x100, 8));
    }

    @Test
    void cpus_read_one_counter_that_never_runs_backwards() {
        Board board = board(2, 3, """
                rdtime.d $a0, $a1
                rdtime.d $a1, $a2
                idle     0
                """);
        assertEquals(Ending.ALL_IDLE, board.run(100));
        assertEquals(List.of(0L, 1L, 0L), values(board.cpus().get(0)));
        assertEquals(List.of(3L, 4L, 1L), values(board.cpus().get(1)));
    }

    private static List<Long> values(SystemCpu cpu) {
        return List.of(cpu.get(A0), cpu.get(A1), cpu.get(A2));
    }

    @Test
    void registers_that_are_not_there_read_0_and_are_counted() {
        Board board = board(1, 10_000, """
                ori   $a0, $zero, 5
                csrwr $a0, 0x300
                csrrd $a1, 0x3fff
                """ + POWER_OFF);
        assertEquals(Ending.POWER_OFF, board.run(100));
        assertEquals(0, board.cpus().getFirst().get(A0));
        assertEquals(2, board.lost());
    }

    @Test
    void every_register_is_in_the_table_once() {
        List<Integer> numbers = Arrays.stream(Csr.values()).map(Csr::number).toList();
        assertEquals(numbers.stream().distinct().sorted().toList(), numbers);
    }
}
