package kprobarium.live;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import kprobarium.event.Event;
import kprobarium.event.render.JsonEvents;
import kprobarium.live.Message.EventBatch;
import kprobarium.live.Message.History;
import kprobarium.live.Message.HistoryAsked;

/// The sockets of `/ws/v1/events`: the feed's protocol, all on one event loop.
///
/// A client hears `hello`, then `events` with the range of numbers that they cover, and a `gap` with the exact range whenever
/// some are lost to it. Batches are rendered once for all clients with an equal filter. Nothing is kept for a client that
/// reads slowly: it misses whole batches while its socket is full, and is told which when it is not. A client that comes back
/// with the number it last saw is served from the ring until it has caught up.
final class FeedClients {
    static final int MAX_CLIENTS = 1000;
    static final int MAX_MESSAGE = 8 * 1024;
    private static final int WRITE_QUEUE = 256 * 1024;
    private static final int HISTORY_CHUNK = 256;
    /// A client that has not read for so long is closed, in nanoseconds.
    private static final long STALLED = 30_000_000_000L;

    /// What a client wants to hear; with `state` also the machine's state, when that has changed.
    record Subscription(Filter filter, From from, boolean state) {}

    /// Where a client's events begin.
    sealed interface From {
        /// With the next that happens.
        record Now() implements From {}

        /// With the last `events` that the ring holds.
        record Recent(long events) implements From {}

        /// After number `seen`.
        record After(long seen) implements From {}

        /// With the next, for a client that came with a number of another run of the server: it has missed all of this one.
        record NewEpoch() implements From {}
    }

    private static final class Client {
        final ServerWebSocket socket;
        Filter filter;
        boolean state;
        /// The number of the first event that it has not been offered.
        long next;
        /// The first event that it has lost and not been told of; -1 if there is none.
        long lostFrom = -1;
        long stalledSince;
        boolean catchingUp;
        boolean closing;
        boolean spokenTo;

        Client(ServerWebSocket socket, Subscription subscription) {
            this.socket = socket;
            this.filter = subscription.filter();
            this.state = subscription.state();
        }

        void write(String text) {
            if (!gone()) {
                spokenTo = true;
                socket.writeTextMessage(text);
            }
        }

        boolean gone() {
            return closing || socket.isClosed();
        }

        boolean full() {
            return !gone() && socket.writeQueueFull();
        }
    }

    /// One filter's frame of one batch: rendered when the first client needs it.
    private static final class Frames {
        private final List<Event> events;
        private final Map<Filter, Frame> frames = new HashMap<>();

        record Frame(String text, int events) {}

        Frames(List<Event> events) {
            this.events = events;
        }

        Frame of(Filter filter) {
            return frames.computeIfAbsent(filter, this::render);
        }

        private Frame render(Filter filter) {
            var text = new StringBuilder(160 * events.size()).append("{\"type\":\"events\",\"first\":")
                    .append(events.getFirst().stamp().sequence())
                    .append(",\"last\":").append(events.getLast().stamp().sequence())
                    .append(",\"items\":[");
            int items = 0;
            for (Event event : events) {
                if (filter.wants(event)) {
                    text.append(items++ == 0 ? "" : ",").append(JsonEvents.render(event));
                }
            }
            return new Frame(text.append("]}").toString(), items);
        }
    }

    private final Set<Client> clients = new LinkedHashSet<>();
    private final EventBus bus;
    private final Metrics metrics;
    private final String epoch;
    private String lastState = "";

    FeedClients(Vertx vertx, Metrics metrics, String epoch) {
        this.bus = vertx.eventBus();
        this.metrics = metrics;
        this.epoch = epoch;
    }

    boolean full() {
        return clients.size() >= MAX_CLIENTS;
    }

    boolean wantState() {
        return clients.stream().anyMatch(client -> client.state);
    }

    /// Greets a client with `hello`, which tells about the `machine`, and takes it in.
    void join(ServerWebSocket socket, Subscription subscription, JsonObject machine) {
        var client = new Client(socket, subscription);
        socket.setWriteQueueMaxSize(WRITE_QUEUE);
        socket.exceptionHandler(_ -> socket.close());
        socket.closeHandler(_ -> leave(client));
        socket.drainHandler(_ -> tellGap(client));
        socket.binaryMessageHandler(_ -> close(client, 1003, "text only"));
        socket.textMessageHandler(text -> hear(client, text));
        clients.add(client);
        metrics.clients(clients.size());
        client.catchingUp = true;
        history(client, Long.MAX_VALUE, history -> {
            client.write(new JsonObject().put("type", "hello").put("protocol", HttpVerticle.PROTOCOL).put("epoch", epoch)
                    .put("oldest", history.oldest()).put("next", history.next()).put("machine", machine)
                    .put("limits", new JsonObject().put("ring", FeedVerticle.RING).put("batch", FeedVerticle.BATCH)
                            .put("batch_ms", FeedVerticle.INTERVAL).put("message_bytes", MAX_MESSAGE)).encode());
            lastState = subscription.state() ? "" : lastState;
            client.next = switch (subscription.from()) {
                case From.Now _, From.NewEpoch _ -> history.next();
                case From.Recent(long events) -> Math.max(history.oldest(), history.next() - events);
                case From.After(long seen) -> Math.min(seen + 1, history.next());
            };
            if (subscription.from() instanceof From.NewEpoch && history.next() > 0) {
                gap(client, 0, history.next() - 1, Lost.NEW_EPOCH);
            }
            catchUp(client);
        });
    }

    private void leave(Client client) {
        clients.remove(client);
        metrics.clients(clients.size());
    }

    /// Writes from the ring, as fast as the socket takes it, until the client stands where the feed does.
    private void catchUp(Client client) {
        if (client.full()) {
            client.socket.drainHandler(_ -> {
                client.socket.drainHandler(_ -> tellGap(client));
                catchUp(client);
            });
            return;
        }
        history(client, client.next, history -> {
            if (client.next < history.oldest()) {
                gap(client, client.next, history.oldest() - 1, Lost.RING_EVICTED);
                client.next = history.oldest();
            }
            if (!history.events().isEmpty()) {
                client.next = history.events().getLast().stamp().sequence() + 1;
                write(client, new Frames(history.events()).of(client.filter));
            }
            if (client.next >= history.published()) {
                client.catchingUp = false;
            } else {
                catchUp(client);
            }
        });
    }

    private void history(Client client, long from, Consumer<History> then) {
        bus.<History>request(Addresses.HISTORY, new HistoryAsked(from, HISTORY_CHUNK)).onSuccess(reply -> {
            if (!client.gone()) {
                then.accept(reply.body());
            }
        });
    }

    /// Offers a batch to every client that has caught up.
    void offer(EventBatch batch) {
        long began = System.nanoTime();
        var frames = new Frames(batch.events());
        for (Client client : List.copyOf(clients)) {
            if (!client.catchingUp && !client.gone() && client.next <= batch.last()) {
                offer(client, batch, frames);
            }
        }
        metrics.batchWritten(System.nanoTime() - began);
    }

    private void offer(Client client, EventBatch batch, Frames frames) {
        if (client.full()) {
            lose(client, batch.last());
            return;
        }
        tellGap(client);
        if (client.next < batch.first()) {
            gap(client, client.next, batch.first() - 1, Lost.OVERLOAD);
        }
        // A client that has just caught up has a part of this batch from the ring.
        long known = Math.max(0, client.next - batch.first());
        Frames news = known == 0 ? frames : new Frames(batch.events().subList((int) known, batch.events().size()));
        client.next = batch.last() + 1;
        write(client, news.of(client.filter));
    }

    private void write(Client client, Frames.Frame frame) {
        if (frame.events() > 0) {
            client.write(frame.text());
            metrics.sent(frame.events(), frame.text().length());
        }
    }

    private void lose(Client client, long last) {
        metrics.lost(Lost.SLOW_CLIENT, last + 1 - client.next);
        if (client.lostFrom < 0) {
            client.lostFrom = client.next;
            client.stalledSince = System.nanoTime();
        } else if (System.nanoTime() - client.stalledSince > STALLED) {
            close(client, 4001, "slow consumer");
        }
        client.next = last + 1;
    }

    private void tellGap(Client client) {
        if (client.lostFrom >= 0) {
            writeGap(client, client.lostFrom, client.next - 1, Lost.SLOW_CLIENT);
            client.lostFrom = -1;
        }
    }

    private void gap(Client client, long from, long to, Lost reason) {
        metrics.lost(reason, to + 1 - from);
        writeGap(client, from, to, reason);
    }

    private void writeGap(Client client, long from, long to, Lost reason) {
        client.write(new JsonObject().put("type", "gap").put("from", from).put("to", to).put("reason", reason.word()).encode());
    }

    /// Sends the machine's state to those who want it, if it is not what they have.
    void state(JsonObject state) {
        String text = state.encode();
        if (!text.equals(lastState)) {
            lastState = text;
            clients.stream().filter(client -> client.state && !client.full()).forEach(client -> client.write(text));
        }
    }

    /// Says something to clients that have heard nothing since the last heartbeat.
    void heartbeat() {
        for (Client client : List.copyOf(clients)) {
            if (!client.spokenTo && !client.full()) {
                client.write(new JsonObject().put("type", "heartbeat").put("next", client.next).encode());
            }
            client.spokenTo = false;
        }
    }

    /// Pings all: browsers answer by themselves, which keeps the connection from looking idle.
    void ping() {
        clients.stream().filter(client -> !client.gone()).forEach(client -> client.socket.writePing(Buffer.buffer("kprobarium")));
    }

    private void hear(Client client, String text) {
        if (text.length() > MAX_MESSAGE) {
            close(client, 1009, "at most " + MAX_MESSAGE + " bytes");
            return;
        }
        try {
            var message = new JsonObject(text);
            switch (message.getString("type", "")) {
                case "ping" -> client.write(new JsonObject().put("type", "pong").put("next", client.next).encode());
                case "subscribe" -> {
                    client.filter = Filter.of(message.getString("cpu"), message.getString("event"), message.getString("probe"));
                    client.state = message.getBoolean("state", false);
                    lastState = "";
                    client.write(new JsonObject().put("type", "subscribed").put("next", client.next).encode());
                }
                default -> close(client, 4002, "a message's type is ping or subscribe");
            }
        } catch (DecodeException _) {
            close(client, 1007, "not JSON");
        } catch (ClassCastException _) {
            close(client, 4002, "cpu, event and probe are strings, state is true or false");
        } catch (IllegalArgumentException refused) {
            close(client, 1008, refused.getMessage());
        }
    }

    /// Says goodbye to all.
    void bye(String reason) {
        for (Client client : new ArrayList<>(clients)) {
            client.write(new JsonObject().put("type", "bye").put("reason", reason).encode());
            close(client, 1001, reason);
        }
    }

    private void close(Client client, int code, String reason) {
        if (client.gone()) {
            return;
        }
        client.closing = true;
        client.socket.close((short) code, reason.substring(0, Math.min(reason.length(), 120)));
    }
}
