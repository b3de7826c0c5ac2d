package kprobarium.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import kprobarium.isa.Assembler;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTest {
    private static final long TEXT = 0x9000000000200000L;
    private static final int HEADER = 64, PROGRAM_HEADER = 56, LOONGARCH = 258, EXECUTABLE = 2, LOAD = 1, READ_WRITE_EXECUTE = 7;
    private static final String SAYS_HI = """
            csrrd   $t0, 0x20
            bnez    $t0, 24
            lu12i.w $t1, 0x1fe00
            ori     $t2, $zero, 0x68
            st.b    $t2, $t1, 0x1e0
            ori     $t2, $zero, 0x69
            st.b    $t2, $t1, 0x1e0
            idle    0
            """;
    private static final String TURNS_OFF = """
            lu12i.w $t1, 0x100e0
            ori     $t2, $zero, 0x34
            st.b    $t2, $t1, 0x1c
            """;

    @TempDir
    private Path folder;

    /// The least that is an ELF file: headers and one segment.
    private String image(long address, String text) throws IOException {
        byte[] code = Assembler.assemble(text, address, Symbols.none()).image();
        ByteBuffer elf = ByteBuffer.allocate(HEADER + PROGRAM_HEADER + code.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        elf.putShort((short) EXECUTABLE).putShort((short) LOONGARCH).putInt(1).putLong(address).putLong(HEADER).putLong(0).putInt(0x43);
        elf.putShort((short) HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1).position(HEADER);
        elf.putInt(LOAD).putInt(READ_WRITE_EXECUTE).putLong(HEADER + PROGRAM_HEADER).putLong(address).putLong(address);
        elf.putLong(code.length).putLong(code.length).putLong(4).put(code);
        return Files.write(folder.resolve("image.elf"), elf.array()).toString();
    }

    private static Cli.Result boot(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "boot";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new Cli().run(all);
    }

    @Test
    void the_console_is_standard_output_and_the_summary_standard_error() throws IOException {
        Cli.Result result = boot(image(TEXT, SAYS_HI.replace("idle    0\n", "") + TURNS_OFF));
        assertEquals("hi", result.out());
        assertEquals(0, result.status());
        assertTrue(result.err().startsWith("powered off: 10 instructions in "), result.err());
        assertTrue(result.err().contains("\nCPU 0: 10 instructions\n"), result.err());
    }

    @Test
    void a_standstill_says_where_each_cpu_is() throws IOException {
        Cli.Result result = boot(image(TEXT, SAYS_HI), "--cpus", "2");
        assertEquals("hi", result.out());
        assertEquals(1, result.status());
        assertTrue(result.err().contains("all CPUs wait for an interrupt that nothing will raise: 11 instructions"), result.err());
        assertTrue(result.err().contains("CPU 1: 3 instructions, at 0x200020, waits for an interrupt"), result.err());
    }

    @Test
    void a_limit_has_a_status_of_its_own() throws IOException {
        Cli.Result result = boot(image(TEXT, "b 0"), "--limit", "1000", "--park", "--cpus", "4");
        assertEquals(124, result.status());
        assertTrue(result.err().contains("CPU 0: 1000 instructions, at 0x200000\n"), result.err());
        assertTrue(result.err().contains("CPU 3: 0 instructions, at 0x0, waits for an interrupt"), result.err());
    }

    @Test
    void an_image_that_does_not_fit_is_refused() throws IOException {
        Cli.Result result = boot(image(0x9000000010000000L, "b 0"));
        assertEquals(65, result.status());
        assertTrue(result.err().contains("found a segment of 4 bytes at 0x10000000, expected it within memory: 0x0 to 0x4000000"),
                result.err());
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        Cli.Result result = boot(folder.resolve("nothing.elf").toString());
        assertEquals(65, result.status());
        assertTrue(result.err().contains("not found; expected a bare-metal image"), result.err());
    }
}
