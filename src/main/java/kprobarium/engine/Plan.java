package kprobarium.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Operands;
import kprobarium.isa.Touch;

/// What a region consists of: the basic blocks that control can reach from its entry.
///
/// A call is followed into the called text, which is taken once for each place that it is called from: so where it returns to is known, and
/// the return is a comparison and a jump. A call in a call in a call is the end of that; there, and wherever the region has grown too
/// large, control leaves it.
final class Plan {
    /// Where a call returns to, and the same of the call that it is in.
    record Context(long returnTo, Context outer, int depth) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Context that && returnTo == that.returnTo && Objects.equals(outer, that.outer);
        }

        @Override
        public int hashCode() {
            return HASH * Long.hashCode(returnTo) + Objects.hashCode(outer);
        }
    }

    /// A place in the text, reached in a context; null outside any call. These are compared so often before HotSpot has compiled anything
    /// that what a record does by itself, slow until then, is felt when a program starts.
    record Spot(long pc, Context context) {
        int depth() {
            return context == null ? 0 : context.depth();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Spot that && pc == that.pc && Objects.equals(context, that.context);
        }

        @Override
        public int hashCode() {
            return HASH * Long.hashCode(pc) + Objects.hashCode(context);
        }
    }

    /// Instructions that are executed one after another.
    static final class Block {
        final Spot start;
        final List<Operands> instructions = new ArrayList<>();
        /// Where control goes after the last one, if not (only) where that one branches to.
        Spot next;
        /// Where the last one branches to; null if that is not known, or it is no branch.
        Spot target;
        /// Where else the last one has gone so far, if that is a jump or call to an address from a register.
        final List<Spot> seen = new ArrayList<>();
        /// The number of the first one in the region.
        int first;
        /// Whether the budget is looked at here: at the entry, and wherever control may come round.
        boolean looks;
        /// How many instructions are executed at most from here to the next look.
        private int longest;
        private boolean open, done;

        Block(Spot start) {
            this.start = start;
        }

        int size() {
            return instructions.size();
        }

        /// Whether it ends in a call that the region does not follow.
        boolean calls() {
            return next != null && isCall(last());
        }

        int longest() {
            return longest;
        }

        Operands last() {
            return instructions.getLast();
        }

        long pc(int index) {
            return start.pc() + 4L * index;
        }
    }

    /// In place of the pc of an entrance that none but the region itself uses.
    static final long NO_ENTRY = 1;
    /// How many functions a call by pointer is expected to call.
    static final int MOST_CALLED = 2;
    private static final int HASH = 31, DEEPEST = 3, LONGEST_CALLED = 40;

    private final Core core;
    private final int most;
    private final Map<Spot, Operands> reached = new LinkedHashMap<>();
    private final Map<Spot, Boolean> leaders = new LinkedHashMap<>();
    private final Map<Context, Context> contexts = new LinkedHashMap<>();
    private final ArrayDeque<Spot> open = new ArrayDeque<>();
    private final Map<Spot, Block> blocks = new LinkedHashMap<>();
    private final long entry;
    private final TreeSet<Long> unseen = new TreeSet<>();
    private boolean loops;
    private long[] pcs;
    private int[] rests;
    private int[] places;

    /// `most`: instructions.
    Plan(Core core, long entry, int most) {
        this.core = core;
        this.most = most;
        this.entry = entry;
        lead(new Spot(entry, null));
        while (!open.isEmpty()) reach(open.poll());
        for (Spot leader : leaders.keySet()) if (reached.containsKey(leader)) blocks.put(leader, block(leader));
        number();
        if (blocks.isEmpty()) return;
        Block first = blocks.values().iterator().next();
        first.looks = true;
        findLoops(first);
        measure(first);
        for (Block block : blocks.values()) if (block.looks) measure(block);
    }

    /// Where the region can be entered: wherever the budget is looked at.
    List<Block> entrances() {
        return blocks.values().stream().filter(block -> block.looks).toList();
    }

    /// The pc of each, or [#NO_ENTRY].
    long[] entries() {
        return entrances().stream().map(block -> block.start)
                .mapToLong(start -> start.context() == null ? start.pc() : NO_ENTRY).toArray();
    }

    long entry() {
        return entry;
    }

    /// The blocks, that of the entry first; empty if it cannot be compiled.
    Map<Spot, Block> blocks() {
        return blocks;
    }

    int size() {
        return pcs.length;
    }

    long[] pcs() {
        return pcs;
    }

    /// Where its jumps and calls are that go wherever a register says.
    long[] jumps() {
        return blocks.values().stream().filter(block -> isJump(block.last()) || block.calls() && block.last().row() == Insn.JIRL)
                .mapToLong(block -> block.pc(block.size() - 1)).toArray();
    }

    int[] rests() {
        return rests;
    }

    /// Where control leaves because what follows had not been executed by then.
    long[] unseen() {
        return unseen.stream().mapToLong(Long::longValue).toArray();
    }

    /// Whether control may stay in it for long without calling any other.
    boolean isLoop() {
        return loops && blocks.values().stream().noneMatch(Block::calls);
    }

    int[] places() {
        return places;
    }

    /// Whether a row can be part of a region.
    static boolean isCompiled(Insn row) {
        return row == Insn.BL || row == Insn.JIRL || Transcription.isPossible(row, false);
    }

    private Spot lead(Spot spot) {
        if (leaders.putIfAbsent(spot, true) == null) open.add(spot);
        return spot;
    }

    /// Follows the text from `start` to the next branch.
    private void reach(Spot start) {
        Spot spot = start;
        while (reached.size() < most && !reached.containsKey(spot)) {
            Operands instruction = core.compilable(spot.pc());
            if (instruction == null || !isCompiled(instruction.row())) return;
            if (spot.pc() != entry && !core.isDecoded(spot.pc())) {
                unseen.add(spot.pc());
                return;
            }
            reached.put(spot, instruction);
            if (instruction.row().touch() == Touch.BRANCH) {
                Spot target = target(spot, instruction);
                if (target != null) lead(target);
                for (Spot seen : seen(spot, instruction)) lead(seen);
                if (goesOn(instruction, target)) lead(after(spot));
                return;
            }
            spot = after(spot);
        }
        if (reached.containsKey(spot)) leaders.putIfAbsent(spot, true);
    }

    private static Spot after(Spot spot) {
        return new Spot(spot.pc() + 4, spot.context());
    }

    /// Whether control may come to the next instruction; that is where a call returns to that is not followed.
    private static boolean goesOn(Operands branch, Spot target) {
        if (branch.row() == Insn.JIRL) return isCall(branch);
        return branch.row() != Insn.B && (branch.row() != Insn.BL || target == null);
    }

    /// Whether it leaves the address of the next instruction where a return looks for it.
    static boolean isCall(Operands branch) {
        return branch.row() == Insn.BL || branch.row() == Insn.JIRL && branch.rd() == 1;
    }

    /// Whether it returns from a call.
    static boolean isReturn(Operands branch) {
        return branch.row() == Insn.JIRL && branch.rd() == 0 && branch.rj() == 1 && branch.si16() == 0;
    }

    /// Whether it goes wherever a register says, and comes back from nowhere.
    static boolean isJump(Operands branch) {
        return branch.row() == Insn.JIRL && branch.rd() == 0 && !isReturn(branch);
    }

    /// Where a branch to an address from a register is known to go; of what it calls, what is worth following.
    private List<Spot> seen(Spot spot, Operands branch) {
        if (isJump(branch)) return core.targets(spot.pc()).stream().map(target -> new Spot(target, spot.context())).toList();
        if (branch.row() != Insn.JIRL || !isCall(branch) || spot.depth() == DEEPEST) return List.of();
        return core.targets(spot.pc()).stream().limit(MOST_CALLED).filter(this::isShort).map(target -> called(spot, target)).toList();
    }

    private Spot called(Spot from, long target) {
        Context called = new Context(from.pc() + 4, from.context(), from.depth() + 1);
        return new Spot(target, contexts.computeIfAbsent(called, _ -> called));
    }

    /// Where a branch goes, if that is known; null if not, or if it is a call too deep to follow.
    private Spot target(Spot spot, Operands branch) {
        if (branch.row() == Insn.JIRL) {
            boolean known = isReturn(branch) && spot.context() != null;
            return known ? new Spot(spot.context().returnTo(), spot.context().outer()) : null;
        }
        long target = staticTarget(spot.pc(), branch);
        if (branch.row() != Insn.BL) return new Spot(target, spot.context());
        if (spot.depth() == DEEPEST || !isShort(target)) return null;
        return called(spot, target);
    }

    /// Whether the text at `called` is worth following: short, and without a loop that is best compiled by itself, as one that calls is
    /// not.
    private boolean isShort(long called) {
        long farthest = called;
        long lastCall = called - 4;
        for (long at = called; at < called + 4L * LONGEST_CALLED; at += 4) {
            Operands instruction = core.compilable(at);
            if (instruction == null || !isCompiled(instruction.row())) return false;
            if (instruction.row() == Insn.JIRL) {
                if (at >= farthest) return isReturn(instruction);
            } else if (instruction.row() == Insn.BL) {
                lastCall = at;
            } else if (instruction.row().touch() == Touch.BRANCH) {
                long target = staticTarget(at, instruction);
                if (target <= at && lastCall < target) return false;
                farthest = Math.max(farthest, target);
            }
        }
        return false;
    }

    static long staticTarget(long pc, Operands branch) {
        for (Operand field : branch.row().fields()) {
            if (field.kind() == Operand.Kind.OFFSET) return pc + field.value(branch.word());
        }
        throw new IllegalArgumentException("no branch to a fixed place: " + branch);
    }

    private Block block(Spot start) {
        Block block = new Block(start);
        Spot spot = start;
        do {
            Operands instruction = reached.get(spot);
            block.instructions.add(instruction);
            if (instruction.row().touch() == Touch.BRANCH) {
                block.target = target(spot, instruction);
                block.seen.addAll(seen(spot, instruction));
                block.next = goesOn(instruction, block.target) ? after(spot) : null;
                return block;
            }
            spot = after(spot);
        } while (reached.containsKey(spot) && !leaders.containsKey(spot));
        block.next = spot;
        return block;
    }

    private List<Block> followers(Block block) {
        List<Spot> spots = new ArrayList<>(block.seen);
        spots.add(block.next);
        spots.add(block.target);
        List<Block> followers = new ArrayList<>();
        for (Spot spot : spots) {
            Block follower = spot == null ? null : blocks.get(spot);
            if (follower != null) followers.add(follower);
        }
        return followers;
    }

    /// Has the budget looked at where control comes back to `block` or one that it leads to, and behind calls.
    private void findLoops(Block block) {
        block.open = true;
        for (Block next : followers(block)) {
            loops |= next.open;
            next.looks |= next.open || block.calls() && next.start.equals(block.next);
            if (!next.open && !next.done) findLoops(next);
        }
        block.open = false;
        block.done = true;
    }

    private int measure(Block block) {
        if (block.longest == 0) {
            int most = 0;
            for (Block next : followers(block)) if (!next.looks) most = Math.max(most, measure(next));
            block.longest = block.size() + most;
        }
        return block.longest;
    }

    private void number() {
        int count = blocks.values().stream().mapToInt(Block::size).sum();
        pcs = new long[count];
        rests = new int[count];
        places = new int[2 * blocks.size()];
        int at = 0;
        int place = 0;
        for (Block block : blocks.values()) {
            block.first = at;
            int ram = core.placeOf(block.start.pc());
            places[place++] = ram;
            places[place++] = ram + 4 * block.size() - 1;
            for (int i = 0; i < block.size(); i++) {
                pcs[at] = block.pc(i);
                rests[at++] = block.size() - i;
            }
        }
    }
}
