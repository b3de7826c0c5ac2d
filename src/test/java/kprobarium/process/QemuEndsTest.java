package kprobarium.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How programs end, against QEMU: by which signal an exception kills them, and with what status they exit.
///
/// Left out is where QEMU 7.2 does not do as Linux does: misaligned jumps and addresses that no user has (`do_ade()` sends SIGBUS, QEMU
/// SIGILL and SIGSEGV), failed assertions (`do_bce()` sends SIGSEGV, QEMU SIGSYS); and `sc` to another place than `ll`'s, of which the
/// manual does not say what comes of it.
final class QemuEndsTest {
    private static final int BY_SIGNAL = 128;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "a load from page 0,            'ld.d $a0, $zero, 8'",
        "a store to page 0,             'st.d $a0, $zero, 8'",
        "a store to text,               'pcaddi $t0, 0; st.d $a0, $t0, 0'",
        "a jump to nowhere,             'jr $zero'",
        "a breakpoint,                  'break 0'",
        "no instruction,                '.word 0xffffffff'",
        "a privileged instruction,      'csrrd $a0, 0'",
        "a division by zero enabled,    'addi.w $t0, $zero, 8; movgr2fcsr $fcsr0, $t0; movgr2fr.d $fa0, $zero; frecip.d $fa1, $fa0'",
        "an invalid operation enabled,  'addi.w $t0, $zero, 16; movgr2fcsr $fcsr0, $t0; movgr2fr.d $fa0, $zero; fdiv.d $fa1, $fa0, $fa0'",
        "an inexact result enabled,     'addi.w $t0, $zero, 1; movgr2fcsr $fcsr0, $t0; addi.w $t1, $zero, 3; movgr2fr.d $fa0, $t1;"
                + " ffint.d.l $fa0, $fa0; frecip.d $fa1, $fa0'",
        "an exact result enabled,       'addi.w $t0, $zero, 1; movgr2fcsr $fcsr0, $t0; addi.w $t1, $zero, 4; movgr2fr.d $fa0, $t1;"
                + " ffint.d.l $fa0, $fa0; frecip.d $fa1, $fa0'",
        "an invalid one not enabled,    'movgr2fr.d $fa0, $zero; fdiv.d $fa1, $fa0, $fa0; movfcsr2gr $a0, $fcsr0; srli.w $a0, $a0, 16'",
        "sc without ll,                 'addi.d $a0, $zero, 7; addi.d $t0, $sp, -16; sc.w $a0, $t0, 0'",
        "sc after sc,                   'addi.d $t0, $sp, -16; ll.d $t1, $t0, 0; addi.d $a1, $zero, 7; sc.d $a1, $t0, 0;"
                + " addi.d $a0, $zero, 5; sc.d $a0, $t0, 0; slli.d $a1, $a1, 1; or $a0, $a0, $a1'",
        "sc after ll,                   'addi.d $t0, $sp, -16; ll.w $t1, $t0, 0; addi.d $a0, $zero, 7; sc.w $a0, $t0, 0'"})
    void a_program_ends_as_under_qemu(String what, String code) throws IOException, InterruptedException {
        Path qemu = OutsideTool.require("how programs end under QEMU", "qemu-user", "qemu-loongarch64");
        Path clang = OutsideTool.require("how programs end under QEMU", "clang-22", "clang-22");
        OutsideTool.require("how programs end under QEMU", "lld-22", "ld.lld-22");
        Path source = Files.writeString(folder.resolve("end.s"), """
                .globl _start
                _start: %s
                li.w $a7, 93
                syscall 0
                """.formatted(code.replace("; ", "\n")));
        Path program = folder.resolve("end");
        int built = status(clang.toString(), "--target=loongarch64-unknown-linux-gnu", "-static", "-nostdlib", "-fuse-ld=lld-22", "-o",
                program.toString(), source.toString());
        assertEquals(0, built, this::said);
        int expected = status(qemu.toString(), program.toString());
        Ended ended = LinuxProcess.load(Programs.read(program), new Programs("").setup("end")).run(1_000);
        int status = switch (ended) {
            case Ended.Exited(int with) -> with;
            case Ended.Killed killed -> BY_SIGNAL + killed.signal().number();
            default -> throw new AssertionError(ended);
        };
        assertEquals(expected, status, what);
    }

    private int status(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start()
                .waitFor();
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
