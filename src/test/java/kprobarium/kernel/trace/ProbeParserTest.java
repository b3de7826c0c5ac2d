package kprobarium.kernel.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kprobarium.kernel.trace.ProbeCommand.Define;
import kprobarium.kernel.trace.ProbeCommand.Delete;
import kprobarium.kernel.trace.ProbeCommand.Parsed;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbeParserTest {
    private static final Kallsyms SYMBOLS = Kallsyms.of(Symbols.builder().add("vfs_read", 0x9000000000200000L, 0x100)
            .add("kfree", 0x9000000000200100L, 0x100).add("do_exit", 0x9000000000200200L, 0x100)
            .add("kernel_clone", 0x9000000000200300L, 0x100).add("foo.isra.0", 0x9000000000200400L, 0x100).build());

    private static Define define(String line) {
        Parsed parsed = ProbeParser.parse(line, SYMBOLS);
        return assertInstanceOf(Define.class, assertInstanceOf(Parsed.Good.class, parsed, () -> line + ": " + parsed).command());
    }

    private static Parsed.Bad refused(String line) {
        return assertInstanceOf(Parsed.Bad.class, ProbeParser.parse(line, SYMBOLS), line);
    }

    /// The kernel's own list of syntax errors; the `^` is where its caret has to stand and no part of the command. The rows that need
    /// events or BTF are elsewhere.
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            p^100 vfs_read                      ; BAD_MAXACT_TYPE
            r^1a111 vfs_read                    ; BAD_MAXACT
            r^100000 vfs_read                   ; MAXACT_TOO_BIG
            p ^non_exist_func                   ; BAD_PROBE_ADDR
            p ^hoge-fuga                        ; BAD_PROBE_ADDR
            p ^hoge+1000-1000                   ; BAD_PROBE_ADDR
            r ^vfs_read+10                      ; BAD_RETPROBE
            p:^/bar vfs_read                    ; NO_GROUP_NAME
            p:^12345678901234567890123456789012345678901234567890123456789012345/bar vfs_read ; GROUP_TOO_LONG
            p:^foo.1/bar vfs_read               ; BAD_GROUP_NAME
            p:^ vfs_read                        ; NO_EVENT_NAME
            p:foo/^12345678901234567890123456789012345678901234567890123456789012345 vfs_read ; EVENT_TOO_LONG
            p:foo/^bar.1 vfs_read               ; BAD_EVENT_NAME
            p vfs_read ^$retval                 ; RETVAL_ON_PROBE
            p vfs_read ^$stack10000             ; BAD_STACK_NUM
            p vfs_read ^$arg10000               ; BAD_ARG_NUM
            p vfs_read ^$none_var               ; BAD_VAR
            p vfs_read ^%none_reg               ; BAD_REG_NAME
            p vfs_read ^@12345678abcde          ; BAD_MEM_ADDR
            p vfs_read ^@+10                    ; FILE_ON_KPROBE
            p vfs_read arg1=\\^x                 ; BAD_IMM
            p vfs_read arg1=\\"abcd^             ; IMMSTR_NO_CLOSE
            p vfs_read ^+0@0)                   ; DEREF_NEED_BRACE
            p vfs_read ^+0ab1(@0)               ; BAD_DEREF_OFFS
            p vfs_read +0(+0(@0^)               ; DEREF_OPEN_BRACE
            p vfs_read +0(^$comm)               ; COMM_CANT_DEREF
            p vfs_read ^&1                      ; BAD_FETCH_ARG
            p vfs_read +0(^+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(@0)))))))))))))) ; TOO_MANY_OPS
            p vfs_read +0(@11):u8[10^           ; ARRAY_NO_CLOSE
            p vfs_read +0(@11):u8[10]^a         ; BAD_ARRAY_SUFFIX
            p vfs_read +0(@11):u8[^10a]         ; BAD_ARRAY_NUM
            p vfs_read +0(@11):u8[^256]         ; ARRAY_TOO_BIG
            p vfs_read @11:^unknown_type        ; BAD_TYPE
            p vfs_read $stack0:^string          ; BAD_STRING
            p vfs_read @11:^b10@a/16            ; BAD_BITFIELD
            p vfs_read ^arg123456789012345678901234567890=@11 ; ARG_NAME_TOO_LONG
            p vfs_read ^=@11                    ; NO_ARG_NAME
            p vfs_read ^var.1=@11               ; BAD_ARG_NAME
            p vfs_read var1=@11 ^var1=@12       ; USED_ARG_NAME
            p vfs_read ^+1234567(+1234567(+1234567(+1234567(+1234567(+1234567(@1234)))))) ; ARG_TOO_LONG
            p vfs_read arg1=^                   ; NO_ARG_BODY
            p vfs_read^%hoge                    ; BAD_ADDR_SUFFIX
            p ^vfs_read+10%return               ; BAD_RETPROBE
            p vfs_read args=^$arg*              ; BAD_VAR_ARGS
            p vfs_read +0(^$arg*)               ; BAD_VAR_ARGS
            p vfs_read $arg* ^$arg*             ; DOUBLE_ARGS
            p vfs_read+20 ^$arg*                ; NOFENTRY_ARGS
            p vfs_read ^$arg*                   ; NOSUP_BTFARG
            """)
    void an_error_has_its_id_and_its_caret(String marked, ErrorId id) {
        CommandError error = refused(marked.replace("^", "")).error().orElseThrow();
        assertEquals(id, error.id());
        assertEquals(marked, new StringBuilder(error.command()).insert(Math.min(error.position(), error.command().length()), '^')
                .toString());
        String caret = error.text().lines().skip(2).findFirst().orElseThrow();
        assertEquals(13 + marked.indexOf('^'), caret.length() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x:foo vfs_read", "p", "p:foo", "r", "-", "-foo", "-:"})
    void what_the_kernel_does_not_explain_has_no_error(String line) {
        assertEquals(-22, refused(line).errno().negative());
        assertTrue(refused(line).error().isEmpty());
    }

    // kprobe_args_syntax.tc

    @ParameterizedTest
    @ValueSource(strings = {"%r4", "@vfs_read", "@0x9000000000200000", "@vfs_read+10", "@vfs_read-10", "$stack", "$stack0", "$stack1",
        "$comm",
        "+0(%r4)", "-0(%r4)", "+10($stack)", "+0($stack1)", "+10(@vfs_read-10)", "+0(+10(+20($stack)))", "varname=%r4", "%r4:x16",
        "$comm:string", "+0($stack):string", "+u0(%r4):ustring", "%r4:symbol", "%r4:symstr", "+0(%r4):char[4]", "+0(%r4):string[2]",
        "%csr_era", "%orig_a0", "\\-5:s16", "\\\"text\"", "$arg9", "%r4:b4@4/64"})
    void what_the_kernels_test_takes_for_an_argument_is_taken(String argument) {
        assertEquals(1, define("p vfs_read " + argument).args().size());
    }

    /// The shell's `!` hides that the kernel takes some arguments of its own list of bad ones: `+0(%r4)+10`, whose end nobody reads, and
    /// `@nosuch`, which waits for a module.
    @ParameterizedTest
    @ValueSource(strings = {"%r32", "%a0", "$stackp", "$stack0+10", "$stack1-10", "$retval", "+(%r4)", "(%r4+10)", "-(%r4)", "(%r4)",
        "+10($comm)", "a=b=%r4", "%r4::x16", "%r4:y16", "x16:%r4", "$comm:x64", "$stack:string", "%r4:string", "%r4:x64[2]",
        "\\1:symstr", "$comm:string[2]", "%r4:b0@0/8", "%r4:b1@8/8", "\\\"a\":u8"})
    void what_the_kernels_test_takes_for_no_argument_is_refused(String argument) {
        assertTrue(refused("p vfs_read " + argument).error().isPresent());
    }

    @Test
    void an_argument_of_a_symbol_that_is_not_there_waits_for_it() {
        assertEquals(new FetchOp.Symbol("nosuch", 4), define("p vfs_read @nosuch+4").args().getFirst().ops().getFirst());
        assertEquals(1, define("p vfs_read +0(%r4)+10").args().size());
    }

    // kprobe_eventname.tc, kretprobe_maxactive.tc, kretprobe_return_suffix.tc, probepoint.tc

    @ParameterizedTest
    @CsvSource({"p vfs_read, p:kprobes/p_vfs_read_0 vfs_read", "p vfs_read+0x10, p:kprobes/p_vfs_read_16 vfs_read+16",
        "p:event1 vfs_read, p:kprobes/event1 vfs_read", "p:kprobes2/event2 vfs_read, p:kprobes2/event2 vfs_read",
        "p:kprobes2.event2 vfs_read, p:kprobes2/event2 vfs_read", "p:foo/ vfs_read, p:foo/p_vfs_read_0 vfs_read",
        "p foo.isra.0, p:kprobes/p_foo_isra_0_0 foo.isra.0", "r vfs_read, r:kprobes/r_vfs_read_0 vfs_read",
        "r10 vfs_read, r10:kprobes/r_vfs_read_0 vfs_read", "r10:a vfs_read, r10:kprobes/a vfs_read",
        "p vfs_read%return, r:kprobes/r_vfs_read_0 vfs_read", "p:a vfs_read+0%return, r:kprobes/a vfs_read",
        "p vfs_read %r4 x=$stack, p:kprobes/p_vfs_read_0 vfs_read arg1=%r4 x=$stack",
        "p 0x9000000000200000, p:kprobes/p_0x9000000000200000 0x9000000000200000",
        "p mod:sym+4, p:kprobes/p_mod_sym_4 mod:sym+4", "p vfs_read # all of it, p:kprobes/p_vfs_read_0 vfs_read"})
    void a_definition_is_listed_in_the_kernels_form(String line, String listed) {
        Define define = define(line);
        assertEquals(listed, define.listed(define.maxactive()));
    }

    @Test
    void a_deletion_names_an_event_and_perhaps_one_of_its_probes() {
        assertEquals(new Parsed.Good(new Delete(java.util.Optional.of("g"), "e", List.of("vfs_read+4", "arg1=%r4"))),
                ProbeParser.parse("-:g/e vfs_read+4 arg1=%r4", SYMBOLS));
    }

    @ParameterizedTest
    @CsvSource({"63, 63", "1, 1"})
    void names_may_have_63_characters(int group, int event) {
        assertEquals("e".repeat(event), define("p:" + "g".repeat(group) + "/" + "e".repeat(event) + " vfs_read").event());
    }

    @Test
    void there_may_be_128_arguments_and_4096_instances() {
        String args = IntStream.range(0, 128).mapToObj(_ -> " %r4").collect(Collectors.joining());
        assertEquals(128, define("p vfs_read" + args).args().size());
        assertEquals(ErrorId.TOO_MANY_ARGS, refused("p vfs_read %r5" + args).error().orElseThrow().id());
        assertEquals(4096, define("r4096 vfs_read").maxactive());
        assertEquals(ErrorId.MAXACT_TOO_BIG, refused("r4097 vfs_read").error().orElseThrow().id());
        assertEquals(ErrorId.BAD_MAXACT, refused("r0 vfs_read").error().orElseThrow().id());
    }
}
