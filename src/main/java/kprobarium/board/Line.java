package kprobarium.board;

/// Interrupt lines that a device drives, by number. A line is told its level whenever that may have changed.
@FunctionalInterface
interface Line {
    void level(int number, boolean high);

    /// Such lines to each of several CPUs: the number is the bit of `ESTAT.IS`.
    @FunctionalInterface
    interface ToCpu {
        void level(int cpu, int number, boolean high);
    }
}
