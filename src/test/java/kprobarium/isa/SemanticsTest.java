package kprobarium.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What instructions do, in assembly, at the edges: each expectation was worked out by hand from the manual.
class SemanticsTest {
    // @formatter:off: tables of vectors
    private static final Set<Insn> RUN = new TreeSet<>();
    private static final Set<String> TESTS = new TreeSet<>();
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\[\\w+]|\\w+)=(\\S+)");

    /// Runs a source with registers and memory words set (`a1=5 [0x100]=7`), then compares registers and memory (`[0x100]` is 8 bytes).
    private static TestCpu check(String source, String before, String after) {
        TestCpu cpu = new TestCpu();
        for (Matcher m = ASSIGNMENT.matcher(before); m.find();) {
            if (m.group(1).startsWith("[")) {
                cpu.store(Long.decode(m.group(1).substring(1, m.group(1).length() - 1)), 8, number(m.group(2)));
            } else {
                cpu.with(m.group(1), number(m.group(2)));
            }
        }
        run(cpu, source);
        for (Matcher m = ASSIGNMENT.matcher(after); m.find();) {
            long found = m.group(1).startsWith("[")
                    ? cpu.load(Long.decode(m.group(1).substring(1, m.group(1).length() - 1)), 8)
                    : cpu.reg(m.group(1));
            assertEquals(Long.toHexString(number(m.group(2))), Long.toHexString(found), source + ": " + m.group(1));
        }
        return cpu;
    }

    private static long number(String text) {
        boolean negative = text.startsWith("-");
        String digits = text.substring(negative ? 1 : 0).replace("_", "");
        long value = digits.startsWith("0x") ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseLong(digits);
        return negative ? -value : value;
    }

    private static TestCpu run(TestCpu cpu, String source) {
        for (Assembly.Line line : Assembler.assemble(source, TestCpu.TEXT, kprobarium.symbol.Symbols.none()).lines()) {
            RUN.add(Decoder.row(line.word()));
        }
        return cpu.run(source);
    }

    private static TestCpu.Trapped trap(TestCpu cpu, String source) {
        return assertThrows(TestCpu.Trapped.class, () -> run(cpu, source));
    }

    @BeforeEach
    void remember(TestInfo test) {
        TESTS.add(test.getTestMethod().orElseThrow().getName());
    }

    /// Said when all tests of this class have run, not one alone: a row that none of them runs could mean anything.
    @AfterAll
    static void every_row_was_run() {
        Set<Insn> missing = new TreeSet<>(List.of(Insn.values()));
        missing.removeAll(RUN);
        // QemuFloatTest runs those.
        missing.removeIf(row -> row.unit() == Unit.FLOAT);
        long tests = Arrays.stream(SemanticsTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class)).count();
        assertTrue(TESTS.size() < tests || missing.isEmpty(), "never run: " + missing);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "add.w $a0, $a1, $a2    | a1=0x7fffffff a2=1                   | a0=0xffffffff80000000",
            "add.w $a0, $a1, $a2    | a1=0x1ffffffff a2=1                  | a0=0",
            "add.d $a0, $a1, $a2    | a1=0x7fffffffffffffff a2=1           | a0=0x8000000000000000",
            "sub.w $a0, $a1, $a2    | a1=0x80000000 a2=1                   | a0=0x7fffffff",
            "sub.w $a0, $a1, $a2    | a1=0 a2=1                            | a0=-1",
            "sub.d $a0, $a1, $a2    | a1=0 a2=0x8000000000000000           | a0=0x8000000000000000",
            "addi.w $a0, $a1, -1    | a1=0xffffffff80000000                | a0=0x7fffffff",
            "addi.w $a0, $a1, 2047  | a1=0x7ffff801                        | a0=0xffffffff80000000",
            "addi.d $a0, $a1, -2048 | a1=0x100000000                       | a0=0xfffff800",
            "addu16i.d $a0, $a1, -1 | a1=0x10005                           | a0=5",
            "addu16i.d $a0, $a1, -32768 | a1=0                             | a0=0xffffffff80000000",
            "addu16i.d $a0, $a1, 32767  | a1=1                             | a0=0x7fff0001",
            "alsl.w $a0, $a1, $a2, 1 | a1=0x40000000 a2=0x7fffffff         | a0=-1",
            "alsl.w $a0, $a1, $a2, 4 | a1=0x10000001 a2=5                  | a0=21",
            "alsl.wu $a0, $a1, $a2, 1 | a1=0x40000000 a2=0x7fffffff        | a0=0xffffffff",
            "alsl.wu $a0, $a1, $a2, 4 | a1=0xffffffffffffffff a2=0x10      | a0=0",
            "alsl.d $a0, $a1, $a2, 3 | a1=0x2000000000000001 a2=-8         | a0=0",
            "alsl.d $a0, $a1, $a2, 4 | a1=1 a2=1                           | a0=17",
            "add.d $zero, $a1, $a2  | a1=1 a2=1                            | zero=0"})
    void sums_wrap_and_words_are_sign_extended(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "slt $a0, $a1, $a2     | a1=-1 a2=0                                    | a0=1",
            "slt $a0, $a1, $a2     | a1=0x7fffffffffffffff a2=0x8000000000000000   | a0=0",
            "slt $a0, $a1, $a2     | a1=5 a2=5                                     | a0=0",
            "sltu $a0, $a1, $a2    | a1=-1 a2=0                                    | a0=0",
            "sltu $a0, $a1, $a2    | a1=0x7fffffffffffffff a2=0x8000000000000000   | a0=1",
            "slti $a0, $a1, -2048  | a1=-2049                                      | a0=1",
            "slti $a0, $a1, -2048  | a1=-2048                                      | a0=0",
            "sltui $a0, $a1, -1    | a1=0xfffffffffffffffe                         | a0=1",
            "sltui $a0, $a1, -2048 | a1=0x7ff                                      | a0=1",
            "sltui $a0, $a1, 1     | a1=0                                          | a0=1",
            "maskeqz $a0, $a1, $a2 | a1=7 a2=0                                     | a0=0",
            "maskeqz $a0, $a1, $a2 | a1=7 a2=0x100000000                           | a0=7",
            "masknez $a0, $a1, $a2 | a1=7 a2=0                                     | a0=7",
            "masknez $a0, $a1, $a2 | a1=7 a2=0x100000000                           | a0=0"})
    void comparisons_give_one_or_zero_and_masks_test_all_bits(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "and $a0, $a1, $a2  | a1=0xff00ff00ff00ff00 a2=0x0ff00ff00ff00ff0 | a0=0x0f000f000f000f00",
            "or $a0, $a1, $a2   | a1=0xff00ff00ff00ff00 a2=0x0ff00ff00ff00ff0 | a0=0xfff0fff0fff0fff0",
            "xor $a0, $a1, $a2  | a1=0xff00ff00ff00ff00 a2=0x0ff00ff00ff00ff0 | a0=0xf0f0f0f0f0f0f0f0",
            "nor $a0, $a1, $a2  | a1=0xff00ff00ff00ff00 a2=0x0ff00ff00ff00ff0 | a0=0x000f000f000f000f",
            "andn $a0, $a1, $a2 | a1=0xff00ff00ff00ff00 a2=0x0ff00ff00ff00ff0 | a0=0xf000f000f000f000",
            "orn $a0, $a1, $a2  | a1=0xff00ff00ff00ff00 a2=0x0ff00ff00ff00ff0 | a0=0xff0fff0fff0fff0f",
            "andi $a0, $a1, 4095 | a1=-1                                      | a0=0xfff",
            "ori $a0, $a1, 4095  | a1=-4096                                   | a0=-1",
            "xori $a0, $a1, 4095 | a1=-1                                      | a0=-4096"})
    void logic_is_bitwise_and_its_immediates_zero_extended(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "lu12i.w $a0, -524288     |                              | a0=0xffffffff80000000",
            "lu12i.w $a0, 524287      |                              | a0=0x7ffff000",
            "lu32i.d $a0, -524288     | a0=0x123456789abcdef0        | a0=0xfff800009abcdef0",
            "lu32i.d $a0, 74565       | a0=0xffffffffffffffff        | a0=0x00012345ffffffff",
            "lu52i.d $a0, $a1, -2048  | a1=0x123456789abcdef0        | a0=0x800456789abcdef0",
            "lu52i.d $a0, $a1, 2047   | a1=0xffffffffffffffff        | a0=0x7fffffffffffffff",
            "pcaddi $a0, -524288      |                              | a0=0x9000000000000000",
            "pcaddi $a0, 524287       |                              | a0=0x90000000003ffffc",
            "pcaddu12i $a0, -524288   |                              | a0=0x8fffffff80200000",
            "pcaddu12i $a0, 524287    |                              | a0=0x90000000801ff000",
            "nop; pcalau12i $a0, 1    |                              | a0=0x9000000000201000",
            "nop; pcalau12i $a0, -524288 |                           | a0=0x8fffffff80200000",
            "nop; pcaddu12i $a0, 1    |                              | a0=0x9000000000201004",
            "pcaddu18i $a0, 1         |                              | a0=0x9000000000240000",
            "pcaddu18i $a0, 0x4000    |                              | a0=0x9000000100200000",
            "pcaddu18i $a0, 0x7ffff   |                              | a0=0x90000020001c0000",
            "pcaddu18i $a0, -1        |                              | a0=0x90000000001c0000",
            "pcaddu18i $a0, -524288   |                              | a0=0x8fffffe000200000"})
    void upper_immediates_and_distances_from_pc_are_64_bits_wide(String source, String before, String after) {
        check(source, before == null ? "" : before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "mul.w $a0, $a1, $a2     | a1=0x10000 a2=0x8000                  | a0=0xffffffff80000000",
            "mul.w $a0, $a1, $a2     | a1=0x1ffffffff a2=3                   | a0=-3",
            "mulh.w $a0, $a1, $a2    | a1=0x80000000 a2=0x80000000           | a0=0x40000000",
            "mulh.w $a0, $a1, $a2    | a1=-1 a2=1                            | a0=-1",
            "mulh.wu $a0, $a1, $a2   | a1=-1 a2=-1                           | a0=0xfffffffffffffffe",
            "mulh.wu $a0, $a1, $a2   | a1=0x80000000 a2=2                    | a0=1",
            "mul.d $a0, $a1, $a2     | a1=0x100000001 a2=0x100000001         | a0=0x200000001",
            "mulh.d $a0, $a1, $a2    | a1=0x8000000000000000 a2=0x8000000000000000 | a0=0x4000000000000000",
            "mulh.d $a0, $a1, $a2    | a1=-1 a2=-1                           | a0=0",
            "mulh.du $a0, $a1, $a2   | a1=-1 a2=-1                           | a0=0xfffffffffffffffe",
            "mulw.d.w $a0, $a1, $a2  | a1=0x80000000 a2=0x80000000           | a0=0x4000000000000000",
            "mulw.d.w $a0, $a1, $a2  | a1=0x7_ffffffff a2=5                  | a0=-5",
            "mulw.d.wu $a0, $a1, $a2 | a1=-1 a2=-1                           | a0=0xfffffffe00000001"})
    void products(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "div.w $a0, $a1, $a2  | a1=-7 a2=2                       | a0=-3",
            "mod.w $a0, $a1, $a2  | a1=-7 a2=2                       | a0=-1",
            "mod.w $a0, $a1, $a2  | a1=7 a2=-2                       | a0=1",
            "div.w $a0, $a1, $a2  | a1=0x80000000 a2=-1              | a0=0xffffffff80000000",
            "mod.w $a0, $a1, $a2  | a1=0x80000000 a2=-1              | a0=0",
            "div.w $a0, $a1, $a2  | a1=0x100000009 a2=0x100000002    | a0=4",
            "div.wu $a0, $a1, $a2 | a1=-1 a2=1                       | a0=-1",
            "div.wu $a0, $a1, $a2 | a1=-1 a2=16                      | a0=0x0fffffff",
            "mod.wu $a0, $a1, $a2 | a1=0x80000000 a2=-1              | a0=0xffffffff80000000",
            "mod.wu $a0, $a1, $a2 | a1=-1 a2=10                      | a0=5",
            "div.d $a0, $a1, $a2  | a1=-7 a2=2                       | a0=-3",
            "div.d $a0, $a1, $a2  | a1=0x8000000000000000 a2=-1      | a0=0x8000000000000000",
            "mod.d $a0, $a1, $a2  | a1=0x8000000000000000 a2=-1      | a0=0",
            "mod.d $a0, $a1, $a2  | a1=-7 a2=2                       | a0=-1",
            "div.du $a0, $a1, $a2 | a1=-1 a2=2                       | a0=0x7fffffffffffffff",
            "mod.du $a0, $a1, $a2 | a1=-1 a2=10                      | a0=5"})
    void quotients_round_towards_zero_and_remainders_have_the_dividends_sign(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource({"div.w, 5", "div.wu, 5", "div.d, 5", "div.du, 5", "mod.w, 0", "mod.wu, 0", "mod.d, 0", "mod.du, 0"})
    void division_by_zero_raises_nothing(String mnemonic, long result) {
        assertEquals(result, run(new TestCpu().with("a1", 5), mnemonic + " $a0, $a1, $zero").reg("a0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "sll.w $a0, $a1, $a2   | a1=0x1_00000001 a2=31       | a0=0xffffffff80000000",
            "sll.w $a0, $a1, $a2   | a1=3 a2=33                  | a0=6",
            "srl.w $a0, $a1, $a2   | a1=0xffffffff80000000 a2=31 | a0=1",
            "srl.w $a0, $a1, $a2   | a1=0x80000000 a2=32         | a0=0xffffffff80000000",
            "sra.w $a0, $a1, $a2   | a1=0x80000000 a2=31         | a0=-1",
            "sll.d $a0, $a1, $a2   | a1=1 a2=127                 | a0=0x8000000000000000",
            "srl.d $a0, $a1, $a2   | a1=-1 a2=63                 | a0=1",
            "sra.d $a0, $a1, $a2   | a1=0x8000000000000000 a2=62 | a0=-2",
            "rotr.w $a0, $a1, $a2  | a1=0x12345678 a2=40         | a0=0x78123456",
            "rotr.w $a0, $a1, $a2  | a1=1 a2=1                   | a0=0xffffffff80000000",
            "rotr.d $a0, $a1, $a2  | a1=1 a2=65                  | a0=0x8000000000000000",
            "slli.w $a0, $a1, 31   | a1=3                        | a0=0xffffffff80000000",
            "slli.w $a0, $a1, 0    | a1=0x180000000              | a0=0xffffffff80000000",
            "srli.w $a0, $a1, 0    | a1=0x80000000               | a0=0xffffffff80000000",
            "srli.w $a0, $a1, 4    | a1=0xf80000000              | a0=0x08000000",
            "srai.w $a0, $a1, 31   | a1=0x80000000               | a0=-1",
            "slli.d $a0, $a1, 63   | a1=3                        | a0=0x8000000000000000",
            "srli.d $a0, $a1, 63   | a1=-1                       | a0=1",
            "srai.d $a0, $a1, 63   | a1=0x8000000000000000       | a0=-1",
            "rotri.w $a0, $a1, 4   | a1=0xf_00000001             | a0=0x10000000",
            "rotri.w $a0, $a1, 1   | a1=1                        | a0=0xffffffff80000000",
            "rotri.d $a0, $a1, 4   | a1=0x123456789abcdef0       | a0=0x0123456789abcdef"})
    void shifts_count_modulo_their_width(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ext.w.b $a0, $a1   | a1=0x180                 | a0=0xffffffffffffff80",
            "ext.w.h $a0, $a1   | a1=0x18000               | a0=0xffffffffffff8000",
            "clo.w $a0, $a1     | a1=0xf0000000            | a0=4",
            "clo.w $a0, $a1     | a1=0xffffffff            | a0=32",
            "clz.w $a0, $a1     | a1=0xf00000000           | a0=32",
            "clz.w $a0, $a1     | a1=0x00010000            | a0=15",
            "cto.w $a0, $a1     | a1=0xf0000007f           | a0=7",
            "ctz.w $a0, $a1     | a1=0xf00000000           | a0=32",
            "ctz.w $a0, $a1     | a1=0x00010000            | a0=16",
            "clo.d $a0, $a1     | a1=0xffff800000000000    | a0=17",
            "clz.d $a0, $a1     | a1=0                     | a0=64",
            "clz.d $a0, $a1     | a1=1                     | a0=63",
            "cto.d $a0, $a1     | a1=-1                    | a0=64",
            "ctz.d $a0, $a1     | a1=0x8000000000000000    | a0=63",
            "revb.2h $a0, $a1   | a1=0x1122334455667788    | a0=0x66558877",
            "revb.2h $a0, $a1   | a1=0x80                  | a0=0x8000",
            "revb.2h $a0, $a1   | a1=0x00800000            | a0=0xffffffff80000000",
            "revb.4h $a0, $a1   | a1=0x1122334455667788    | a0=0x2211443366558877",
            "revb.2w $a0, $a1   | a1=0x1122334455667788    | a0=0x4433221188776655",
            "revb.d $a0, $a1    | a1=0x1122334455667788    | a0=0x8877665544332211",
            "revh.2w $a0, $a1   | a1=0x1122334455667788    | a0=0x3344112277885566",
            "revh.d $a0, $a1    | a1=0x1122334455667788    | a0=0x7788556633441122",
            "bitrev.4b $a0, $a1 | a1=0x0102030405060708    | a0=0xffffffffa060e010",
            "bitrev.8b $a0, $a1 | a1=0x0102030405060708    | a0=0x8040c020a060e010",
            "bitrev.w $a0, $a1  | a1=0x1_00000001          | a0=0xffffffff80000000",
            "bitrev.w $a0, $a1  | a1=0x0000000c            | a0=0x30000000",
            "bitrev.d $a0, $a1  | a1=0x0000000000000003    | a0=0xc000000000000000"})
    void bits_counted_and_reversed(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bytepick.w $a0, $a1, $a2, 0 | a1=0x55667788 a2=0x11223344                 | a0=0x11223344",
            "bytepick.w $a0, $a1, $a2, 1 | a1=0x55667788 a2=0x11223344                 | a0=0x22334455",
            "bytepick.w $a0, $a1, $a2, 3 | a1=0x55667788 a2=0x11223384                 | a0=0xffffffff84556677",
            "bytepick.d $a0, $a1, $a2, 0 | a1=0x99aabbccddeeff00 a2=0x1122334455667788 | a0=0x1122334455667788",
            "bytepick.d $a0, $a1, $a2, 3 | a1=0x99aabbccddeeff00 a2=0x1122334455667788 | a0=0x445566778899aabb",
            "bytepick.d $a0, $a1, $a2, 7 | a1=0x99aabbccddeeff00 a2=0x1122334455667788 | a0=0x8899aabbccddeeff"})
    void bytepick_takes_from_rk_above_rj(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bstrins.w $a0, $a1, 31, 0   | a0=-1 a1=0x1_80000000                       | a0=0xffffffff80000000",
            "bstrins.w $a0, $a1, 15, 8   | a0=0x12345678 a1=0xfffab                    | a0=0x1234ab78",
            "bstrins.w $a0, $a1, 31, 31  | a0=0 a1=1                                   | a0=0xffffffff80000000",
            "bstrins.w $a0, $a1, 0, 0    | a0=0xf_00000001 a1=2                        | a0=0",
            "bstrins.d $a0, $a1, 63, 0   | a0=-1 a1=0x123456789abcdef0                 | a0=0x123456789abcdef0",
            "bstrins.d $a0, $a1, 39, 32  | a0=0 a1=0x1ff                               | a0=0xff00000000",
            "bstrins.d $a0, $a1, 63, 63  | a0=0x7fffffffffffffff a1=1                  | a0=-1",
            "bstrins.d $a0, $zero, 31, 0 | a0=-1                                       | a0=0xffffffff00000000",
            "bstrpick.w $a0, $a1, 31, 0  | a1=0x180000000                              | a0=0xffffffff80000000",
            "bstrpick.w $a0, $a1, 30, 0  | a1=-1                                       | a0=0x7fffffff",
            "bstrpick.w $a0, $a1, 11, 4  | a1=0x12345678                               | a0=0x67",
            "bstrpick.d $a0, $a1, 63, 0  | a1=0x123456789abcdef0                       | a0=0x123456789abcdef0",
            "bstrpick.d $a0, $a1, 63, 63 | a1=0x8000000000000000                       | a0=1",
            "bstrpick.d $a0, $a1, 31, 0  | a1=-1                                       | a0=0xffffffff"})
    void bit_strings_are_inserted_and_picked(String source, String before, String after) {
        check(source, before, after);
    }

    /// The published check values of both polynomials: the checksum of "123456789", inverted before and after.
    @ParameterizedTest
    @CsvSource({"crc, 0xcbf43926", "crcc, 0xe3069283"})
    void checksums_have_their_published_check_values(String family, String expected) {
        String load = "li.d $a1, 0x3837363534333231; li.d $a2, 0x39; li.w $a0, -1;";
        String[] ways = {
                "%1$s.w.d.w $a0, $a1, $a0; %1$s.w.b.w $a0, $a2, $a0",
                "%1$s.w.w.w $a0, $a1, $a0; srli.d $a1, $a1, 32; %1$s.w.w.w $a0, $a1, $a0; %1$s.w.b.w $a0, $a2, $a0",
                "%1$s.w.h.w $a0, $a1, $a0; srli.d $a1, $a1, 16; %1$s.w.h.w $a0, $a1, $a0; srli.d $a1, $a1, 16;"
                        + "%1$s.w.h.w $a0, $a1, $a0; srli.d $a1, $a1, 16; %1$s.w.h.w $a0, $a1, $a0; %1$s.w.b.w $a0, $a2, $a0"};
        for (String way : ways) {
            TestCpu cpu = run(new TestCpu(), load + String.format(way, family) + "; nor $a0, $a0, $zero");
            assertEquals(Integer.toHexString(Long.decode(expected).intValue()), Integer.toHexString((int) cpu.reg("a0")), way);
            assertEquals((int) cpu.reg("a0"), cpu.reg("a0"), "sign-extended");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "beqz $a1, 8        | a1=0                       | a1=1",
            "bnez $a1, 8        | a1=0x100000000             | a1=0",
            "beq $a1, $a2, 8    | a1=5 a2=5                  | a1=6",
            "bne $a1, $a2, 8    | a1=5 a2=0x100000005        | a1=5 a2=5",
            "blt $a1, $a2, 8    | a1=-1 a2=0                 | a1=0 a2=0",
            "bge $a1, $a2, 8    | a1=0 a2=0                  | a1=-1 a2=0",
            "bltu $a1, $a2, 8   | a1=0 a2=-1                 | a1=-1 a2=0",
            "bgeu $a1, $a2, 8   | a1=-1 a2=0                 | a1=0 a2=-1",
            "bgt $a1, $a2, 8    | a1=1 a2=0                  | a1=0 a2=0",
            "ble $a1, $a2, 8    | a1=0 a2=0                  | a1=1 a2=0",
            "bgtu $a1, $a2, 8   | a1=-1 a2=1                 | a1=1 a2=-1",
            "bleu $a1, $a2, 8   | a1=1 a2=-1                 | a1=-1 a2=1",
            "bltz $a1, 8        | a1=-1                      | a1=0",
            "bgez $a1, 8        | a1=0                       | a1=-1",
            "blez $a1, 8        | a1=0                       | a1=1",
            "bgtz $a1, 8        | a1=1                       | a1=0"})
    void a_branch_is_taken_or_not(String branch, String taken, String notTaken) {
        String source = branch + "; addi.d $a7, $a7, 1; addi.d $a7, $a7, 16";
        check(source, taken, "a7=16");
        check(source, notTaken, "a7=17");
    }

    @Test
    void a_floating_point_condition_branches() {
        TestCpu cpu = new TestCpu();
        cpu.fcc[3] = true;
        run(cpu, """
                bcnez $fcc3, 1f
                addi.d $a0, $a0, 1
            1:  bceqz $fcc3, 2f
                addi.d $a0, $a0, 2
            2:  bceqz $fcc4, 3f
                addi.d $a0, $a0, 4
            3:  bcnez $fcc4, 4f
                addi.d $a0, $a0, 8
            4:  nop
            """);
        assertEquals(2 + 8, cpu.reg("a0"));
    }

    @Test
    void branches_reach_backward_and_jumps_link() {
        TestCpu cpu = run(new TestCpu(), """
                    li.w    $a0, 3
            loop:   addi.d  $a1, $a1, 5
                    addi.d  $a0, $a0, -1
                    bnez    $a0, loop
                    bl      callee
                    b       end
            callee: addi.d  $a2, $ra, 0
                    jr      $ra
            end:    nop
            """);
        assertEquals(15, cpu.reg("a1"));
        assertEquals(TestCpu.TEXT + 20, cpu.reg("a2"));
    }

    @Test
    void jirl_reads_its_target_before_it_links() {
        TestCpu cpu = run(new TestCpu(), """
                        la.pcrel $t0, there
                        jirl     $t0, $t0, 4
                        addi.d   $a0, $a0, 1
                there:  addi.d   $a0, $a0, 2
                        addi.d   $a0, $a0, 4
                """);
        assertEquals(4, cpu.reg("a0"));
        assertEquals(TestCpu.TEXT + 12, cpu.reg("t0"));
    }

    @Test
    void jirl_with_a_negative_offset_and_without_a_link() {
        TestCpu cpu = run(new TestCpu(), "la.pcrel $t0, end; jirl $zero, $t0, -4; addi.d $a0, $a0, 1; addi.d $a0, $a0, 2; end: nop");
        assertEquals(2, cpu.reg("a0"));
        assertEquals(0, cpu.reg("zero"));
    }

    @Test
    void a_far_call_goes_and_returns() {
        TestCpu cpu = run(new TestCpu(), "call36 there; tail36 $t0, end; there: addi.d $a0, $a0, 1; ret; end: nop");
        assertEquals(1, cpu.reg("a0"));
        assertEquals(TestCpu.TEXT + 8, cpu.reg("ra"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ld.b $a0, $a1, 0         | a1=0x100 [0x100]=0x8877665544332281     | a0=0xffffffffffffff81",
            "ld.bu $a0, $a1, 0        | a1=0x100 [0x100]=0x8877665544332281     | a0=0x81",
            "ld.h $a0, $a1, 2         | a1=0x100 [0x100]=0x8877665584332281     | a0=0xffffffffffff8433",
            "ld.hu $a0, $a1, 2        | a1=0x100 [0x100]=0x8877665584332281     | a0=0x8433",
            "ld.w $a0, $a1, 4         | a1=0x100 [0x100]=0x8877665544332281     | a0=0xffffffff88776655",
            "ld.wu $a0, $a1, 4        | a1=0x100 [0x100]=0x8877665544332281     | a0=0x88776655",
            "ld.d $a0, $a1, -8        | a1=0x108 [0x100]=0x8877665544332281     | a0=0x8877665544332281",
            "ldx.b $a0, $a1, $a2      | a1=0x108 a2=-1 [0x100]=0x8877665544332281  | a0=0xffffffffffffff88",
            "ldx.bu $a0, $a1, $a2     | a1=0x108 a2=-1 [0x100]=0x8877665544332281  | a0=0x88",
            "ldx.h $a0, $a1, $a2      | a1=6 a2=0x100 [0x100]=0x8877665544332281   | a0=0xffffffffffff8877",
            "ldx.hu $a0, $a1, $a2     | a1=6 a2=0x100 [0x100]=0x8877665544332281   | a0=0x8877",
            "ldx.w $a0, $a1, $a2      | a1=4 a2=0x100 [0x100]=0x8877665544332281   | a0=0xffffffff88776655",
            "ldx.wu $a0, $a1, $a2     | a1=4 a2=0x100 [0x100]=0x8877665544332281   | a0=0x88776655",
            "ldx.d $a0, $a1, $a2      | a1=0x80 a2=0x80 [0x100]=0x8877665544332281 | a0=0x8877665544332281",
            "ldptr.w $a0, $a1, -32768 | a1=0x8104 [0x100]=0x8877665544332281    | a0=0xffffffff88776655",
            "ldptr.d $a0, $a1, 32764  | a1=0x104 [0x8100]=0x8877665544332281    | a0=0x8877665544332281",
            "ld.d $a0, $a0, 0         | a0=0x100 [0x100]=5                      | a0=5",
            "ld.d $zero, $a1, 0       | a1=0x100 [0x100]=5                      | zero=0"})
    void loads_extend_what_they_load(String source, String before, String after) {
        check(source, before, after);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "st.b $a0, $a1, 1         | a0=0x1122334455667788 a1=0x100 [0x100]=-1        | [0x100]=0xffffffffffff88ff",
            "st.h $a0, $a1, 2         | a0=0x1122334455667788 a1=0x100 [0x100]=-1        | [0x100]=0xffffffff7788ffff",
            "st.w $a0, $a1, 4         | a0=0x1122334455667788 a1=0x100 [0x100]=-1        | [0x100]=0x55667788ffffffff",
            "st.d $a0, $a1, -8        | a0=0x1122334455667788 a1=0x108 [0x100]=-1        | [0x100]=0x1122334455667788",
            "stx.b $a0, $a1, $a2      | a0=0x1122334455667788 a1=0x100 a2=7 [0x100]=0    | [0x100]=0x8800000000000000",
            "stx.h $a0, $a1, $a2      | a0=0x1122334455667788 a1=0x100 a2=6 [0x100]=0    | [0x100]=0x7788000000000000",
            "stx.w $a0, $a1, $a2      | a0=0x1122334455667788 a1=0x100 a2=4 [0x100]=0    | [0x100]=0x5566778800000000",
            "stx.d $a0, $a1, $a2      | a0=0x1122334455667788 a1=0x101 a2=-1 [0x100]=0   | [0x100]=0x1122334455667788",
            "stptr.w $a0, $a1, -32768 | a0=0x1122334455667788 a1=0x8100 [0x100]=0        | [0x100]=0x55667788",
            "stptr.d $a0, $a1, 32764  | a0=0x1122334455667788 a1=0x104 [0x8100]=0        | [0x8100]=0x1122334455667788",
            "st.d $zero, $a1, 0       | a1=0x100 [0x100]=-1                              | [0x100]=0"})
    void stores_write_their_width_only(String source, String before, String after) {
        check(source, before, after);
    }

    @Test
    void prefetching_does_nothing_even_where_nothing_is() {
        TestCpu cpu = run(new TestCpu().with("a0", -1), "preld 0, $a0, 100; preld 8, $a0, 0; preldx 0, $a0, $a0");
        assertEquals(List.of(), cpu.log);
    }

    @ParameterizedTest
    @CsvSource({"b, 1, 0xffffffffffffff88", "h, 2, 0xffffffffffff8788", "w, 4, 0xffffffff85868788", "d, 8, 0x8182838485868788"})
    void bound_checked_accesses_happen_within_their_bound(String width, int size, String loaded) {
        String memory = "[0x100]=0x8182838485868788 ";
        check("ldgt." + width + " $a0, $a1, $a2", memory + "a1=0x100 a2=0xff", "a0=" + loaded);
        check("ldle." + width + " $a0, $a1, $a2", memory + "a1=0x100 a2=0x100", "a0=" + loaded);
        check("ldle." + width + " $a0, $a1, $a2", memory + "a1=0x100 a2=-1", "a0=" + loaded);
        long stored = 0x1112131415161718L & -1L >>> 64 - 8 * size;
        check("stgt." + width + " $a0, $a1, $a2", "a0=0x1112131415161718 a1=0x100 a2=0xff", "[0x100]=0x" + Long.toHexString(stored));
        check("stle." + width + " $a0, $a1, $a2", "a0=0x1112131415161718 a1=0x100 a2=0x100", "[0x100]=0x" + Long.toHexString(stored));
        for (String outside : List.of("ldgt.%s:0x100", "stgt.%s:0x101", "ldle.%s:0xff", "ldgt.%s:-1", "stgt.%s:-1")) {
            String[] parts = String.format(outside, width).split(":");
            TestCpu cpu = new TestCpu().with("a0", 77, "a1", 0x100, "a2", number(parts[1]));
            TestCpu.Trapped trapped = trap(cpu, parts[0] + " $a0, $a1, $a2");
            assertEquals(Ecode.BCE, trapped.ecode, outside);
            assertEquals(0x100, trapped.badAddress);
            assertEquals(77, cpu.reg("a0"));
            assertEquals(0, cpu.load(0x100, 8));
        }
        if (size > 1) {
            TestCpu.Trapped trapped = trap(new TestCpu().with("a1", 0x101, "a2", 0), "ldgt." + width + " $a0, $a1, $a2");
            assertEquals(Ecode.ALE, trapped.ecode);
            assertEquals(0x101, trapped.badAddress);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "amswap | 0x80000005 | 3          | 3",
            "amadd  | 0x80000005 | 0x7fffffff | 0x00000004",
            "amand  | 0x80000005 | 0xfffffff4 | 0x80000004",
            "amor   | 0x80000005 | 0x0000000a | 0x8000000f",
            "amxor  | 0x80000005 | 0x8000000a | 0x0000000f",
            "ammax  | 0x80000005 | 3          | 3",
            "ammax  | 0x80000005 | 0x80000006 | 0x80000006",
            "ammin  | 0x80000005 | 3          | 0x80000005",
            "ammin  | 3          | 0x80000005 | 0x80000005"})
    void atomics_replace_a_cell_and_give_its_old_value(String operation, String old, String operand, String replaced) {
        for (String barrier : List.of("", "_db")) {
            int word = (int) number(replaced);
            check(operation + barrier + ".w $a0, $a2, $a1", "a1=0x104 a2=" + operand + " [0x104]=" + old,
                    "a0=" + (int) number(old) + " [0x104]=0x" + Long.toHexString(word & 0xffffffffL));
            check(operation + barrier + ".d $a0, $a2, $a1",
                    "a1=0x108 a2=0x" + Long.toHexString(number(operand) << 32) + " [0x108]=0x" + Long.toHexString(number(old) << 32),
                    "a0=0x" + Long.toHexString(number(old) << 32) + " [0x108]=0x" + Long.toHexString((long) word << 32));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ammax.wu | 4 | 0x80000005         | 3                  | 0x80000005         | 0xffffffff80000005",
            "ammax.wu | 4 | 3                  | 0xffffffff80000005 | 0x80000005         | 3",
            "ammin.wu | 4 | 0x80000005         | 0xf_00000003       | 3                  | 0xffffffff80000005",
            "ammax.du | 8 | 0x8000000000000005 | 3                  | 0x8000000000000005 | 0x8000000000000005",
            "ammin.du | 8 | 0x8000000000000005 | 3                  | 3                  | 0x8000000000000005",
            "ammin.du | 8 | 3                  | -1                 | 3                  | 3",
            "amswap.b | 1 | 0x85               | 0x123              | 0x23               | 0xffffffffffffff85",
            "amswap.h | 2 | 0x8005             | 0x12345            | 0x2345             | 0xffffffffffff8005",
            "amadd.b  | 1 | 0xff               | 0x102              | 0x01               | 0xffffffffffffffff",
            "amadd.h  | 2 | 0x7fff             | 1                  | 0x8000             | 0x7fff"})
    void atomics_of_other_widths(String instruction, int size, String old, String operand, String replaced, String result) {
        String name = instruction.substring(0, instruction.indexOf('.'));
        String width = instruction.substring(instruction.indexOf('.'));
        long above = size == 8 ? 0 : -1L << 8 * size;
        for (String barrier : List.of("", "_db")) {
            check(name + barrier + width + " $a0, $a2, $a1",
                    "a1=0x100 a2=" + operand + " [0x100]=0x" + Long.toHexString(above | number(old)),
                    "a0=" + result + " [0x100]=0x" + Long.toHexString(above | number(replaced)));
        }
    }

    @ParameterizedTest
    @CsvSource({
            "b, 1, 0x85, -123", "h, 2, 0x8005, -32763", "w, 4, 0x80000005, -2147483643", "d, 8, 0x7000000000000005, 0x7000000000000005"})
    void compare_and_swap_compares_its_width_only(String width, int size, String old, String extended) {
        long ones = size == 8 ? 0 : -1L << 8 * size;
        String cell = " [0x100]=0x" + Long.toHexString(ones | number(old));
        for (String barrier : List.of("", "_db")) {
            String source = "amcas" + barrier + "." + width + " $a0, $a2, $a1";
            check(source, "a0=" + old + " a1=0x100 a2=7" + cell, "a0=" + extended + " [0x100]=0x" + Long.toHexString(ones | 7));
            check(source, "a0=" + number(old) + " a1=0x100 a2=7" + cell, "a0=" + extended);
            check(source, "a0=4 a1=0x100 a2=7" + cell, "a0=" + extended + cell);
        }
    }

    @ParameterizedTest
    @CsvSource({"amadd.w, 2", "amadd_db.d, 4", "amswap.h, 1", "amcas.w, 1", "amcas_db.d, 4", "ammax.wu, 3"})
    void a_misaligned_atomic_traps_and_changes_nothing(String mnemonic, int offset) {
        TestCpu cpu = new TestCpu().with("a0", 1, "a1", 0x100 + offset, "a2", 3);
        TestCpu.Trapped trapped = trap(cpu, mnemonic + " $a0, $a2, $a1");
        assertEquals(Ecode.ALE, trapped.ecode);
        assertEquals(0x100 + offset, trapped.badAddress);
        assertEquals(1, cpu.reg("a0"));
        assertEquals(0, cpu.load(0x100, 8));
    }

    @Test
    void an_atomic_whose_result_is_also_a_source_is_not_defined() {
        int amadd = Insn.AMADD_W.match();
        for (int registers : new int[] {4 | 4 << 5 | 5 << 10, 4 | 5 << 5 | 4 << 10}) {
            TestCpu cpu = new TestCpu().with("a0", 0x100, "a1", 0x100);
            cpu.pc = TestCpu.TEXT;
            assertEquals(Ecode.INE, assertThrows(TestCpu.Trapped.class, () -> cpu.step(amadd | registers)).ecode);
            assertEquals(0, cpu.load(0x100, 8));
        }
        assertEquals(5, check("amadd.w $zero, $a2, $a1", "a1=0x100 a2=5", "").load(0x100, 4));
    }

    @Test
    void load_linked_and_store_conditional_make_a_pair() {
        check("ll.w $a0, $a1, -4; addi.w $a2, $a0, 1; sc.w $a2, $a1, -4",
                "a1=0x104 [0x100]=0x180000000", "a0=0xffffffff80000000 a2=1 [0x100]=0x180000001");
        check("ll.d $a0, $a1, 8; addi.d $a2, $a0, 1; sc.d $a2, $a1, 8", "a1=0x100 [0x108]=-1", "a0=-1 a2=1 [0x108]=0");
        check("llacq.w $a0, $a1; addi.w $a2, $a0, 1; screl.w $a2, $a1", "a1=0x100 [0x100]=0x1ffffffff", "a0=-1 a2=1 [0x100]=0x100000000");
        check("llacq.d $a0, $a1; addi.d $a2, $a0, 1; screl.d $a2, $a1", "a1=0x100 [0x100]=41", "a0=41 a2=1 [0x100]=42");
    }

    @Test
    void a_store_conditional_without_reservation_fails() {
        for (String source : List.of(
                "sc.w $a0, $a1, 0", "sc.d $a0, $a1, 0", "screl.w $a0, $a1", "screl.d $a0, $a1", "sc.q $a0, $a2, $a1")) {
            check(source, "a0=5 a1=0x100 a2=6 [0x100]=7", "a0=0 [0x100]=7 [0x108]=0");
        }
    }

    @Test
    void a_quad_store_conditional_writes_rk_above_rd() {
        check("ll.d $t0, $a1, 0; ld.d $t1, $a1, 8; sc.q $a0, $a2, $a1", "a0=5 a1=0x100 a2=6", "a0=1 [0x100]=5 [0x108]=6");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ll.w $a0, $a1, 0 | 0x102", "ll.d $a0, $a1, 4 | 0x104", "sc.w $a0, $a1, 0 | 0x101", "sc.d $a0, $a1, 4 | 0x104",
            "llacq.d $a0, $a1 | 0x104", "screl.w $a0, $a1 | 0x102", "sc.q $a0, $a2, $a1 | 0x108"})
    void a_misaligned_pair_traps(String source, String bad) {
        long base = number(bad) - (source.contains(", 4") ? 4 : 0);
        TestCpu.Trapped trapped = trap(new TestCpu().with("a1", base), source);
        assertEquals(Ecode.ALE, trapped.ecode);
        assertEquals(number(bad), trapped.badAddress);
    }

    @Test
    void barriers_tell_the_cpu_their_hint() {
        assertEquals(List.of("dbar 0", "dbar 1792", "ibar 0"), run(new TestCpu(), "dbar 0; dbar 0x700; ibar 0").log);
    }

    @ParameterizedTest
    @CsvSource({"break 0, BRK", "break 10, BRK", "syscall 0, SYS", "dbcl 1, INE"})
    void traps_raise_their_exception(String source, Ecode expected) {
        assertEquals(expected, trap(new TestCpu(), source).ecode);
    }

    @Test
    void assertions_compare_signed_and_trap_when_broken() {
        run(new TestCpu().with("a0", -1, "a1", 0), "asrtle.d $a0, $a1; asrtle.d $a0, $a0; asrtgt.d $a1, $a0");
        TestCpu.Trapped trapped = trap(new TestCpu().with("a0", -1, "a1", 0), "asrtgt.d $a0, $a1");
        assertEquals(Ecode.BCE, trapped.ecode);
        assertEquals(-1, trapped.badAddress);
        assertEquals(Ecode.BCE, trap(new TestCpu(), "asrtgt.d $a0, $a1").ecode);
        assertEquals(Ecode.BCE, trap(new TestCpu().with("a0", 1), "asrtle.d $a0, $a1").ecode);
    }

    @Test
    void the_counter_is_read_with_its_number() {
        TestCpu cpu = new TestCpu();
        cpu.counter = 0x8000000180000002L;
        run(cpu, "rdtime.d $a0, $a1; rdtimel.w $a2, $a3; rdtimeh.w $a4, $a5; rdtime.d $a6, $a6; rdtimel.w $zero, $a7");
        assertEquals(0x8000000180000002L, cpu.reg("a0"));
        assertEquals(0xffffffff80000002L, cpu.reg("a2"));
        assertEquals(0xffffffff80000001L, cpu.reg("a4"));
        for (String number : List.of("a1", "a3", "a5", "a6", "a7")) {
            assertEquals(7, cpu.reg(number), number);
        }
    }

    @Test
    void a_configuration_word_is_sign_extended() {
        assertEquals(0xffffffff83f2f2feL, run(new TestCpu().with("a1", 1), "cpucfg $a0, $a1").reg("a0"));
    }

    @Test
    void csrs_are_read_written_and_exchanged_under_a_mask() {
        TestCpu cpu = new TestCpu().with("a1", 0xff00, "a2", 0x0ff0, "a3", 0x1234, "a4", 0xffff);
        cpu.csrs.put(0, 0xb0L);
        cpu.csrs.put(0x3fff, 0x5555L);
        run(cpu, "csrrd $a0, 0; csrwr $a1, 0; csrxchg $a3, $a2, 0x3fff");
        assertEquals(0xb0, cpu.reg("a0"));
        assertEquals(0xb0, cpu.reg("a1"));
        assertEquals(0xff00, cpu.csrs.get(0));
        assertEquals(0x5555, cpu.reg("a3"));
        assertEquals(0x5235, cpu.csrs.get(0x3fff));
    }

    @Test
    void iocsrs_have_widths() {
        TestCpu cpu = new TestCpu().with("a1", 1, "a7", 0x1122334455667788L);
        run(cpu, """
                iocsrrd.b $a2, $a1; iocsrrd.h $a3, $a1; iocsrrd.w $a4, $a1; iocsrrd.d $a5, $a1
                iocsrwr.b $a7, $a1; iocsrwr.h $a7, $a1; iocsrwr.w $a7, $a1; iocsrwr.d $a7, $a1
                """);
        assertEquals(0xffffffffffffff88L, cpu.reg("a2"));
        assertEquals(0xffffffffffff8788L, cpu.reg("a3"));
        assertEquals(0xffffffff85868788L, cpu.reg("a4"));
        assertEquals(0x8182838485868788L, cpu.reg("a5"));
        assertEquals(List.of("iocsr 1 1 1122334455667788", "iocsr 2 1 1122334455667788", "iocsr 4 1 1122334455667788",
                "iocsr 8 1 1122334455667788"), cpu.log);
    }

    @Test
    void the_rest_is_handed_to_the_cpu() {
        TestCpu cpu = run(new TestCpu().with("a1", 0x100, "a2", 0x200), """
                cacop 9, $a1, -1; tlbclr; tlbflush; tlbsrch; tlbrd; tlbwr; tlbfill; invtlb 5, $a1, $a2
                lddir $a0, $a1, 3; ldpte $a1, 1; ertn; idle 2
                """);
        assertEquals(0x103, cpu.reg("a0"));
        assertEquals(List.of("cacop 9 ff", "tlbclr", "tlbflush", "tlbsrch", "tlbrd", "tlbwr", "tlbfill", "invtlb 5 256 200", "ldpte 256 1",
                "ertn", "idle 2"), cpu.log);
    }

    @Test
    void what_a_cpu_lacks_is_not_defined_there() {
        CpuPort bare = new BareCpu();
        for (Insn row : List.of(Insn.IOCSRRD_B, Insn.IOCSRWR_D, Insn.CACOP, Insn.TLBCLR, Insn.TLBFLUSH, Insn.TLBSRCH, Insn.TLBRD,
                Insn.TLBWR, Insn.TLBFILL, Insn.INVTLB, Insn.LDDIR, Insn.LDPTE, Insn.SC_Q)) {
            Operands insn = Decoder.decode(row.match());
            TestCpu.Trapped trapped = assertThrows(TestCpu.Trapped.class, () -> insn.execute(bare), row.name());
            assertEquals(Ecode.INE, trapped.ecode);
        }
        assertFalse(bare.fcc(0));
        assertEquals(0, bare.counterId());
        assertEquals(Ecode.ALE, assertThrows(TestCpu.Trapped.class, () -> bare.trap(Ecode.ALE, 5)).ecode);
    }
    // @formatter:on
}
