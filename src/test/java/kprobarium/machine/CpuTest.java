package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kprobarium.isa.Ecode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CpuTest {
    private static final long PG = 1 << 4, WE = 1 << 9, PWE = 1 << 3, PLV3 = 3;
    private static final long ROLLB = 1, WCLLB = 2, KLO = 4;

    private static Bed bed(String text) {
        return new Bed(2, FetchModel.Kind.COHERENT, text);
    }

    /// Plays CPU 0 until it has nothing more to do.
    private static Cpu played(Bed bed) {
        bed.start();
        bed.run(0);
        return bed.cpu(0);
    }

    private static long estat(Ecode exception) {
        return (long) exception.number() << 16 | (long) exception.subcode() << 22;
    }

    @Test
    void an_exception_saves_the_mode_and_turns_interrupts_and_watchpoints_off() {
        Bed bed = bed("foo: nop\n here: break 5").calls(0, "foo");
        bed.cpu(0).writeCsr(Cpu.CRMD, WE | PG | Cpu.IE);
        Cpu cpu = played(bed);
        assertEquals(List.of("cpu0 BRK"), bed.log);
        assertEquals(PG, cpu.readCsr(Cpu.CRMD));
        assertEquals(PWE | Cpu.IE, cpu.readCsr(Cpu.PRMD));
        assertEquals(bed.address("here"), cpu.readCsr(Cpu.ERA));
        assertEquals(estat(Ecode.BRK), cpu.readCsr(Cpu.ESTAT));
        assertEquals(0x002a_0005, cpu.readCsr(Cpu.BADI));
    }

    @Test
    void an_exception_keeps_the_software_interrupts_that_are_set() {
        Bed bed = bed("foo: break 0").calls(0, "foo");
        bed.cpu(0).writeCsr(Cpu.ESTAT, 3);
        assertEquals(estat(Ecode.BRK) | 3, played(bed).readCsr(Cpu.ESTAT));
    }

    @Test
    void ertn_brings_the_mode_and_the_pc_back() {
        Bed bed = bed("foo: csrwr $a0, 0x6\n csrwr $a1, 0x1\n ertn\n there: csrrd $a2, 0x0\n jr $ra\n");
        bed.calls(0, "foo", bed.address("there"), PWE | Cpu.IE);
        bed.cpu(0).writeCsr(Cpu.CRMD, PG);
        Cpu cpu = played(bed);
        assertEquals(WE | PG | Cpu.IE, cpu.get(Cpu.A0 + 2));
        assertEquals(PWE | Cpu.IE, cpu.readCsr(Cpu.PRMD));
    }

    /// The exception says in which mode `ertn` has gone on, and where.
    @Test
    void in_user_mode_an_address_of_the_kernel_is_an_address_error() {
        Bed bed = bed("foo: csrwr $a0, 0x6\n csrwr $a1, 0x1\n ertn\n there: csrrd $a2, 0x0\n jr $ra\n");
        bed.calls(0, "foo", bed.address("there"), PWE | Cpu.IE | PLV3);
        bed.cpu(0).writeCsr(Cpu.CRMD, PG);
        Cpu cpu = played(bed);
        assertEquals(List.of("cpu0 ADEF"), bed.log);
        assertEquals(PWE | Cpu.IE | PLV3, cpu.readCsr(Cpu.PRMD));
        assertEquals(bed.address("there"), cpu.readCsr(Cpu.ERA));
        assertEquals(PG, cpu.readCsr(Cpu.CRMD));
    }

    @Test
    void ertn_clears_what_the_saved_mode_has_not() {
        Bed bed = bed("foo: csrwr $a0, 0x6\n csrwr $zero, 0x1\n ertn\n there: csrrd $a2, 0x0\n jr $ra\n");
        bed.calls(0, "foo", bed.address("there"));
        bed.cpu(0).writeCsr(Cpu.CRMD, WE | PG | Cpu.IE);
        assertEquals(PG, played(bed).get(Cpu.A0 + 2));
    }

    /// Each line: an instruction with `$a0` = the address; the exception that it raises; whether BADV holds the address.
    @ParameterizedTest
    @CsvSource(textBlock = """
            'ld.d    $a1, $a0, 0',   123450,           PIL, true
            'ld.b    $a1, $a0, 0',   123450,           PIL, true
            'st.w    $a1, $a0, 0',   123450,           PIS, true
            'st.w    $a1, $a0, 0',   9000000000200000, PME, true
            'amadd.d $a1, $t0, $a0', 9000000000200000, PME, true
            'll.d    $a1, $a0, 0',   9000000001000004, ALE, true
            'sc.w    $a1, $a0, 0',   9000000001000002, ALE, true
            'syscall 7',             0,                SYS, false
            'break   7',             0,                BRK, false
            '.word   0xffffffff',    0,                INE, false
            'vadd.b  $vr0, $vr0, $vr0', 0,             SXD, false
            'xvld    $xr0, $a0, 0',  0,                ASXD, false
            """)
    void faults_leave_registers_and_memory_alone_and_say_where(String instruction, String address, Ecode exception, boolean reported) {
        Bed bed = bed("foo: ori $a1, $zero, 5\n ori $t0, $zero, 1\n here: " + instruction);
        bed.calls(0, "foo", Long.parseUnsignedLong(address, 16));
        byte[] before = bed.text.image().clone();
        Cpu cpu = played(bed);
        assertEquals(List.of("cpu0 " + exception), bed.log);
        assertEquals(bed.address("here"), cpu.readCsr(Cpu.ERA));
        assertEquals(estat(exception), cpu.readCsr(Cpu.ESTAT));
        assertEquals(bed.text.word(bed.address("here")) & 0xffff_ffffL, cpu.readCsr(Cpu.BADI));
        assertEquals(5, cpu.get(Cpu.A0 + 1));
        if (reported) assertEquals(cpu.get(Cpu.A0), cpu.readCsr(Cpu.BADV));
        for (int i = 0; i < before.length; i++) assertEquals(before[i], (byte) bed.machine.memory().load(Bed.TEXT + i, 1));
    }

    @ParameterizedTest
    @CsvSource({"123450, PIF", "9000000000200002, ADEF"})
    void a_jump_to_where_no_instruction_can_be_faults_there(String target, Ecode exception) {
        long address = Long.parseUnsignedLong(target, 16);
        Cpu cpu = played(bed("foo: jr $a0").calls(0, "foo", address));
        assertEquals(address, cpu.readCsr(Cpu.ERA));
        assertEquals(address, cpu.readCsr(Cpu.BADV));
        assertEquals(estat(exception), cpu.readCsr(Cpu.ESTAT));
    }

    @Test
    void an_instruction_that_faults_is_not_retired() {
        Bed bed = bed("foo: nop\n ld.d $a1, $zero, 0\n nop").calls(0, "foo");
        assertEquals(1, played(bed).retired());
    }

    @Test
    void what_can_be_written_of_a_csr_is_what_the_manual_says() {
        Cpu cpu = bed("").cpu(1);
        record Written(int csr, long value) {}
        List<Written> expected = List.of(new Written(Cpu.CRMD, 0x3ff), new Written(Cpu.PRMD, 0xf), new Written(Cpu.ESTAT, 3),
                new Written(Cpu.ERA, -1), new Written(Cpu.BADV, -1), new Written(Cpu.BADI, 0), new Written(Cpu.CPUID, 1),
                new Written(Cpu.LLBCTL, KLO), new Written(0x30, -1), new Written(0x3fff, 0));
        for (Written csr : expected) cpu.writeCsr(csr.csr(), -1);
        assertEquals(expected, expected.stream().map(csr -> new Written(csr.csr(), cpu.readCsr(csr.csr()))).toList());
    }

    // The reservation.

    private static final String LL_THEN_SC = """
            foo:   ll.d    $t1, $a0, 0
            here:  %s
                   ori     $t1, $zero, 7
                   sc.d    $t1, $a0, 0
                   move    $a0, $t1
                   jr      $ra
            """;

    private static Bed between(String instruction) {
        return bed(LL_THEN_SC.formatted(instruction)).calls(0, "foo", Bed.DATA + 0x48);
    }

    private static void goOn(Strand s) {
        s.csr(Cpu.ERA, s.csr(Cpu.ERA) + 4);
    }

    /// What sc answered, and what it stored.
    private static List<Long> outcome(Bed bed) {
        return Stream.of(bed.cpu(0).get(Cpu.A0), bed.at(Bed.DATA + 0x48)).toList();
    }

    @Test
    void a_reservation_that_nothing_has_touched_lets_sc_store() {
        Bed bed = between("nop");
        played(bed);
        assertEquals(List.of(1L, 7L), outcome(bed));
    }

    @Test
    void ertn_clears_the_reservation_and_the_exception_before_it_does_not() {
        Bed bed = between("break 0");
        long[] during = {0};
        bed.onException = s -> {
            goOn(s);
            during[0] = s.csr(Cpu.LLBCTL);
        };
        played(bed);
        assertEquals(ROLLB, during[0]);
        assertEquals(List.of(0L, 0L), outcome(bed));
    }

    @Test
    void klo_keeps_the_reservation_over_one_ertn() {
        Bed once = between("break 0");
        once.onException = s -> {
            goOn(s);
            s.csr(Cpu.LLBCTL, KLO);
        };
        played(once);
        assertEquals(List.of(1L, 7L), outcome(once));
        assertEquals(0, once.cpu(0).readCsr(Cpu.LLBCTL));

        Bed twice = between("break 0\n break 1");
        twice.onException = s -> {
            goOn(s);
            if (s.csr(Cpu.BADI) == 0x002a_0000) s.csr(Cpu.LLBCTL, KLO);
        };
        played(twice);
        assertEquals(List.of(0L, 0L), outcome(twice));
    }

    @Test
    void software_can_clear_the_reservation_but_not_set_it() {
        Bed cleared = between("break 0");
        cleared.onException = s -> {
            goOn(s);
            s.csr(Cpu.LLBCTL, KLO | WCLLB);
        };
        played(cleared);
        assertEquals(List.of(0L, 0L), outcome(cleared));

        Bed none = bed("foo: ori $t1, $zero, 1\n csrwr $t1, 0x60\n sc.d $t1, $a0, 0\n move $a0, $t1\n jr $ra");
        none.calls(0, "foo", Bed.DATA);
        assertEquals(0, played(none).get(Cpu.A0));
    }

    @Test
    void sc_drops_the_reservation_that_it_used() {
        Bed bed = bed("foo: ll.d $t1, $a0, 0\n sc.d $t1, $a0, 0\n ori $t1, $zero, 9\n sc.d $t1, $a0, 0\n move $a0, $t1\n jr $ra");
        bed.calls(0, "foo", Bed.DATA);
        assertEquals(0, played(bed).get(Cpu.A0));
        assertEquals(0, bed.at(Bed.DATA));
    }

    /// CPU 0 has reserved DATA+0x48, in the line from 0x40 to 0x7f, when CPU 1 writes.
    @ParameterizedTest
    @CsvSource(textBlock = """
            'st.b    $a1, $a0, 0',   0x40, false
            'st.b    $a1, $a0, 0',   0x7f, false
            'st.b    $a1, $a0, 0',   0x3f, true
            'st.b    $a1, $a0, 0',   0x80, true
            'st.d    $a1, $a0, 0',   0x39, false
            'st.d    $a1, $a0, 0',   0x38, true
            'st.d    $a1, $a0, 0',   0x7c, false
            'amadd.d $t0, $a1, $a0', 0x50, false
            'ld.d    $a1, $a0, 0',   0x48, true
            """)
    void another_cpus_store_to_the_line_takes_the_reservation(String instruction, String offset, boolean stores) {
        Bed bed = bed(LL_THEN_SC.formatted("nop") + "bar: " + instruction + "\n jr $ra\n");
        bed.calls(0, "foo", Bed.DATA + 0x48).calls(1, "bar", Bed.DATA + Long.decode(offset), 1).start();
        bed.step(0);
        assertEquals("writes DATA+0x48", bed.announced(0));
        bed.run(1);
        bed.run(0);
        assertEquals(stores ? 1 : 0, bed.cpu(0).get(Cpu.A0));
    }

    @Test
    void kernel_code_on_another_cpu_takes_the_reservation_too() {
        List<Consumer<Strand>> writes = List.of(s -> s.shared(Bed.DATA + 0x40, 4, 1), s -> s.add(Bed.DATA + 0x40, 1),
                s -> s.lock(Bed.DATA + 0x40), s -> s.update(Bed.DATA + 0x40, _ -> 0));
        for (Consumer<Strand> write : writes) {
            Bed bed = between("nop").does(1, write).start();
            bed.step(0).step(1);
            bed.run(0);
            assertEquals(0, bed.cpu(0).get(Cpu.A0));
        }
    }

    @Test
    void a_cpus_own_store_leaves_its_reservation() {
        Bed bed = between("st.d $a0, $a0, 8");
        played(bed);
        assertEquals(List.of(1L, 7L), outcome(bed));
    }

    @Test
    void register_zero_stays_zero() {
        Bed bed = bed("foo: addi.d $zero, $zero, 5\n ld.d $zero, $a0, 0\n csrrd $zero, 0x0\n move $a0, $zero\n jr $ra");
        bed.calls(0, "foo", Bed.DATA);
        assertEquals(0, played(bed).get(Cpu.A0));
        assertEquals(0, bed.cpu(0).get(0));
    }
}
