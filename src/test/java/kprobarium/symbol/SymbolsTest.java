package kprobarium.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolsTest {
    // @formatter:off: tables of vectors
    private static final long TEXT = 0x9000000000200000L;
    private static final Symbols SYMBOLS = Symbols.builder()
            .add("foo", TEXT, 0x18)
            .add("foo_alias", TEXT, 0x18)
            .add("outer", TEXT + 0x100, 0x80)
            .add("inner", TEXT + 0x120, 0x10)
            .add("unsized", TEXT + 0x1000, 0)
            .add("next", TEXT + 0x1040, 0x8)
            .add("last", TEXT + 0x2000, 0)
            .add("low", 0x1000, 0x10)
            .build();

    @ParameterizedTest
    @CsvSource({
            "foo, 9000000000200000", "foo+0x8, 9000000000200008", "foo+8, 9000000000200008", "foo-0x4, 90000000001ffffc",
            "foo + 0x10, 9000000000200010", "0x9000000000200004, 9000000000200004", "64, 40", "0x40+4, 44",
            "inner+0x100, 9000000000200220"})
    void text_resolves_to_an_address(String text, String address) {
        assertEquals(OptionalLong.of(Long.parseUnsignedLong(address, 16)), SYMBOLS.resolve(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "fooo", "fooo+4", "foo+", "foo+x", "+4", "", "0x", "0x12345678123456789", "foo+0x8/0x18", "foo+4+4", "99999999999999999999"})
    void other_text_resolves_to_nothing(String text) {
        assertEquals(OptionalLong.empty(), SYMBOLS.resolve(text));
    }

    @Test
    void a_name_that_looks_like_an_offset_is_a_name() {
        Symbols symbols = Symbols.builder().add("a", 0x10, 4).add("a-4", 0x40, 4).build();
        assertEquals(OptionalLong.of(0x40), symbols.resolve("a-4"));
    }

    @Test
    void an_address_is_printed_by_the_symbol_that_covers_it() {
        assertEquals("foo", SYMBOLS.render(TEXT));
        assertEquals("foo+0x8", SYMBOLS.render(TEXT + 8));
        assertEquals("foo+0x17", SYMBOLS.render(TEXT + 0x17));
        assertEquals("low+0xf", SYMBOLS.render(0x100f));
    }

    @Test
    void an_address_between_symbols_is_a_number() {
        assertEquals("0x9000000000200018", SYMBOLS.render(TEXT + 0x18));
        assertEquals("0x90000000001fffff", SYMBOLS.render(TEXT - 1));
        assertEquals("0x0", SYMBOLS.render(0));
        assertEquals("0xffffffffffffffff", SYMBOLS.render(-1));
        assertEquals(Optional.empty(), SYMBOLS.at(TEXT + 0x18));
    }

    @Test
    void of_overlapping_symbols_the_one_that_starts_last_speaks() {
        assertEquals(Optional.of(new SymbolOffset("inner", 4)), SYMBOLS.at(TEXT + 0x124));
        assertEquals(Optional.of(new SymbolOffset("outer", 0x30)), SYMBOLS.at(TEXT + 0x130));
        assertEquals(Optional.of(new SymbolOffset("outer", 0x1c)), SYMBOLS.at(TEXT + 0x11c));
    }

    @Test
    void an_unsized_symbol_reaches_to_the_next_one_and_no_further_than_64_kib() {
        assertEquals("unsized+0x3c", SYMBOLS.render(TEXT + 0x103c));
        assertEquals("next", SYMBOLS.render(TEXT + 0x1040));
        assertEquals("0x9000000000201048", SYMBOLS.render(TEXT + 0x1048));
        assertEquals("last+0xffff", SYMBOLS.render(TEXT + 0x11fff));
        assertEquals("0x9000000000212000", SYMBOLS.render(TEXT + 0x12000));
    }

    @Test
    void a_symbol_may_reach_to_the_end_of_the_address_space() {
        Symbols symbols = Symbols.builder().add("end", -16, 16).build();
        assertEquals("end+0xf", symbols.render(-1));
        assertEquals("tail+0xf", Symbols.builder().add("tail", -16, 0).build().render(-1));
    }

    @Test
    void sized_rendering_is_the_kernels() {
        assertEquals("foo+0x8/0x18", SYMBOLS.renderSized(TEXT + 8));
        assertEquals("foo+0x0/0x18", SYMBOLS.renderSized(TEXT));
        assertEquals("unsized+0x4/0x40", SYMBOLS.renderSized(TEXT + 0x1004));
        assertEquals("0x10", SYMBOLS.renderSized(0x10));
    }

    @Test
    void what_is_rendered_resolves_to_where_it_was() {
        for (long address = TEXT - 0x10; address < TEXT + 0x1100; address += 4) {
            assertEquals(OptionalLong.of(address), SYMBOLS.resolve(SYMBOLS.render(address)));
        }
    }

    @Test
    void names_keep_their_order_and_symbols_are_sorted_unsigned() {
        assertEquals(List.of("foo", "foo_alias", "outer", "inner", "unsized", "next", "last", "low"), SYMBOLS.names());
        assertEquals("low", SYMBOLS.all().getFirst().name());
        assertEquals("last", SYMBOLS.all().getLast().name());
    }

    @Test
    void a_misspelt_name_has_a_nearest_one() {
        assertEquals(Optional.of("outer"), SYMBOLS.nearest("otuer"));
        assertEquals(Optional.empty(), SYMBOLS.nearest("kprobe_pre_handler"));
    }

    @Test
    void a_table_grows_through_its_builder_only() {
        Symbols more = SYMBOLS.toBuilder().add("extra", 0x5000, 4).build();
        assertEquals(OptionalLong.of(0x5000), more.address("extra"));
        assertEquals(OptionalLong.empty(), SYMBOLS.address("extra"));
        assertEquals(OptionalLong.of(0x5000), Symbols.builder().add(more).build().address("extra"));
    }

    @Test
    void an_offset_prints_with_its_sign() {
        assertEquals("foo-0x4", new SymbolOffset("foo", -4).toString());
        assertEquals("foo", new SymbolOffset("foo", 0).toString());
        assertEquals("foo+0x10", new SymbolOffset("foo", 16).toString());
    }

    @Test
    void the_empty_table_knows_nothing() {
        assertEquals("0x1000", Symbols.none().render(0x1000));
        assertEquals(OptionalLong.empty(), Symbols.none().resolve("foo"));
    }

    @Test
    void a_symbol_needs_a_name_and_no_negative_size() {
        assertThrows(IllegalArgumentException.class, () -> Symbols.builder().add("", 0, 4));
        assertThrows(IllegalArgumentException.class, () -> Symbols.builder().add("foo", 0, -4));
    }
    // @formatter:on
}
