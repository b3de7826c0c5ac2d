package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client of the feed that keeps what it hears. It reads a message only when it is asked for the next.
final class FeedListener implements WebSocket.Listener, AutoCloseable {
    private static final String CLOSED = "closed";

    private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;

    static FeedListener open(HttpClient http, URI uri) {
        var listener = new FeedListener();
        listener.socket = http.newWebSocketBuilder().subprotocols(HttpVerticle.PROTOCOL).buildAsync(uri, listener).join();
        return listener;
    }

    @Override
    public void onOpen(WebSocket webSocket) {}

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            heard.add(new JsonObject(part.toString()));
            part.setLength(0);
        } else {
            webSocket.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, java.nio.ByteBuffer message) {
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        heard.add(new JsonObject().put("type", CLOSED).put("code", statusCode).put("reason", reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        heard.add(new JsonObject().put("type", CLOSED).put("code", 1006).put("reason", String.valueOf(error)));
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void say(String message) {
        socket.sendText(message, true).join();
    }

    JsonObject next() {
        socket.request(1);
        try {
            JsonObject message = heard.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing heard for 30 s");
            }
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    JsonObject next(String type) {
        while (true) {
            JsonObject message = next();
            if (message.getString("type").equals(type)) {
                return message;
            }
            if (message.getString("type").equals(CLOSED)) {
                throw new AssertionError("closed while waiting for " + type + ": " + message);
            }
        }
    }

    /// The next `n` events, which must come without a gap.
    List<JsonObject> events(int n) {
        var events = new ArrayList<JsonObject>();
        while (events.size() < n) {
            JsonObject message = next();
            assertEquals("events", message.getString("type"), message::encode);
            message.getJsonArray("items").forEach(item -> events.add((JsonObject) item));
        }
        return events;
    }

    int closeCode() {
        JsonObject message;
        do {
            message = next();
        } while (!message.getString("type").equals(CLOSED));
        return message.getInteger("code");
    }

    @Override
    public void close() {
        socket.abort();
    }
}
