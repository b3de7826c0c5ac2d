package kprobarium.isa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssemblerTest {
    // @formatter:off: tables of vectors
    private static final long BASE = 0x9000000000200000L;
    private static final Symbols KNOWN = Symbols.builder()
            .add("do_bp", 0x9000000000300000L, 0x100).add("kprobe_handler", BASE - 0x1000, 0x40).build();

    private static Assembly assemble(String source) {
        Assembly assembly = Assembler.assemble(source, BASE, KNOWN);
        assertEquals(List.of(), assembly.errors());
        return assembly;
    }

    private static List<String> errors(String source) {
        return Assembler.assemble(source, BASE, KNOWN).errors().stream().map(Diagnostic::toString).toList();
    }

    private static List<String> listing(String source) {
        Assembly assembly = assemble(source);
        return assembly.lines().stream().map(line -> Disassembler.disassemble(line.word())).toList();
    }

    @Test
    void lines_say_where_words_are_and_where_they_come_from() {
        Assembly assembly = assemble("""
                foo:  addi.d $sp, $sp, -16    # a comment
                      st.d   $ra, $sp, 8      // another

                      la.pcrel $a0, foo
                """);
        assertEquals(List.of(
                new Assembly.Line(BASE, 0x02ffc063, 1), new Assembly.Line(BASE + 4, 0x29c02061, 2),
                new Assembly.Line(BASE + 8, 0x1a000004, 4), new Assembly.Line(BASE + 12, 0x02c00084, 4)), assembly.lines());
        assertEquals(BASE, assembly.base());
        assertArrayEquals(new int[] {0x02ffc063, 0x29c02061, 0x1a000004, 0x02c00084}, assembly.words());
        assertEquals(0x29c02061, assembly.word(BASE + 4));
    }

    @Test
    void labels_reach_to_the_next_label_or_the_end() {
        Symbols labels = assemble("""
                foo:    nop
                .Lfoo:  nop
                1:      nop
                bar: alias:
                        nop
                        nop
                end:
                """).labels();
        assertEquals(List.of("foo", "bar", "alias", "end"), labels.names());
        assertEquals(12, labels.symbol("foo").orElseThrow().size());
        assertEquals(8, labels.symbol("bar").orElseThrow().size());
        assertEquals(8, labels.symbol("alias").orElseThrow().size());
        assertEquals(0, labels.symbol("end").orElseThrow().size());
        assertEquals(OptionalLong.of(BASE + 20), labels.address("end"));
        assertEquals("foo+0x8/0xc", labels.renderSized(BASE + 8));
    }

    @Test
    void several_labels_and_statements_share_a_line() {
        assertEquals(List.of("nop", "b -4", "ret"), listing("a: b: nop; c: b a; ret"));
    }

    @Test
    void a_branch_goes_to_a_symbol_or_a_distance() {
        assertEquals(List.of("b 8", "bnez $a0, -4", "bl 1048568", "b -4108", "b 16", "beq $a0, $a1, -4", "b 4", "b 0", "b 4"), listing("""
                foo:    b       foo+8
                        bnez    $a0, foo
                        bl      do_bp
                        b       kprobe_handler
                        b       16
                        beq     $a0, $a1, .-4
                        b       foo + 0x20 - 4
                        b       .
                        b       %b26(foo + 0x24)
                """));
    }

    @Test
    void numeric_labels_are_the_nearest_before_or_after() {
        assertEquals(List.of("nop", "b -4", "b 8", "nop", "b 0", "b -4", "b -8"), listing("""
                1:  nop
                    b 1b
                    b 1f
                    nop
                1:  b 1b
                    b 1b
                    b 1b
                """));
    }

    @Test
    void registers_have_two_names() {
        assertEquals(assemble("add.d $r4, $r0, $r21; add.d $r22, $r1, $r31").words()[0], assemble("add.d $a0, $zero, $r21").words()[0]);
        assertEquals(List.of("add.d $fp, $ra, $s8", "add.d $fp, $tp, $t8"), listing("add.d $s9, $r1, $r31; add.d $r22, $r2, $r20"));
    }

    @Test
    void numbers_have_several_forms() {
        assertEquals(List.of("addi.d $a0, $a0, 255", "addi.d $a0, $a0, -255", "addi.d $a0, $a0, 5", "addi.d $a0, $a0, 8",
                "addi.d $a0, $a0, 65", "addi.d $a0, $a0, 10", "addi.d $a0, $a0, 8", "addi.d $a0, $a0, 10"), listing("""
                addi.d $a0, $a0, 0xff
                addi.d $a0, $a0, -0xFF
                addi.d $a0, $a0, 0b101
                addi.d $a0, $a0, 010
                addi.d $a0, $a0, 'A'
                addi.d $a0, $a0, '\\n'
                addi.d $a0, $a0, foo - bar
                addi.d $a0, $a0, 4+8 - 2
                bar: .quad 0
                foo:
                """));
    }

    @Test
    void data_is_little_endian_in_its_width() {
        byte[] image = assemble("""
                .byte 1, -1, 255
                .half 0x1234; .short -1
                .2byte 0x5678
                .word -2, 0xffffffff
                .long 7; .4byte 8
                .dword 0x123456789abcdef0
                .quad foo, foo - ., -1
                foo:
                """).image();
        ByteBuffer expected = ByteBuffer.allocate(image.length).order(ByteOrder.LITTLE_ENDIAN);
        expected.put((byte) 1).put((byte) -1).put((byte) -1).putShort((short) 0x1234).putShort((short) -1).putShort((short) 0x5678)
                .putInt(-2).putInt(-1).putInt(7).putInt(8)
                .putLong(0x123456789abcdef0L).putLong(BASE + image.length).putLong(16).putLong(-1);
        assertArrayEquals(expected.array(), image);
    }

    @Test
    void strings_are_utf_8() {
        byte[] image = assemble(".ascii \"a#b\", \"\\\"\\\\\"; .asciz \"ü\"; .string \"//\\n\\0\"").image();
        assertArrayEquals("a#b\"\\ü\0//\n\0\0".getBytes(StandardCharsets.UTF_8), image);
    }

    @Test
    void space_is_filled_and_alignment_padded_with_nops() {
        Assembly assembly = assemble(".byte 1; .align 3; nop; .space 3, 0xaa; .balign 4; .skip 4; .zero 4; .p2align 4; ret");
        assertArrayEquals(new int[] {1, 0x03400000, 0x03400000, 0xaaaaaa, 0, 0, 0x03400000, 0x03400000, 0x4c000020}, assembly.words());
        assertEquals(16, assemble(".align 4; nop; .align 4").image().length);
    }

    @Test
    void what_means_nothing_in_a_flat_image_is_accepted() {
        assertEquals(List.of("nop"), listing("""
                        .text
                        .globl foo
                        .type  foo, @function
                foo:    nop
                        .size  foo, .-foo
                """));
    }

    @Test
    void parts_of_addresses_add_up_to_the_address() {
        assertEquals(List.of(
                "lu12i.w $a0, 768", "ori $a0, $a0, 0", "lu32i.d $a0, 0", "lu52i.d $a0, $a0, -1792",
                "pcalau12i $a1, 256", "ld.d $a1, $a1, 8", "pcaddi $a2, 262138"), listing("""
                la $a0, do_bp
                pcalau12i $a1, %pc_hi20(do_bp)
                ld.d $a1, $a1, %pc_lo12(do_bp+8)
                pcaddi $a2, %pcrel_20(do_bp)
                """));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 0x800, -0x800, 0x7fffffffL, 0x80000000L, 0x7ffff7ffL, 0x7ffff800L, 0xffffffffL, 0x123456789abcdef0L,
            0x9000000000000800L, 0x0fffffffffffffffL, Long.MIN_VALUE, Long.MAX_VALUE})
    void an_absolute_address_is_loaded_whatever_it_is(long address) {
        TestCpu cpu = new TestCpu();
        Assembly text = Assembler.assemble("la.abs $a0, there", TestCpu.TEXT, Symbols.builder().add("there", address, 0).build());
        assertEquals(List.of(), text.errors());
        cpu.pc = TestCpu.TEXT;
        for (int word : text.words()) {
            cpu.step(word);
        }
        assertEquals(address, cpu.reg("a0"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, -4, 0x7fc, 0x800, 0xffc, -0x800, -0x804, 0x1fffc, 0x20000, 0x20004, -0x20000, -0x20004,
            0x7fffe000L, -0x80000000L, 0x7fffe7f8L})
    void a_near_address_is_loaded_and_called(long distance) {
        for (long base : new long[] {TestCpu.TEXT, TestCpu.TEXT + 0xffc, TestCpu.TEXT + 0x7f8}) {
            long there = base + distance;
            Symbols known = Symbols.builder().add("there", there, 0).build();
            TestCpu loading = new TestCpu();
            loading.pc = base;
            step(loading, Assembler.assemble("la.local $a0, there", base, known));
            assertEquals(there, loading.reg("a0"));
            TestCpu calling = new TestCpu();
            calling.pc = base;
            step(calling, Assembler.assemble("call36 there", base, known));
            assertEquals(there, calling.pc);
            assertEquals(base + 8, calling.reg("ra"));
        }
    }

    private static void step(TestCpu cpu, Assembly text) {
        assertEquals(List.of(), text.errors());
        for (int word : text.words()) {
            cpu.step(word);
        }
    }

    @Test
    void numbers_are_loaded_whatever_they_are() {
        Random random = new Random(9);
        for (int i = 0; i < 2000; i++) {
            long value = random.nextLong() << random.nextInt(64) >> random.nextInt(64);
            TestCpu cpu = new TestCpu().run("li.d $a0, " + value + "\nli.w $a1, " + (int) value);
            assertEquals(value, cpu.reg("a0"));
            assertEquals((int) value, cpu.reg("a1"));
        }
        assertEquals(-1, new TestCpu().run("li.w $a0, 0xffffffff").reg("a0"));
        assertEquals(-1, new TestCpu().run("li.d $a0, 0xffffffffffffffff").reg("a0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "addi.x $a0, $a0, 1        | 1:1: unknown instruction `addi.x`; did you mean `addi.d`?",
            "xyzzy                     | 1:1: unknown instruction `xyzzy`",
            "foo: addi.d $a9, $a0, 1   | 1:13: odd register `$a9`; did you mean `$a0`?",
            "addi.d $a0, $eflags, 1    | 1:13: odd register `$eflags`; general registers are $r0..$r31, "
                    + "or $zero $ra $tp $sp $a0..$a7 $t0..$t8 $fp $s0..$s8",
            "addi.d a0, $a0, 1         | 1:8: registers are written with `$`: `$a0`",
            "addi.d $a0, $a1, 5000     | 1:18: immediate 5000 does not fit si12 (-2048..2047)",
            "andi $a0, $a1, -1         | 1:16: immediate -1 does not fit ui12 (0..4095)",
            "alsl.d $a0, $a1, $a2, 5   | 1:23: immediate 5 does not fit sa2+1 (1..4)",
            "ll.w $a0, $a1, 2          | 1:16: immediate 2 is no multiple of 4",
            "ll.w $a0, $a1, 32768      | 1:16: immediate 32768 does not fit si14<<2 (-32768..32764)",
            "addi.d $a0, $a1           | 1:1: `addi.d` with 2 operands; write `addi.d rd, rj, si12`",
            "nop $a0                   | 1:1: `nop` with 1 operand; write `nop`",
            "break 1, 2                | 1:1: `break` with 2 operands; write `break code` or `break`",
            "bl do_pb                  | 1:4: unknown symbol `do_pb`; did you mean `do_bp`?",
            "b 2                       | 1:3: immediate 2 is no multiple of 4",
            "b do_bp+2                 | 1:3: the target is 1048578 bytes away, which is no multiple of 4",
            "beq $a0, $a1, do_bp       | 1:15: the target is 1048576 bytes away; offs16 reaches -131072..131068",
            "b do_bp+do_bp             | 1:3: a sum of symbols is no address; only differences are numbers",
            "addi.d $a0, $a0, do_bp    | 1:18: expected a number; "
                    + "for a part of an address write `%abs_lo12(symbol)`, `%pc_lo12(symbol)` and their like",
            "addi.d $a0, 5, 5          | 1:13: expected a register ($a0) for rj, found number 5; write `addi.d rd, rj, si12`",
            "addi.d $a0, $a1, $a2      | 1:18: expected a number for si12, found register `$a2`; write `addi.d rd, rj, si12`",
            "bceqz $a0, 4              | 1:7: expected a condition flag ($fcc0..$fcc7) for cj, found register `$a0`; "
                    + "write `bceqz cj, offs21`",
            "b $fcc0                   | 1:3: expected a label or a distance in bytes for offs26, found condition flag `$fcc0`; "
                    + "write `b offs26`",
            "move $a0, do_bp           | 1:11: expected a register ($a0) for rj, found a symbol; write `move rd, rj`",
            "jirl $ra, $t0, do_bp      | 1:16: expected a number; "
                    + "for a part of an address write `%abs_lo12(symbol)`, `%pc_lo12(symbol)` and their like",
            "bstrins.w $a0, $a1, 3, 7  | 1:11: `bstrins.w rd, rj, msbw, lsbw` needs msbw >= lsbw",
            "csrxchg $a0, $ra, 4       | 1:9: `csrxchg rd, rj, csr` needs rj >= 2",
            "invtlb 7, $a0, $a1        | 1:8: `invtlb op5, rj, rk` needs op5 <= 6",
            "amadd.w $a0, $a0, $a1     | 1:9: rd must be another register than rk and rj",
            "li.w $a0, do_bp           | 1:11: `li.w` loads a number; for a symbol's address write `la rd, symbol`",
            "li.w $a0, 0x100000000     | 1:11: immediate 4294967296 does not fit imm32 (-2147483648..4294967295)",
            "la $a0, $a1               | 1:9: `la rd, target`: the target is a symbol or an address",
            "la.local $a0, 0x10        | 1:15: 0x10 is out of reach of `%pc_hi20` here; `la.abs` reaches every address",
            "b %pc_lo12(do_bp)         | 1:3: `%pc_lo12` fills a field of 12 bits; offs26 has 26",
            "ori $a0, $a0, %pc_lo(foo) | 1:15: unknown operator `%pc_lo`; did you mean `%pc_lo12`?",
            "ori $a0, $a0, %pc_lo12 5  | 1:15: `%pc_lo12` needs a symbol in parentheses: `%pc_lo12(symbol)`",
            "ori $a0, $a0, %pc_lo12(5  | 1:25: expected `)`, found `end of line`",
            "foo: nop; foo: nop        | 1:11: label `foo` is already defined in line 1",
            "1b: nop                   | 1:1: `1b` is no name for a label; begin it with a letter, `_` or `.L`",
            "b 1f                      | 1:3: no label `1:` after this place",
            "b 2b                      | 1:3: no label `2:` before this place",
            "addi.d $a0, $a0,          | 1:17: an operand is missing",
            "addi.d $a0, $a0, 1 2      | 1:20: `2` is left over; operands are separated by `,`, statements by `;`",
            "addi.d $a0, $a0, (1)      | 1:18: expected a number or a symbol, found `(1)`",
            "addi.d $a0, $a0, 0xg      | 1:18: `0xg` is no number of 64 bits; write 123, -123, 0x7b, 0b1111011 or 0173",
            "!nop                      | 1:1: expected a label, an instruction or a directive, found `!nop`",
            ".wurd 1                   | 1:1: unknown directive `.wurd`; did you mean `.word`?",
            ".byte 256                 | 1:7: 256 does not fit 1 byte",
            ".word do_bp               | 1:7: 0x9000000000300000 does not fit 4 bytes",
            ".align 20                 | 1:8: the power of two to align to is 20; it must be 0..16",
            ".balign 3                 | 1:9: 3 is no power of two",
            ".space do_bp              | 1:8: the number of bytes must be a number: it decides where the labels are",
            ".space 0x40000001         | 1:8: the number of bytes is 1073741825; it must be 0..67108864",
            ".ascii hello              | 1:8: expected a string in double quotes, found `hello`",
            ".ascii \"hello            | 1:8: the string has no closing `\"`",
            ".ascii \"\\q\"            | 1:9: unknown escape `\\q`; known are \\n \\r \\t \\0 \\\\ \\\" \\'",
            ".byte 0; nop              | 1:10: an instruction stands at a multiple of 4; put `.align 2` before it"})
    void what_is_wrong_is_said_where_it_is(String source, String error) {
        assertEquals(List.of(error), errors(source));
    }

    @Test
    void every_line_is_checked_and_errors_come_in_order() {
        assertEquals(List.of(
                "1:8: odd register `$a8`; did you mean `$a0`?",
                "2:4: unknown symbol `nowhere`",
                "4:18: immediate 4096 does not fit si12 (-2048..2047)"),
                errors("addi.d $a8, $a0, 1\nbl nowhere\nnop\naddi.d $a0, $a0, 4096"));
    }

    @Test
    void an_error_leaves_what_follows_where_it_was() {
        Assembly broken = Assembler.assemble("foo: addi.d $a0, $q, 1\nli.w $a0, x\naddi.x\nbar: b foo", BASE, Symbols.none());
        assertFalse(broken.ok());
        assertEquals(3, broken.errors().size());
        assertEquals(OptionalLong.of(BASE + 12), broken.labels().address("bar"));
        assertEquals(List.of(new Assembly.Line(BASE + 12, 0x53fff7ff, 4)), broken.lines());
    }

    @Test
    void an_empty_source_is_an_empty_image() {
        Assembly empty = assemble("\n  # nothing\n");
        assertEquals(0, empty.image().length);
        assertTrue(empty.ok());
        assertEquals(List.of(), empty.labels().names());
    }

    /// Broken sources of all kinds: the assembler answers each.
    @Test
    void nothing_that_a_source_says_makes_it_throw() {
        String source = """
                foo:    addi.d  $sp, $sp, -16    # a comment
                        st.d    $ra, $sp, 8
                1:      bnez    $a0, 1b
                        la      $a0, foo+4
                        li.d    $a0, 0x123456789abcdef0
                        bstrins.d $a0, $a1, 31, 0
                        pcalau12i $a1, %pc_hi20(foo)
                        .word   1, foo - ., 'x', -0x80000000
                        .asciz  "text\\n"
                        .align  4
                        .space  16, 0xff
                        call36  foo; b .; break
                """;
        Random random = new Random(12);
        String pieces = "$%(),;:#/'\"\\.+-0129xfbaz_ \t\n\0\u00fc\ud83d";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder broken = new StringBuilder(source);
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                int at = random.nextInt(broken.length());
                switch (random.nextInt(3)) {
                    case 0 -> broken.deleteCharAt(at);
                    case 1 -> broken.insert(at, pieces.charAt(random.nextInt(pieces.length())));
                    default -> broken.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
                }
            }
            Assembly assembly = Assembler.assemble(broken.toString(), BASE, Symbols.none());
            for (Diagnostic error : assembly.errors()) {
                assertTrue(error.line() >= 1 && error.column() >= 1 && !error.message().isBlank(), error.toString());
            }
        }
    }
    // @formatter:on
}
