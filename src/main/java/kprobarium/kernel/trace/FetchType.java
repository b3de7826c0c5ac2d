package kprobarium.kernel.trace;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a fetched value is kept and printed: the word behind the colon in `a=%r4:u32`.
public enum FetchType {
    // @formatter:off
    //      name       in `format`         bytes  signed  print fmt
    U8     ("u8",      "u8",                1,    false,  "%u"),
    U16    ("u16",     "u16",               2,    false,  "%u"),
    U32    ("u32",     "u32",               4,    false,  "%u"),
    U64    ("u64",     "u64",               8,    false,  "%Lu"),
    S8     ("s8",      "s8",                1,    true,   "%d"),
    S16    ("s16",     "s16",               2,    true,   "%d"),
    S32    ("s32",     "s32",               4,    true,   "%d"),
    S64    ("s64",     "s64",               8,    true,   "%Ld"),
    X8     ("x8",      "u8",                1,    false,  "0x%x"),
    X16    ("x16",     "u16",               2,    false,  "0x%x"),
    X32    ("x32",     "u32",               4,    false,  "0x%x"),
    X64    ("x64",     "u64",               8,    false,  "0x%Lx"),
    CHAR   ("char",    "u8",                1,    false,  "'%c'"),
    SYMBOL ("symbol",  "u64",               8,    false,  "%pS"),
    STRING ("string",  "__data_loc char[]", 4,    true,   "\\\"%s\\\""),
    USTRING("ustring", "__data_loc char[]", 4,    true,   "\\\"%s\\\""),
    SYMSTR ("symstr",  "__data_loc char[]", 4,    true,   "\\\"%s\\\"");
    // @formatter:on

    private final String word;
    private final String field;
    private final int size;
    private final boolean signed;
    private final String format;

    FetchType(String word, String field, int size, boolean signed, String format) {
        this.word = word;
        this.field = field;
        this.size = size;
        this.signed = signed;
        this.format = format;
    }

    static Optional<FetchType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    String word() {
        return word;
    }

    /// The C type of the field in the event's record.
    String field() {
        return field;
    }

    int size() {
        return size;
    }

    boolean signed() {
        return signed;
    }

    /// As `print fmt` spells it.
    String format() {
        return format;
    }

    boolean isString() {
        return this == STRING || this == USTRING || this == SYMSTR;
    }

    /// `value` as the type's width holds it, sign-extended if the type is signed.
    long narrow(long value) {
        int spare = 64 - 8 * size;
        return signed ? value << spare >> spare : value << spare >>> spare;
    }

    /// A number as the trace prints it.
    String print(long value, SymbolText symbols) {
        return switch (this) {
            case U8, U16, U32, U64 -> Long.toUnsignedString(value);
            case S8, S16, S32, S64 -> Long.toString(value);
            case X8, X16, X32, X64 -> "0x" + Long.toHexString(value);
            case CHAR -> String.format(Locale.ROOT, "'%c'", (char) value);
            case SYMBOL -> symbols.sized(value);
            case STRING, USTRING, SYMSTR -> throw new IllegalArgumentException("a string is no number");
        };
    }
}
