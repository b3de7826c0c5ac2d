package kprobarium.live;

import java.util.Locale;

/// Why a client of the feed did not get some events.
enum Lost {
    /// The client read too slowly.
    SLOW_CLIENT,
    /// The client asked for events that the ring no longer holds.
    RING_EVICTED,
    /// The machine is faster than the feed passes on.
    OVERLOAD,
    /// The client's numbers are of another run of the server.
    NEW_EPOCH;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
