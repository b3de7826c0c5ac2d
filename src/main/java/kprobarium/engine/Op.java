package kprobarium.engine;

/// One word of text, ready to be executed: a cell of tier 0. Holds no state of any machine.
///
/// Subclasses are made at run time, one for each row of the table, see [OpMaker]; their operands are the fields here.
abstract class Op {
    /// Results of [#exec] that are no index.
    static final int LEFT_PAGE = -1, TRAPPED = -2, STOPPED = -3, MOVED = -4, SECOND_LEFT_PAGE = -5;
    /// Added to an index when two instructions have been executed.
    static final int SECOND = 1 << 16;
    /// In place of an index: a call has [returned][Core#call].
    static final int RETURNED = 0;
    /// In place of `r0` as a destination: the cell behind the registers, which nobody reads.
    static final int SINK = 32;

    final int word;

    Op(int word) {
        this.word = word;
    }

    /// Executes it on `core`, where it is word `at` of the current page and `left` instructions may still retire, this one included.
    /// Answers the index of the next instruction in the page, or [#LEFT_PAGE] with the pc set, or [#TRAPPED] with the exception noted, or
    /// [#STOPPED] with the pc set because others must be asked before going on, or [#MOVED] with the pc set and nothing executed.
    abstract int exec(Core core, int at, int left);

    /// Whether the word has been decoded since it was written.
    boolean isDecoded() {
        return true;
    }

    /// This one, without the one behind it.
    Op single() {
        return this;
    }
}
