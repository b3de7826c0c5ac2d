package kprobarium.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;

class ElfFileTest {
    private static final long TEXT = 0x9000_0000_0020_1160L;

    private static byte[] account() {
        try {
            return Files.readAllBytes(Path.of("conf/experiments/elf/account.elf"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ElfFile good(byte[] bytes) {
        return switch (ElfFile.read("account.elf", bytes)) {
            case ElfFile.Parsed.Good(ElfFile file) -> file;
            case ElfFile.Parsed.Bad(ElfProblem problem) -> throw new AssertionError(problem);
        };
    }

    /// What is said of the same file with `value` in the halfword at `offset`.
    private static String changed(int offset, int value) {
        byte[] bytes = account();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
        return said(bytes);
    }

    private static String said(byte[] bytes) {
        return assertInstanceOf(ElfFile.Parsed.Bad.class, ElfFile.read("account.elf", bytes)).problem().toString();
    }

    @Test
    void segments_are_where_the_linker_put_them() {
        ElfFile file = good(account());
        assertEquals(TEXT, file.entry());
        assertEquals(List.of(0x9000_0000_0020_0000L, TEXT, 0x9000_0000_0020_21e0L),
                file.segments().stream().map(Segment::address).toList());
        assertEquals(List.of(false, true, false), file.segments().stream().map(Segment::executable).toList());
        assertEquals(List.of(false, false, true), file.segments().stream().map(Segment::writable).toList());
        assertEquals(TEXT, file.textStart());
        assertEquals(new ElfFile.ProgramHeaders(0x9000_0000_0020_0040L, 5), file.programHeaders());
        Segment bss = file.segments().getLast();
        assertEquals(0, bss.content().length);
        assertTrue(bss.memorySize() > 0);
    }

    @Test
    void symbols_have_their_sizes_and_sections_their_functions() {
        ElfFile file = good(account());
        Symbols symbols = file.symbols();
        assertEquals("update+0x8", symbols.render(symbols.address("update").orElseThrow() + 8));
        assertEquals("update+0x0/0x14", symbols.renderSized(symbols.address("update").orElseThrow()));
        assertEquals(List.of("note_large"), file.functions(".kprobes.text"));
        assertEquals(List.of("deposit"), file.functions("deposit"));
        assertEquals(List.of(), file.functions("nothing"));
    }

    @Test
    void a_moved_program_is_the_same_elsewhere() {
        ElfFile file = good(account());
        ElfFile moved = file.movedBy(0x1000);
        assertEquals(file.entry() + 0x1000, moved.entry());
        assertEquals(file.symbols().address("large").orElseThrow() + 0x1000, moved.symbols().address("large").orElseThrow());
        assertEquals(file, moved.movedBy(-0x1000));
    }

    @Test
    void what_is_wrong_is_said_with_its_place() {
        assertEquals("account.elf, offset 0x12: found machine 62, x86-64, expected 258, LoongArch. "
                + "Compile with --target=loongarch64-unknown-linux-gnu.", changed(0x12, 62));
        assertEquals("account.elf, offset 0x10: found an object file, expected an executable. Link it: ld.lld, or clang -static.",
                changed(0x10, 1));
        assertEquals("account.elf, offset 0x0: found bytes 23 21 4c 46, expected an ELF file, which begins with 7f 45 4c 46",
                changed(0, 0x2123));
        assertEquals("account.elf, offset 0x0: found 63 bytes, expected an ELF file, which has 64 or more", said(new byte[63]));
        assertEquals("account.elf, offset 0x38: found nothing to load, expected an executable, as the linker makes it. "
                + "Link it: ld.lld, or clang -static.", changed(0x38, 0));
    }

    @Test
    void a_file_that_was_cut_off_is_refused_wherever_it_was() {
        byte[] whole = account();
        for (int length = 0; length < whole.length; length++) {
            assertInstanceOf(ElfFile.Parsed.Bad.class, ElfFile.read("cut", Arrays.copyOf(whole, length)), "cut at " + length);
        }
    }

    @Test
    void no_content_makes_the_reader_throw() {
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = account();
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextBoolean() ? random.nextInt(bytes.length) : random.nextInt(0x160);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0xff : 0x80);
            }
            switch (ElfFile.read("mutilated", bytes)) {
                case ElfFile.Parsed.Good(ElfFile file) -> assertTrue(file.end() - file.start() > 0);
                case ElfFile.Parsed.Bad(ElfProblem problem) -> {
                    assertTrue(problem.offset() >= 0);
                    refused++;
                }
            }
        }
        assertTrue(refused > 10_000, "only " + refused + " were refused");
    }
}
