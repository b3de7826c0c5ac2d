package kprobarium.schedule;

/// Which moves depend on each other: whether it can matter which of two comes first. All that reduces a search asks here.
///
/// Two moves of different CPUs commute unless they touch the same memory and one of them writes it, or each of them
/// [commits][Access.Kind#COMMIT] a write to an order of all writes. What is asked may say "yes" too
/// often, which costs time, and never too seldom: so accesses count as eight bytes long, and whatever has to do with one and the same CPU
/// conflicts.
public final class Conflict {
    private static final int LONGEST_ACCESS = 8;
    private static final int LOCAL = Access.Kind.LOCAL.ordinal();
    private static final int SYNC = Access.Kind.SYNC.ordinal();
    private static final int COMMIT = Access.Kind.COMMIT.ordinal();
    private static final int ALL = Access.Kind.ALL.ordinal();

    private Conflict() {}

    /// Of two moves, each with the access that it is about to make.
    public static boolean between(int code, int kind, long address, int otherCode, int otherKind, long otherAddress) {
        if (Move.cpu(code) == Move.cpu(otherCode)) return true;
        if (kind == ALL || otherKind == ALL) return true;
        if (kind == LOCAL || otherKind == LOCAL) return false;
        boolean writes = writes(kind);
        boolean otherWrites = writes(otherKind);
        if (!writes && !otherWrites) return false;
        if (kind == SYNC || otherKind == SYNC || kind == COMMIT && otherKind == COMMIT) return true;
        long distance = address - otherAddress;
        return -LONGEST_ACCESS < distance && distance < LONGEST_ACCESS;
    }

    private static boolean writes(int kind) {
        return kind == Access.Kind.WRITE.ordinal() || kind == Access.Kind.UPDATE.ordinal() || kind == COMMIT;
    }
}
