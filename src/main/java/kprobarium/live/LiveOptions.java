package kprobarium.live;

import java.util.Objects;
import java.util.OptionalLong;
import kprobarium.experiment.Experiment;

/// What to serve, and how.
///
/// @param kernel     the kernel's name, with its patches: `mainline`, `v1+recheck`
/// @param host       the address to listen on; beyond loopback the server only shows and takes no orders
/// @param port       the port to listen on, or 0 for a free one
/// @param rate       visible steps a second; 0 for as fast as it goes
/// @param slice      visible steps that a CPU may take in a turn
/// @param seed       if present, turns go to CPUs at random, with slices of any length up to `slice`; otherwise round robin
/// @param eventLoops event loop threads; 0 for twice the cores
public record LiveOptions(
        Experiment experiment, String kernel, String host, int port, long rate, int slice, OptionalLong seed, int eventLoops) {
    public LiveOptions {
        Objects.requireNonNull(experiment);
        Objects.requireNonNull(kernel);
        Objects.requireNonNull(host);
        Objects.requireNonNull(seed);
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is not within 0-65535");
        }
        if (rate < 0) {
            throw new IllegalArgumentException("a rate of " + rate + " steps a second; 0 is unlimited");
        }
        if (slice < 1) {
            throw new IllegalArgumentException("a slice of " + slice + " steps; 1 is the least");
        }
        if (eventLoops < 0) {
            throw new IllegalArgumentException(eventLoops + " event loops");
        }
    }
}
