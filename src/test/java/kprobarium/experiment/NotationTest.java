package kprobarium.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
        return new Names(2, Optional.of(List.of("p", "q", "r")), Optional.of(symbols),
                List.of("do_bp", "kprobe_breakpoint_handler"), List.of(),
                List.of(), List.of("r"));
    }

    static Predicate predicate(String text) {
        return assertInstanceOf(Reading.Read.class, Notation.predicate(text, NAMES), text).value() instanceof Predicate p ? p : null;
    }

    private static void refused(int offset, String found, String hint, Reading<?> reading) {
        Fault fault = assertInstanceOf(Reading.Refused.class, reading).fault();
        assertEquals(offset + ": " + found + ". " + hint, fault.offset() + ": " + fault.found() + ". " + fault.hint());
        assertFalse(fault.expected().isEmpty());
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
            terms.add((field.isOfKretprobe() ? "r." : "q.") + field.word());
        }
        for (KprobesFunction function : KprobesFunction.values()) {
            terms.add(function.word() + switch (function.takes()) {
                case KPROBE, PROBE -> "(p)";
                case KRETPROBE -> "(r)";
                case KPROBES -> "(p, q)";
                case NOTHING -> "()";
            });
        }
        for (Constant constant : Constant.values()) {
            terms.add(constant.word());
        }
        return terms;
    }

    @Test
    void every_predicate_reads_back_from_its_own_text() {
        var texts = new ArrayList<>(List.of("livelock", "deadlock", "oops", "oops in do_bp", "oops at slot(p)+0x4", "oops at foo",
                "oops in kprobe_breakpoint_handler at foo+0x8", "true", "false", "~oops", "~~oops", "~(cpu0.a0 == 1)", "oops /\\ livelock",
                "oops \\/ (livelock /\\ ~deadlock)",
                "(oops \\/ livelock) /\\ ~(oops /\\ true)"));
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
            cpu0.a0 = 42,             cpu0.a0 == 42
            1:a0=42,                  cpu1.a0 == 42
            P1:r4 <> 42,              cpu1.a0 != 42
            0:crmd.ie=0,              cpu0.crmd.ie == 0
            1:current_kprobe=p,       cpu1.current_kprobe == p
            counter=1,                mem(counter) == 1
            [ counter ]=1,            mem(counter) == 1
            [counter+0x8] != 1,       mem(counter+0x8) != 1
            counter[1]=1,             mem(counter+0x8) == 1
            0:a0=counter,             cpu0.a0 == counter
            counter == 1,             counter == 1
            ((0:a0=1)),               cpu0.a0 == 1
            not (0:a0=1) /\\ oops,    ~(cpu0.a0 == 1) /\\ oops
            (oops\\/livelock)/\\~oops, (oops \\/ livelock) /\\ ~oops
            """)
    void spelling_is_made_canonical(String written, String canonical) {
        assertEquals(canonical, predicate(written).toString());
    }

    @ParameterizedTest
    @CsvSource({"counter,mem(counter)", "counter+0x8,mem(counter+0x8)", "foo,foo", "1:a0,cpu1.a0", "p.hits,p.hits", "[foo],mem(foo)"})
    void a_label_of_the_data_is_listed_by_what_it_holds(String written, String canonical) {
        assertEquals(canonical, ((Reading.Read<Term>) Notation.location(written, NAMES)).value().toString());
    }

    @Test
    void a_word_is_what_it_names() {
        assertEquals(new Compare(new Term.OfCpu(0, CpuField.CURRENT_KPROBE), Op.EQ, new Term.ProbePointer("p")),
                predicate("cpu0.current_kprobe == p"));
        assertEquals(new Compare(new Term.OfProbe("q", ProbeField.NMISSED), Op.EQ, new Term.Number(1, false)),
                predicate("q.nmissed == 1"));
        assertEquals(new Compare(new Term.Returned(KprobesFunction.REGISTER_KPROBE, "p"), Op.EQ, new Term.Named(Constant.EINVAL)),
                predicate("register_kprobe(p) == -EINVAL"));
        assertEquals(new Predicate.Oops(Optional.of("do_bp"), Optional.of(new Term.Slot("p", 4))),
                predicate("oops in do_bp at slot(p)+0x4"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                         | 0  | the end                                        | ''
            oopss                      | 0  | unknown word `oopss`                           | Did you mean `oops`?
            oops in do_pb              | 8  | unknown kernel function `do_pb`                | Did you mean `do_bp`?
            oops at foo+0x18           | 8  | `foo+0x18`, which is outside the text          | ''
            oops at foo+8              | 12 | `8`                                            | Write `+0x8`.
            oops at foo+10             | 12 | `10`                                           | Write `+0xa`.
            oops twice                 | 5  | `twice`                                        | ''
            cpu0.a0                    | 7  | the end                                        | ''
            cpu0.a0 => 42              | 8  | `=> 42`                                        | Write `>=`.
            cpu0.a0 =                  | 9  | the end                                        | ''
            1:X0=1                     | 2  | unknown register or field `X0`                 | Did you mean `a0`?
            2:a0=1                     | 0  | no CPU 2                                       | ''
            counter[2]=1               | 0  | `counter[2]`, which is outside the data        | ''
            [counter=1                 | 8  | `=1`                                           | ''
            (oops                      | 5  | the end                                        | ''
            oops)                      | 4  | `)`                                            | ''
            oops /\\                   | 7  | the end                                        | ''
            oops && livelock           | 5  | `&& livelock`                                  | Write `/\\`.
            (oops or livelock)         | 6  | `or livelock)`                                 | Write `\\/`.
            oops => livelock           | 5  | `=> livelock`                                  | Write `~a \\/ b` for `a => b`.
            !oops                      | 0  | `!oops`                                        | Write `~` for not.
            cpu0.a9 == 42              | 5  | unknown register or field `a9`                 | Did you mean `a0`?
            cpu0.r32 == 0              | 5  | unknown register or field `r32`                | ''
            cpu2.a0 == 42              | 0  | no CPU 2                                       | ''
            cpu0.curent_kprobe == p    | 5  | unknown register or field `curent_kprobe`      | Did you mean `current_kprobe`?
            q.nmised == 1              | 2  | unknown field `nmised`                         | Did you mean `nmissed`?
            s.nmissed == 1             | 0  | unknown probe `s`                              | Did you mean `p`?
            slot(s) == 1               | 5  | unknown probe `s`                              | Did you mean `p`?
            p.returned == 1            | 2  | `returned` of `p`, which is a kprobe           | ''
            slto(p) == 1               | 0  | unknown function `slto`                        | Did you mean `slot`?
            1 == EINVAL                | 5  | unknown word `EINVAL`                          | Did you mean `-EINVAL`?
            1 == -EINVLA               | 5  | unknown errno `-EINVLA`                        | Did you mean `-EINVAL`?
            1 == 4x                    | 5  | `4x`                                           | ''
            1 == 042                   | 5  | `042`                                          | ''
            1 == 9223372036854775808   | 5  | `9223372036854775808`                          | ''
            1 == 0x10000000000000000   | 5  | `0x10000000000000000`                          | ''
            word(counter+0xd) == 0     | 5  | `counter+0xd`, which is outside the data       | ''
            mem(.Lout) == 0            | 4  | `.Lout`, which is outside the text             | ''
            word(42) == 0              | 5  | `42) == 0`                                     | ''
            word foo == 0              | 5  | `foo == 0`                                     | ''
            """)
    void a_refusal_says_where_what_and_what_instead(String text, int offset, String found, String hint) {
        refused(offset, found, hint, Notation.predicate(text, NAMES));
    }

    @Test
    void what_a_label_of_the_text_holds_is_asked_for_by_word() {
        refused(0, "`foo`, which is in the text, left of `=`",
                "Write `word(foo)` for the instruction there, or `==` to compare the address.", Notation.predicate("foo=1", NAMES));
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
        assertEquals(canonical, ((Reading.Read<Call>) CallNotation.call(written, NAMES)).value().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo                        | 0  | `foo` without arguments                        | Write `foo()`.
            foo(1                      | 5  | the end | In a [ ] list a comma ends the entry: quote the call.
            foo(bar)                   | 4  | `bar)`                                         | ''
            foo(1 2)                   | 6  | `2)`                                           | ''
            foo(1,2,3,4,5,6,7,8,9)     | 0  | 9 arguments                                    | ''
            fo(1)                      | 0  | unknown word `fo`                              | Did you mean `foo`?
            unregister_kprobez(p)      | 0  | unknown word `unregister_kprobez`              | Did you mean `unregister_kprobe`?
            register_kprobe(r)         | 16 | `r`, which is a kretprobe                      | ''
            register_kretprobe(p)      | 19 | `p`, which is a kprobe                         | ''
            register_kprobe(p, q)      | 17 | `, q)`                                         | ''
            register_kprobes(p, z)     | 20 | unknown probe `z`                              | Did you mean `p`?
            register_kprobes()         | 17 | `)`                                            | ''
            arm_all_kprobes(p)         | 16 | `p)`                                           | ''
            counter(1)                 | 0  | unknown word `counter`                         | ''
            wait(1)                    | 5  | `1)`                                           | ''
            wait(cpu7)                 | 5  | no CPU 7                                       | ''
            foo(41) foo(42)            | 8  | `foo(42)`                                      | ''
            """)
    void a_call_that_is_none_is_refused(String text, int offset, String found, String hint) {
        refused(offset, found, hint, CallNotation.call(text, NAMES));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exhaustive                                      | exhaustive
            exhaustive, at most 100k states or 30 s      | exhaustive, at most 100k states or 30 s
            exhaustive,at most 30s or 100000 states      | exhaustive, at most 100k states or 30 s
            exhaustive, at most 2M states                | exhaustive, at most 2M states
            exhaustive, at most 1 state                  | exhaustive, at most 1 states
            exhaustive, at most 1500 ms                     | exhaustive, at most 1500 ms
            exhaustive, at most 120 s                       | exhaustive, at most 2 min
            one schedule                                    | one schedule
            random, 10k schedules                           | random, 10k schedules
            random,10schedules                              | random, 10 schedules
            pct 3, 10k schedules or 5 s                     | pct 3, 10k schedules or 5 s
            optimal  dpor, at most 5 executions             | optimal dpor, at most 5 executions
            context bound 2                                 | context bound 2
            """)
    void searches_are_read_and_read_back(String written, String canonical) {
        Search search = ((Reading.Read<Search>) SearchNotation.search(written)).value();
        assertEquals(canonical, search.toString());
        assertEquals(new Reading.Read<>(search), SearchNotation.search(canonical));
    }

    @Test
    void a_bound_that_is_not_given_never_bites() {
        assertEquals(new Reading.Read<>(Search.exhaustive(Search.UNBOUNDED, Search.UNBOUNDED)), SearchNotation.search("exhaustive"));
        assertEquals(new Reading.Read<>(Search.exhaustive(Search.UNBOUNDED, 30_000)), SearchNotation.search("exhaustive, at most 30 s"));
        assertEquals(new Reading.Read<>(Search.exhaustive(100_000, Search.UNBOUNDED)),
                SearchNotation.search("exhaustive, at most 100k states"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exhaustiv                            | 0  | unknown search `exhaustiv` | Did you mean `exhaustive`?
            exhaustive at most 3 s               | 11 | `at most 3 s`              | ''
            exhaustive,                          | 11 | the end                    | ''
            exhaustive, at most                  | 19 | the end                    | ''
            exhaustive, at most 100K states      | 20 | `100K states`              | ''
            exhaustive, at most 100k             | 24 | the end                    | ''
            exhaustive, at most 3 h              | 22 | `h`                        | ''
            exhaustive, at most 0 s              | 20 | `0`                        | ''
            exhaustive, at most 3 s or 4 ms      | 27 | a second bound of the same kind | ''
            exhaustive, at most 99999999M states | 20 | `99999999M`             | ''
            exhaustive, at most 99999999999999999999 ms | 20 | `99999999999999999999` | ''
            exhaustive, at most 3 schedules      | 22 | `schedules`                | ''
            random                               | 6  | the end                    | ''
            random, 3 s                          | 8  | no number of schedules     | ''
            pct, 10k schedules                   | 3  | `, 10k schedules`          | ''
            pct 99, 10k schedules                | 4  | `99`                       | ''
            optimal                              | 0  | unknown search `optimal`   | ''
            random, 10k                          | 11 | the end                    | ''
            one                                  | 0  | unknown search `one`       | ''
            """)
    void a_search_that_is_none_is_refused(String text, int offset, String found, String hint) {
        refused(offset, found, hint, SearchNotation.search(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo+0x2", "anything", "p2.at"})
    void any_name_passes_while_the_labels_are_unknown(String text) {
        var open = new Names(1, Optional.empty(), Optional.empty(), List.of());
        assertInstanceOf(Reading.Read.class, Notation.term(text, open));
    }
}
