package kprobarium.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import kprobarium.experiment.Names.Place;
import kprobarium.experiment.Predicate.Compare;

class NotationTest {
    private static final Names NAMES = names();

    private static Names names() {
        var symbols = new LinkedHashMap<String, Place>();
        symbols.put("foo", new Place(true, 0x18));
        symbols.put("bar", new Place(true, 0x8));
        symbols.put(".Lout", new Place(true, 0x4));
        symbols.put("counter", new Place(false, 0x10));
        return new Names(2, Optional.of(List.of("p", "q")), Optional.of(symbols), List.of("do_bp", "kprobe_breakpoint_handler"));
    }

    static Predicate predicate(String text) {
        return assertInstanceOf(Reading.Read.class, Notation.predicate(text, NAMES), text).value() instanceof Predicate p ? p : null;
    }

    /// Every term there is, by its canonical text.
    private static List<String> terms() {
        var terms = new ArrayList<>(List.of("cpu1.pc", "slots.used", "p", "foo", "foo+0x17", ".Lout", "slot(p)", "slot(q)+0x4",
                "word(foo+0x14)", "word(slot(p)+0x4)", "mem(counter+0x8)", "42", "-1", "0", "9223372036854775807",
                "-9223372036854775808", "0x2a", "0xffffffffffffffff"));
        Gpr.NAMES.forEach(name -> terms.add("cpu0." + name));
        for (CpuField field : CpuField.values()) {
            terms.add("cpu1." + field.word());
        }
        for (ProbeField field : ProbeField.values()) {
            terms.add("q." + field.word());
        }
        for (KprobesFunction function : KprobesFunction.values()) {
            terms.add(function.word() + "(p)");
        }
        for (Constant constant : Constant.values()) {
            terms.add(constant.word());
        }
        return terms;
    }

    @Test
    void every_predicate_reads_back_from_its_own_text() {
        var texts = new ArrayList<>(List.of("livelock", "deadlock", "oops", "oops in do_bp", "oops at slot(p)+0x4", "oops at foo",
                "oops in kprobe_breakpoint_handler at foo+0x8"));
        for (String term : terms()) {
            for (Op op : Op.values()) {
                texts.add(term + " " + op.word() + " 7");
                texts.add("7 " + op.word() + " " + term);
            }
        }
        for (String text : texts) {
            assertEquals(text, predicate(text).toString());
            assertEquals(predicate(text), predicate(predicate(text).toString()));
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ' cpu0.r4==42 ',          cpu0.a0 == 42
            cpu1.r21  !=  0x0A,       cpu1.r21 != 0xa
            oops  in  do_bp,          oops in do_bp
            word( foo )==0x002A000A,  word(foo) == 0x2a000a
            foo+0x0 == slot( p ),     foo == slot(p)
            """)
    void spelling_is_made_canonical(String written, String canonical) {
        assertEquals(canonical, predicate(written).toString());
    }

    @Test
    void a_word_is_what_it_names() {
        assertEquals(new Compare(new Term.OfCpu(0, CpuField.CURRENT_KPROBE), Op.EQ, new Term.ProbePointer("p")),
                predicate("cpu0.current_kprobe == p"));
        assertEquals(new Compare(new Term.OfProbe("q", ProbeField.NMISSED), Op.EQ, new Term.Number(1, false)), predicate("q.nmissed == 1"));
        assertEquals(new Compare(new Term.Returned(KprobesFunction.REGISTER_KPROBE, "p"), Op.EQ, new Term.Named(Constant.EINVAL)),
                predicate("register_kprobe(p) == -EINVAL"));
        assertEquals(new Predicate.Oops(Optional.of("do_bp"), Optional.of(new Term.Slot("p", 4))), predicate("oops in do_bp at slot(p)+0x4"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                      | 0  | the end                                        | a register, a field, a probe, a label, a constant or a number | ''
            oopss                   | 0  | unknown word `oopss`                           | a register, a field, a probe, a label, a constant or a number | Did you mean `oops`?
            oops in do_pb           | 8  | unknown kernel function `do_pb`                | the C name of a trap or kprobes function | Did you mean `do_bp`?
            oops at foo+0x18        | 8  | `foo+0x18`, which is outside the text          | an offset of at most 0x17 | ''
            oops at foo+8           | 12 | `8`                                            | an offset such as 0x8 | Write `+0x8`.
            oops at foo+10          | 12 | `10`                                           | an offset such as 0x8 | Write `+0xa`.
            oops twice              | 5  | `twice`                                        | nothing more | ''
            cpu0.a0                 | 7  | the end                                        | one of `==`, `!=`, `<=`, `>=`, `<`, `>` | ''
            cpu0.a0 = 42            | 8  | `= 42`                                         | one of `==`, `!=`, `<=`, `>=`, `<`, `>` | Write `==`.
            cpu0.a9 == 42           | 5  | unknown register or field `a9`                 | a register, `pc`, or one of `current_kprobe`, `kprobe_status`, `preempt_count`, `crmd.ie` | Did you mean `a0`?
            cpu0.r32 == 0           | 5  | unknown register or field `r32`                | a register, `pc`, or one of `current_kprobe`, `kprobe_status`, `preempt_count`, `crmd.ie` | ''
            cpu2.a0 == 42           | 0  | no CPU 2                                       | `cpu0` to `cpu1` | ''
            cpu0.curent_kprobe == p | 5  | unknown register or field `curent_kprobe`      | a register, `pc`, or one of `current_kprobe`, `kprobe_status`, `preempt_count`, `crmd.ie` | Did you mean `current_kprobe`?
            q.nmised == 1           | 2  | unknown field `nmised`                         | one of `nmissed`, `hits`, `post_handled`, `silent_misses`, `armed` | Did you mean `nmissed`?
            r.nmissed == 1          | 0  | unknown probe `r`                              | one of `p`, `q` | Did you mean `p`?
            slot(r) == 1            | 5  | unknown probe `r`                              | one of `p`, `q` | Did you mean `p`?
            slto(p) == 1            | 0  | unknown function `slto`                        | one of `slot`, `word`, `mem`, `register_kprobe`, `unregister_kprobe`, `enable_kprobe`, `disable_kprobe` | Did you mean `slot`?
            1 == EINVAL             | 5  | unknown word `EINVAL`                          | a register, a field, a probe, a label, a constant or a number | Did you mean `-EINVAL`?
            1 == -EINVLA            | 5  | unknown errno `-EINVLA`                        | one of `-EPERM`, `-ENOENT`, `-E2BIG`, `-ENOMEM`, `-EBUSY`, `-EEXIST`, `-ENODEV`, `-EINVAL`, `-EILSEQ`, `-EOPNOTSUPP`, `-EADDRNOTAVAIL` | Did you mean `-EINVAL`?
            1 == 4x                 | 5  | `4x`                                           | a number such as 42, -1 or 0x2a | ''
            1 == 042                | 5  | `042`                                          | a number such as 42, -1 or 0x2a | ''
            1 == 9223372036854775808 | 5 | `9223372036854775808`                          | a number of 64 bits | ''
            1 == 0x10000000000000000 | 5 | `0x10000000000000000`                          | a number such as 42, -1 or 0x2a | ''
            word(counter+0xd) == 0  | 5  | `counter+0xd`, which is outside the data       | an offset of at most 0xc | ''
            mem(.Lout) == 0         | 4  | `.Lout`, which is outside the text             | a label with 8 bytes behind it | ''
            word(42) == 0           | 5  | `42) == 0`                                     | `symbol+0xoff` or `slot(probe)+0xoff` | ''
            word foo == 0           | 5  | `foo == 0`                                     | `(` | ''
            """)
    void a_refusal_says_where_what_and_what_instead(String text, int offset, String found, String expected, String hint) {
        assertEquals(new Fault(offset, found, expected, hint),
                assertInstanceOf(Reading.Refused.class, Notation.predicate(text, NAMES)).fault());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo(41)                  | foo(41)
            foo( -1 , 0x10 )         | foo(-1, 16)
            foo()                    | foo()
            unregister_kprobe( p )   | unregister_kprobe(p)
            wait(cpu1)               | wait(cpu1)
            """)
    void calls_are_read(String written, String canonical) {
        assertEquals(canonical, ((Reading.Read<Call>) Notation.call(written, NAMES)).value().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo                              | 0  | `foo` without arguments  | a call | Write `foo()`.
            foo(1                            | 5  | the end | `)` | 'In a [ ] list a comma ends the entry: quote a call with several arguments, \"f(1, 2)\".'
            foo(bar)                         | 4  | `bar)` | a number | ''
            foo(1 2)                         | 6  | `2)` | `,` | ''
            foo(1,2,3,4,5,6,7,8,9)           | 0  | 9 arguments | at most 8, in $a0 to $a7 | ''
            fo(1)                            | 0  | unknown word `fo` | one of `wait`, `register_kprobe`, `unregister_kprobe`, `enable_kprobe`, `disable_kprobe`, `foo`, `bar`, `.Lout` | Did you mean `foo`?
            unregister_kprobes(p)            | 0  | unknown word `unregister_kprobes` | one of `wait`, `register_kprobe`, `unregister_kprobe`, `enable_kprobe`, `disable_kprobe`, `foo`, `bar`, `.Lout` | Did you mean `unregister_kprobe`?
            counter(1)                       | 0  | unknown word `counter` | one of `wait`, `register_kprobe`, `unregister_kprobe`, `enable_kprobe`, `disable_kprobe`, `foo`, `bar`, `.Lout` | ''
            wait(1)                          | 5  | `1)` | a CPU such as `cpu0` | ''
            wait(cpu7)                       | 5  | no CPU 7 | `cpu0` to `cpu1` | ''
            foo(41) foo(42)                  | 8  | `foo(42)` | nothing more | ''
            """)
    void a_call_that_is_none_is_refused(String text, int offset, String found, String expected, String hint) {
        assertEquals(new Fault(offset, found, expected, hint),
                assertInstanceOf(Reading.Refused.class, Notation.call(text, NAMES)).fault());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exhaustive                                      | exhaustive
            exhaustive, at most 100k schedules or 30 s      | exhaustive, at most 100k schedules or 30 s
            exhaustive,at most 30s or 100000 schedules      | exhaustive, at most 100k schedules or 30 s
            exhaustive, at most 2M schedules                | exhaustive, at most 2M schedules
            exhaustive, at most 1 schedule                  | exhaustive, at most 1 schedules
            exhaustive, at most 1500 ms                     | exhaustive, at most 1500 ms
            exhaustive, at most 120 s                       | exhaustive, at most 2 min
            one schedule                                    | one schedule
            random, 10k schedules                           | random, 10k schedules
            random,10schedules                              | random, 10 schedules
            """)
    void searches_are_read_and_read_back(String written, String canonical) {
        Search search = ((Reading.Read<Search>) Notation.search(written)).value();
        assertEquals(canonical, search.toString());
        assertEquals(new Reading.Read<>(search), Notation.search(canonical));
    }

    @Test
    void a_bound_that_is_not_given_never_bites() {
        assertEquals(new Search.Exhaustive(Search.UNBOUNDED, Search.UNBOUNDED), ((Reading.Read<Search>) Notation.search("exhaustive")).value());
        assertEquals(new Search.Exhaustive(Search.UNBOUNDED, 30_000),
                ((Reading.Read<Search>) Notation.search("exhaustive, at most 30 s")).value());
        assertEquals(new Search.Exhaustive(100_000, Search.UNBOUNDED),
                ((Reading.Read<Search>) Notation.search("exhaustive, at most 100k schedules")).value());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exhaustiv                            | 0  | unknown search `exhaustiv` | Did you mean `exhaustive`?
            exhaustive at most 3 s               | 11 | `at most 3 s`              | ''
            exhaustive,                          | 11 | the end                    | ''
            exhaustive, at most                  | 19 | the end                    | ''
            exhaustive, at most 100K schedules   | 20 | `100K schedules`           | ''
            exhaustive, at most 100k             | 24 | the end                    | ''
            exhaustive, at most 3 h              | 22 | `h`                        | ''
            exhaustive, at most 0 s              | 20 | `0`                        | ''
            exhaustive, at most 3 s or 4 ms      | 27 | a second bound of the same kind | ''
            exhaustive, at most 99999999M schedules | 20 | `99999999M`             | ''
            exhaustive, at most 99999999999999999999 ms | 20 | `99999999999999999999` | ''
            random                               | 6  | the end                    | ''
            random, 10k                          | 11 | the end                    | ''
            one                                  | 0  | unknown search `one`       | ''
            """)
    void a_search_that_is_none_is_refused(String text, int offset, String found, String hint) {
        Fault fault = assertInstanceOf(Reading.Refused.class, Notation.search(text)).fault();
        assertEquals(offset, fault.offset());
        assertEquals(found, fault.found());
        assertEquals(hint, fault.hint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo+0x2", "anything", "p2.at"})
    void any_name_passes_while_the_labels_are_unknown(String text) {
        var open = new Names(1, Optional.empty(), Optional.empty(), List.of());
        assertInstanceOf(Reading.Read.class, Notation.term(text, open));
    }
}
