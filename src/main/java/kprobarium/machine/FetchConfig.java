package kprobarium.machine;

import java.util.List;

/// How a machine's CPUs fetch, and what is said of it.
///
/// @param kind         the rule, see [FetchModel]
/// @param reach        under [FetchModel.Kind#WINDOW]: how many instructions ahead a CPU may have fetched
/// @param barriers     what makes a CPU forget the words it may have fetched early
/// @param bus          under [FetchModel.Kind#BUS]: what can happen to a patch on its way
/// @param cmodxSafe    the instructions that may stand on both sides of a write that a fetch can race with, by name; the races of all
///                     others are [noted][Cmodx]. Empty: none are
public record FetchConfig(FetchModel.Kind kind, int reach, List<Barrier> barriers, Bus bus, List<String> cmodxSafe) {
    /// How many instructions ahead a CPU fetches if nothing is said.
    public static final int USUAL_REACH = 8;

    /// What can synchronise a CPU's fetches with memory.
    public enum Barrier {
        IBAR, EXCEPTION, ERTN
    }

    /// In which order the patches that wait for a CPU may arrive.
    public enum Order {
        /// Those of one sender as they were sent.
        FIFO_PER_SENDER,
        /// Any.
        UNORDERED
    }

    /// What can happen to patches on their way.
    ///
    /// @param lose      how many patches may be lost, in one play
    /// @param duplicate how many may arrive twice
    /// @param late      how many may be lost and sent again, behind the sender's others
    public record Bus(Order order, int lose, int duplicate, int late) {
        public static final Bus RELIABLE = new Bus(Order.FIFO_PER_SENDER, 0, 0, 0);
    }

    public FetchConfig {
        barriers = List.copyOf(barriers);
        cmodxSafe = List.copyOf(cmodxSafe);
    }

    /// The usual machine of this kind.
    public static FetchConfig of(FetchModel.Kind kind) {
        return new FetchConfig(kind, USUAL_REACH, List.of(Barrier.values()), Bus.RELIABLE, List.of());
    }
}
