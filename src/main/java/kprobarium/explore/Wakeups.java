package kprobarium.explore;

import java.util.Arrays;

/// The wakeup trees of an optimal search: what is still to be explored from each state on the path, as far as it is known. All of them in
/// a few arrays.
///
/// A node is a move, and the way to it from a root a sequence of moves that leads to something new. The children of a node are in the
/// order in which they came.
final class Wakeups {
    static final int NONE = 0;

    private int top = NONE + 1;
    private int free = NONE;
    private int[] child = new int[256];
    private int[] sibling = new int[256];
    private int[] codes = new int[256];
    private int[] kinds = new int[256];
    private long[] addresses = new long[256];
    private boolean[] ends = new boolean[256];
    private boolean[] extra = new boolean[256];

    /// A root, with no children.
    int root() {
        return node(0, 0, 0, false, false);
    }

    private int node(int code, int kind, long address, boolean endsPlay, boolean isExtra) {
        int node = free;
        if (node != NONE) {
            free = sibling[node];
        } else {
            if (top == child.length) grow();
            node = top++;
        }
        child[node] = NONE;
        sibling[node] = NONE;
        codes[node] = code;
        kinds[node] = kind;
        addresses[node] = address;
        ends[node] = endsPlay;
        extra[node] = isExtra;
        return node;
    }

    private void grow() {
        int room = 2 * top;
        child = Arrays.copyOf(child, room);
        sibling = Arrays.copyOf(sibling, room);
        codes = Arrays.copyOf(codes, room);
        kinds = Arrays.copyOf(kinds, room);
        addresses = Arrays.copyOf(addresses, room);
        ends = Arrays.copyOf(ends, room);
        extra = Arrays.copyOf(extra, room);
    }

    int code(int node) {
        return codes[node];
    }

    boolean ends(int node) {
        return ends[node];
    }

    /// Whether this move is explored to be on the safe side: others that were explored before may stand for it.
    boolean isExtra(int node) {
        return extra[node];
    }

    int firstChild(int node) {
        return child[node];
    }

    /// Adds a child at the end, if there is none yet with this code.
    void addChild(int node, int code, int kind, long address, boolean isExtra) {
        for (int i = child[node]; i != NONE; i = sibling[i]) if (codes[i] == code) return;
        append(node, node(code, kind, address, false, isExtra));
    }

    /// Adds a child behind the first, if there is none yet with this code.
    void addSecond(int node, int code, int kind, long address) {
        for (int i = child[node]; i != NONE; i = sibling[i]) if (codes[i] == code) return;
        int second = node(code, kind, address, false, true);
        sibling[second] = sibling[child[node]];
        sibling[child[node]] = second;
    }

    private void append(int node, int last) {
        if (child[node] == NONE) {
            child[node] = last;
            return;
        }
        int before = child[node];
        while (sibling[before] != NONE) before = sibling[before];
        sibling[before] = last;
    }

    /// Adds `sequence`, unless what is in the tree stands for it. Uses the sequence up. `isExtra`, see
    /// [#isExtra(int)].
    void insert(int root, Sequence sequence, boolean isExtra) {
        int node = root;
        while (true) {
            int next = child[node];
            while (next != NONE && !sequence.canBeginWith(codes[next], kinds[next], addresses[next], ends[next])) next = sibling[next];
            if (next == NONE) break;
            sequence.remove(codes[next]);
            node = next;
            if (child[node] == NONE) return;
        }
        addBelow(node, sequence, isExtra);
    }

    /// Adds `sequence` as a branch of its own.
    void addBranch(int root, Sequence sequence) {
        for (int branch = child[root]; branch != NONE; branch = sibling[branch]) if (isBranch(branch, sequence)) return;
        addBelow(root, sequence, true);
    }

    private boolean isBranch(int branch, Sequence sequence) {
        int node = branch;
        for (int i = 0; i < sequence.size(); i++) {
            if (node == NONE || codes[node] != sequence.code(i)) return false;
            node = child[node];
        }
        return node == NONE;
    }

    /// Fills `sequence` with the first branch and takes it away.
    void removeBranch(int root, Sequence sequence) {
        sequence.clear();
        for (int i = child[root]; i != NONE; i = child[i]) sequence.add(codes[i], kinds[i], addresses[i], ends[i]);
        removeFirst(root);
    }

    private void addBelow(int root, Sequence sequence, boolean isExtra) {
        int node = root;
        for (int i = 0; i < sequence.size(); i++) {
            int next = node(sequence.code(i), sequence.kind(i), sequence.address(i), sequence.ends(i), isExtra);
            append(node, next);
            node = next;
        }
    }

    /// Takes the first child away, with all below it.
    void removeFirst(int node) {
        int first = child[node];
        child[node] = sibling[first];
        release(first);
    }

    void release(int node) {
        while (child[node] != NONE) removeFirst(node);
        sibling[node] = free;
        free = node;
    }
}
