package kprobarium.live;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalLong;

/// A live machine on a free port of loopback, and a client that asks it.
final class LiveServer implements AutoCloseable {
    final Live live;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();

    private LiveServer(LiveOptions options) {
        live = Live.start(options).await();
    }

    static LiveServer start(LiveOptions options) {
        return new LiveServer(options);
    }

    /// The default experiment on mainline, at `rate` steps a second.
    static LiveServer atRate(long rate) {
        return start(options(rate, OptionalLong.empty(), 2));
    }

    static LiveOptions options(long rate, OptionalLong seed, int eventLoops) {
        return new LiveOptions(TestExperiments.live(), "mainline", "127.0.0.1", 0, rate, 50, seed, eventLoops);
    }

    /// A machine that was paused as soon as it could be.
    static LiveServer paused() {
        LiveServer server = atRate(1);
        server.post("/api/v1/simulation", "{\"action\":\"pause\"}");
        return server;
    }

    URI uri(String path) {
        return URI.create(live.url()).resolve(path);
    }

    HttpResponse<String> get(String path, String... headers) {
        var request = HttpRequest.newBuilder(uri(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    JsonObject json(String path) {
        return new JsonObject(get(path).body());
    }

    JsonObject simulation(String body) {
        return new JsonObject(post("/api/v1/simulation", body).body());
    }

    HttpResponse<String> command(String text) {
        return post("/tracing/kprobe_events", text);
    }

    FeedListener listen(String query) {
        return FeedListener.open(http, URI.create(uri("/ws/v1/events").toString().replaceFirst("http", "ws") + query));
    }

    @Override
    public void close() {
        live.stop().await();
        http.close();
    }
}
