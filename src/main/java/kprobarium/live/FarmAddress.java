package kprobarium.live;

import java.util.Optional;

/// Where a member of a farm listens: for the cluster's own traffic, and for messages.
///
/// @param host    the address of the interface to listen on; nothing else is listened on
/// @param port    the port of the cluster; 0 for a free one
/// @param busPort the port for messages; 0 for a free one
/// @param known   where others find it, if that is somewhere else: behind a forwarder, say
public record FarmAddress(String host, int port, int busPort, Optional<Known> known) {
    /// An address that leads to another.
    public record Known(String host, int port, int busPort) {}

    public FarmAddress {
        if (host.isEmpty()) throw new IllegalArgumentException("no address to listen on");
        if (port < 0 || port > 0xffff) throw new IllegalArgumentException("port " + port + " is not within 0-65535");
    }

    public static FarmAddress of(String host, int port) {
        return new FarmAddress(host, port, 0, Optional.empty());
    }

    /// `127.0.0.1:7100`.
    ///
    /// @throws IllegalArgumentException if it is none
    public static FarmAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("found `" + text + "`, expected an address and a port such as `127.0.0.1:7100`");
        }
        String host = text.substring(0, colon);
        return of(host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
