package kprobarium.live;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// Who may ask, and who may order.
///
/// A page of another site can make a browser send requests to loopback. So a request must name this server in `Host` (which a
/// rebound DNS name does not) and, if a browser says where it comes from, come from the same place. Orders are taken from this
/// machine only, even when the server listens on more, and no faster than [#ORDERS] a second.
final class Guard {
    static final int ORDERS = 50;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final String host;
    private final boolean loopbackOnly;
    private double tokens = 2.0 * ORDERS;
    private long refilled = System.nanoTime();

    Guard(String host) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.loopbackOnly = isLoopback(this.host);
    }

    void check(RoutingContext request) {
        request.response()
                .putHeader("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                        + "connect-src 'self' ws: wss:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        HostAndPort named = request.request().authority();
        if (named == null || !isOurs(named.host())) {
            throw Problem.of(421, "misdirected", "This server is not called so",
                    "Host must be " + host + (loopbackOnly ? " or localhost." : " or an address."))
                    .asException();
        }
        String origin = request.request().getHeader("Origin");
        if (origin != null && !isSame(origin, named)) {
            throw Problem.of(403, "foreign-origin", "Requests from pages of other sites are refused", "Origin was " + origin + ".")
                    .asException();
        }
        if (!READING.contains(request.request().method())) {
            checkOrder(request);
        }
        request.next();
    }

    private void checkOrder(RoutingContext request) {
        if (!isLoopback(request.request().remoteAddress().hostAddress())) {
            throw Problem.of(403, "read-only", "Orders are taken from the server's own machine only", "Reading is open.").asException();
        }
        long now = System.nanoTime();
        tokens = Math.min(2.0 * ORDERS, tokens + (now - refilled) * ORDERS / 1e9);
        refilled = now;
        if (tokens < 1) {
            request.response().putHeader("Retry-After", "1");
            throw Problem.of(429, "too-many-orders", "Too many orders", "At most " + ORDERS + " a second.").asException();
        }
        tokens--;
    }

    private boolean isOurs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(lower) || lower.equals(host) || !loopbackOnly && isAddress(lower);
    }

    private static boolean isSame(String origin, HostAndPort named) {
        try {
            URI uri = URI.create(origin);
            return named.host().equalsIgnoreCase(uri.getHost()) && uri.getPort() == named.port();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isAddress(String name) {
        return name.startsWith("[") || name.matches("[0-9.]+");
    }

    private static boolean isLoopback(String name) {
        return LOOPBACK.contains(name) || isAddress(name) && loopbackAddress(name);
    }

    private static boolean loopbackAddress(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (java.net.UnknownHostException _) {
            return false;
        }
    }
}
