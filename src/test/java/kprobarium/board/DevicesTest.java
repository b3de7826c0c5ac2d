package kprobarium.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DevicesTest {
    private static final long IER = Devices.UART + 1, IIR = Devices.UART + 2, LCR = Devices.UART + 3, LSR = Devices.UART + 5;
    private static final long MASK = Devices.PCH_PIC + 0x20, MESSAGES = Devices.PCH_PIC + 0x40, EDGE = Devices.PCH_PIC + 0x60;
    private static final long CLEAR = Devices.PCH_PIC + 0x80, VECTOR = Devices.PCH_PIC + 0x200;
    private static final int PENDING = 0x1800, ENABLE = 0x1600, GROUPS = 0x14c0, CORES = 0x1c00;
    private static final int IPI = 12;

    private final StringBuilder console = new StringBuilder();
    private final long[] lines = new long[2];
    private final Devices devices = new Devices(2, c -> console.append((char) c), this::level);

    private void level(int cpu, int line, boolean high) {
        lines[cpu] = high ? lines[cpu] | 1L << line : lines[cpu] & ~(1L << line);
    }

    private void write(long address, int value) {
        devices.write(address, 1, value);
    }

    @Test
    void the_uart_prints_what_is_transmitted() {
        for (char c : "ok\n".toCharArray()) write(Devices.UART, c);
        assertEquals("ok\n", console.toString());
        assertEquals(0x60, devices.read(LSR, 1));
    }

    @Test
    void the_uart_s_divisor_hides_behind_the_transmitter() {
        write(LCR, 0x83);
        write(Devices.UART, 0x36);
        write(IER, 0x12);
        assertEquals(0x36, devices.read(Devices.UART, 1));
        assertEquals(0x12, devices.read(IER, 1));
        write(LCR, 3);
        assertEquals(0, devices.read(IER, 1));
        assertEquals("", console.toString());
    }

    @Test
    void the_uart_s_interrupt_ends_when_it_is_read() {
        assertEquals(1, devices.read(IIR, 1));
        write(IER, 2);
        assertEquals(2, devices.read(IIR, 1));
        assertEquals(1, devices.read(IIR, 1));
        write(IER, 0);
        write(IER, 2);
        assertEquals(2, devices.read(IIR, 1));
        write(Devices.UART, 'x');
        assertEquals(2, devices.read(IIR, 1));
        write(IIR, 1);
        assertEquals(0xc1, devices.read(IIR, 1));
    }

    /// Opens the way from the UART's pin to line 3 of a core.
    private void route(int core) {
        devices.iocsrWrite(0, ENABLE, 4, 0xffff_ffffL);
        devices.iocsrWrite(0, GROUPS, 4, 0x02020202);
        devices.iocsrWrite(0, CORES, 1, 1 << core);
        devices.write(VECTOR + Devices.UART_PIN, 1, 0);
        devices.write(MESSAGES, 4, 0xffff_ffffL);
        devices.write(MASK, 4, ~(1L << Devices.UART_PIN));
    }

    @Test
    void an_interrupt_goes_by_bridge_and_controller_to_the_core_it_is_routed_to() {
        route(1);
        write(IER, 2);
        assertEquals(0, lines[0]);
        assertEquals(1 << 3, lines[1]);
        assertEquals(0, devices.iocsrRead(0, PENDING, 8));
        assertEquals(1, devices.iocsrRead(1, PENDING, 8));
        devices.iocsrWrite(0, PENDING, 8, 1);
        assertEquals(1 << 3, lines[1]);
        devices.iocsrWrite(1, PENDING, 8, 1);
        assertEquals(0, lines[1]);
    }

    @Test
    void a_pin_that_is_unmasked_while_its_line_is_high_is_heard_again() {
        route(0);
        write(IER, 2);
        devices.iocsrWrite(0, PENDING, 8, 1);
        assertEquals(0, lines[0]);
        devices.write(MASK, 4, -1);
        devices.write(MASK, 4, ~(1L << Devices.UART_PIN));
        assertEquals(1 << 3, lines[0]);
        devices.read(IIR, 1);
        assertEquals(0, lines[0]);
    }

    @Test
    void an_edge_is_kept_until_it_is_acknowledged() {
        route(0);
        devices.write(EDGE, 4, 1 << Devices.UART_PIN);
        write(IER, 2);
        devices.read(IIR, 1);
        assertEquals(1 << 3, lines[0]);
        devices.write(CLEAR, 4, 1 << Devices.UART_PIN);
        assertEquals(0, lines[0]);
    }

    @Test
    void the_bridge_says_who_it_is_in_one_read_and_in_two() {
        assertEquals(0x003f_0001_0700_0000L, devices.read(Devices.PCH_PIC, 8));
        assertEquals(0x003f_0001L, devices.read(Devices.PCH_PIC + 4, 4));
        devices.write(Devices.PCH_PIC + 0x2ff, 1, 0xff);
    }

    @Test
    void iocsr_says_who_the_machine_is() {
        assertEquals(0x1c, devices.iocsrRead(0, 0x8, 4));
        assertEquals(0x6e6f_7367_6e6f_6f4cL, devices.iocsrRead(0, 0x10, 8));
        assertEquals(0x3030_3035_4133L, devices.iocsrRead(0, 0x20, 8));
        assertEquals(1L << 48, devices.iocsrRead(0, 0x420, 8));
    }

    @Test
    void an_ipi_is_high_while_a_bit_of_its_status_is_enabled() {
        devices.iocsrWrite(0, 0x1040, 4, 0x8001_0002L);
        assertEquals(4, devices.iocsrRead(1, 0x1000, 4));
        assertEquals(0, lines[1]);
        devices.iocsrWrite(1, 0x1004, 4, 0xffff_ffffL);
        assertEquals(1 << IPI, lines[1]);
        devices.iocsrWrite(1, 0x100c, 4, 4);
        assertEquals(0, lines[1]);
        assertEquals(0, lines[0]);
    }

    @Test
    void mail_arrives_in_halves() {
        devices.iocsrWrite(0, 0x1048, 8, 0x9000_0000_8001_0004L);
        devices.iocsrWrite(0, 0x1048, 8, 0x0056_80cc_8001_0000L);
        assertEquals(0x9000_0000_0056_80ccL, devices.iocsrRead(1, 0x1020, 8));
        assertEquals(0, devices.iocsrRead(0, 0x1020, 8));
    }

    @Test
    void any_send_leaves_the_bytes_that_it_masks() {
        devices.iocsrWrite(0, 0x1158, 8, 0xffff_fffe_8000_1600L);
        assertEquals(0xffff_fffeL, devices.iocsrRead(0, ENABLE, 4));
        devices.iocsrWrite(0, 0x1158, 8, 0x1234_5678_8000_1600L | 0xdL << 27);
        assertEquals(0xffff_56feL, devices.iocsrRead(0, ENABLE, 4));
    }

    @Test
    void a_message_to_a_core_that_is_not_there_is_lost() {
        devices.iocsrWrite(0, 0x1040, 4, 0x8007_0002L);
        devices.iocsrWrite(0, 0x1048, 8, 0x1_8007_0000L);
        assertEquals(0, lines[0] | lines[1]);
    }

    @Test
    void where_there_is_nothing_reads_are_0_and_counted() {
        assertEquals(0, devices.read(0x2000_0000L, 8));
        devices.write(0x2000_0000L, 8, 1);
        assertEquals(0, devices.iocsrRead(0, 0x2000, 4));
        assertEquals(3, devices.lost());
    }

    @Test
    void one_byte_turns_it_off() {
        write(Devices.SLEEP_CONTROL, 0x33);
        assertFalse(devices.isOff());
        write(Devices.SLEEP_CONTROL, 0x34);
        assertTrue(devices.isOff());
    }
}
