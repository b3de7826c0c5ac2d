package kprobarium.isa;

import java.util.Locale;

/// A field of the instruction word that a row can name: where it stands, and how its bits are read.
///
/// A place is a list of bit ranges, most significant piece first. A name stands for the same place in every row; fields of one purpose but
/// different places have different names (`hint` of `dbar`, `hint5` of `preld`). The digits of a name are its width where they can be.
public enum Operand {
    // @formatter:off
    RD    (Kind.GPR,      "4:0"),
    RJ    (Kind.GPR,      "9:5"),
    RK    (Kind.GPR,      "14:10"),
    FD    (Kind.FPR,      "4:0"),
    FJ    (Kind.FPR,      "9:5"),
    FK    (Kind.FPR,      "14:10"),
    FA    (Kind.FPR,      "19:15"),
    VD    (Kind.VR,       "4:0"),
    VJ    (Kind.VR,       "9:5"),
    VK    (Kind.VR,       "14:10"),
    VA    (Kind.VR,       "19:15"),
    XD    (Kind.XR,       "4:0"),
    XJ    (Kind.XR,       "9:5"),
    XK    (Kind.XR,       "14:10"),
    XA    (Kind.XR,       "19:15"),
    CD    (Kind.FCC,      "2:0"),
    CJ    (Kind.FCC,      "7:5"),
    CA    (Kind.FCC,      "17:15"),
    FCSRD (Kind.FCSR,     "1:0"),
    FCSRJ (Kind.FCSR,     "6:5"),
    UI1   (Kind.UNSIGNED, "10:10"),
    UI2   (Kind.UNSIGNED, "11:10"),
    UI3   (Kind.UNSIGNED, "12:10"),
    UI4   (Kind.UNSIGNED, "13:10"),
    UI5   (Kind.UNSIGNED, "14:10"),
    UI6   (Kind.UNSIGNED, "15:10"),
    UI7   (Kind.UNSIGNED, "16:10"),
    UI8   (Kind.UNSIGNED, "17:10"),
    UI12  (Kind.UNSIGNED, "21:10"),
    SI5   (Kind.SIGNED,   "14:10"),
    SI8   (Kind.SIGNED,   "17:10"),
    SI9   (Kind.SIGNED,   "18:10"),
    SI10  (Kind.SIGNED,   "19:10"),
    SI11  (Kind.SIGNED,   "20:10"),
    SI12  (Kind.SIGNED,   "21:10"),
    SI13  (Kind.SIGNED,   "17:5"),
    SI14  (Kind.SIGNED,   "23:10"),
    SI16  (Kind.SIGNED,   "25:10"),
    SI20  (Kind.SIGNED,   "24:5"),
    OFFS16(Kind.OFFSET,   "25:10"),
    OFFS21(Kind.OFFSET,   "4:0 25:10"),
    OFFS26(Kind.OFFSET,   "9:0 25:10"),
    IDX1  (Kind.UNSIGNED, "18:18"),
    IDX2  (Kind.UNSIGNED, "19:18"),
    IDX3  (Kind.UNSIGNED, "20:18"),
    IDX4  (Kind.UNSIGNED, "21:18"),
    IDX5  (Kind.UNSIGNED, "22:18"),
    SA2   (Kind.UNSIGNED, "16:15"),
    SA3   (Kind.UNSIGNED, "17:15"),
    MSBW  (Kind.UNSIGNED, "20:16"),
    LSBW  (Kind.UNSIGNED, "14:10"),
    MSBD  (Kind.UNSIGNED, "21:16"),
    LSBD  (Kind.UNSIGNED, "15:10"),
    CODE  (Kind.UNSIGNED, "14:0"),
    HINT  (Kind.UNSIGNED, "14:0"),
    LEVEL (Kind.UNSIGNED, "14:0"),
    CSR   (Kind.UNSIGNED, "23:10"),
    LEVEL8(Kind.UNSIGNED, "17:10"),
    SEQ8  (Kind.UNSIGNED, "17:10"),
    CODE5 (Kind.UNSIGNED, "4:0"),
    HINT5 (Kind.UNSIGNED, "4:0"),
    OP5   (Kind.UNSIGNED, "4:0");
    // @formatter:on

    /// How a field's bits become a value.
    public enum Kind {
        /// A general register: `$a0`.
        GPR,
        /// A floating point register: `$fa0`.
        FPR,
        /// A condition flag: `$fcc0`.
        FCC,
        /// Floating point control and status, whole or in part: `$fcsr0`.
        FCSR,
        /// A 128-bit vector register: `$vr0`.
        VR,
        /// A 256-bit vector register: `$xr0`.
        XR,
        UNSIGNED,
        SIGNED,
        /// A signed distance from this instruction, in instructions in the word and in bytes everywhere else.
        OFFSET
    }

    private final String text = name().toLowerCase(Locale.ROOT);
    private final Kind kind;
    private final int[] high;
    private final int[] low;
    private final int width;
    private final int mask;

    Operand(Kind kind, String place) {
        String[] pieces = place.split(" ");
        this.kind = kind;
        this.high = new int[pieces.length];
        this.low = new int[pieces.length];
        int bits = 0;
        int ones = 0;
        for (int i = 0; i < pieces.length; i++) {
            String[] ends = pieces[i].split(":");
            high[i] = Integer.parseInt(ends[0]);
            low[i] = Integer.parseInt(ends[1]);
            bits += high[i] - low[i] + 1;
            ones |= -1 >>> 31 - high[i] + low[i] << low[i];
        }
        this.width = bits;
        this.mask = ones;
    }

    /// The operand with this [#text].
    public static Operand named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /// The name in encodings, syntax and diagnostics: `si12`.
    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /// In bits.
    public int width() {
        return width;
    }

    /// The bits of the word that are this field's.
    public int mask() {
        return mask;
    }

    /// What values are multiples of: 4 for offsets, else 1.
    public int scale() {
        return kind == Kind.OFFSET ? 4 : 1;
    }

    public long min() {
        return isSigned() ? -(scale() * (1L << width - 1)) : 0;
    }

    public long max() {
        return scale() * ((1L << (isSigned() ? width - 1 : width)) - 1);
    }

    private boolean isSigned() {
        return kind == Kind.SIGNED || kind == Kind.OFFSET;
    }

    /// The field's bits, unsigned.
    public int bits(int word) {
        int bits = 0;
        for (int i = 0; i < high.length; i++) {
            int pieceWidth = high[i] - low[i] + 1;
            bits = bits << pieceWidth | word >>> low[i] & (1 << pieceWidth) - 1;
        }
        return bits;
    }

    /// The word with the field's bits set.
    public int withBits(int word, int bits) {
        int result = word & ~mask;
        int rest = bits;
        for (int i = high.length - 1; i >= 0; i--) {
            int pieceWidth = high[i] - low[i] + 1;
            result |= (rest & (1 << pieceWidth) - 1) << low[i];
            rest >>>= pieceWidth;
        }
        return result;
    }

    /// What the field says in a word: sign-extended, offsets in bytes. [Operands] has the same as one fast accessor each.
    public long value(int word) {
        int bits = bits(word);
        return scale() * (long) (isSigned() ? bits << 32 - width >> 32 - width : bits);
    }

    /// The word with the field saying a value, which must lie in [#min] .. [#max] and be a multiple of [#scale].
    public int withValue(int word, long value) {
        return withBits(word, (int) (value / scale()));
    }

    /// Whether the bits `high:low` of the word, standing for the bits from `from` on of this field, are where the field has them.
    boolean hasPiece(int from, int highBit, int lowBit) {
        int below = 0;
        for (int i = high.length - 1; i >= 0; i--) {
            if (below == from) {
                return high[i] == highBit && low[i] == lowBit;
            }
            below += high[i] - low[i] + 1;
        }
        return false;
    }
}
