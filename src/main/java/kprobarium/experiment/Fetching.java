package kprobarium.experiment;

import java.util.List;
import kprobarium.machine.FetchConfig;

/// The finer points of how a machine's CPUs fetch.
///
/// @param window       how many instructions a CPU may have fetched ahead, under `fetch: window`
/// @param synchronises what makes a CPU forget what it may have fetched early
/// @param bus          what can happen to a patch on its way, under `fetch: bus`
/// @param writableText words of text that guest stores may write, as `symbol+0xoff`
/// @param cmodxSafe    the instructions that may be exchanged for each other while they are fetched, by name; empty: nobody looks
public record Fetching(int window, List<Synchronises> synchronises, Bus bus, List<String> writableText, List<String> cmodxSafe) {
    /// The most patches that can be lost, come twice or be late.
    public static final int MOST_FAULTS = 16;
    public static final int LONGEST_WINDOW = 64;

    public static final Fetching DEFAULT = new Fetching(FetchConfig.USUAL_REACH, List.of(Synchronises.values()),
            new Bus(BusOrder.FIFO_PER_SENDER, 0, 0, 0), List.of(), List.of());

    public Fetching {
        synchronises = List.copyOf(synchronises);
        writableText = List.copyOf(writableText);
        cmodxSafe = List.copyOf(cmodxSafe);
    }

    /// The bus that carries patches, and how many of them, in one schedule, are lost, come twice, or are lost and sent again.
    public record Bus(BusOrder order, int lose, int duplicate, int late) {
        FetchConfig.Bus config() {
            FetchConfig.Order order = switch (this.order) {
                case FIFO_PER_SENDER -> FetchConfig.Order.FIFO_PER_SENDER;
                case UNORDERED -> FetchConfig.Order.UNORDERED;
            };
            return new FetchConfig.Bus(order, lose, duplicate, late);
        }
    }
}
