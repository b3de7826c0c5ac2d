package kprobarium.live;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/// An error as a client sees it: a problem document of RFC 9457. `more` has the members that go beyond the standard.
record Problem(int status, String slug, String title, String detail, JsonObject more) {
    static Problem of(int status, String slug, String title, String detail) {
        return new Problem(status, slug, title, detail, new JsonObject());
    }

    static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request cannot be understood", detail);
    }

    /// What went wrong, for a failure that no handler has spoken of itself.
    static Problem of(RoutingContext request) {
        return switch (request.failure()) {
            case Refused refused -> refused.problem();
            case ReplyException reply when reply.failureType() == ReplyFailure.TIMEOUT -> of(503, "no-answer",
                    "The machine does not answer", "It did not come to a turn in time; see /api/v1/simulation and /health/ready.");
            case ReplyException reply when reply.failureType() == ReplyFailure.NO_HANDLERS -> of(503, "not-running",
                    "The machine is not running", "It is starting or shutting down.");
            case ReplyException reply when reply.failureCode() == Failures.REFUSED ->
                of(409, "refused", "Not in this state", reply.getMessage());
            case ReplyException reply -> of(500, "internal", "The machine has failed", reply.getMessage());
            case HttpException http -> ofStatus(http.getStatusCode(), request);
            case null -> ofStatus(request.statusCode(), request);
            default -> of(500, "internal", "The server has failed", request.failure().toString());
        };
    }

    private static Problem ofStatus(int status, RoutingContext request) {
        return switch (status) {
            case 400 -> badRequest("The path or a parameter is malformed.");
            case 404 -> of(404, "not-found", "No such resource",
                    request.normalizedPath() + " is not here; the paths are in /api/v1/openapi.yaml.");
            case 413 -> of(413, "too-large", "The body is too large", "At most " + HttpVerticle.MAX_BODY + " bytes.");
            default -> of(status < 400 ? 500 : status, "http-" + status, "HTTP status " + status, "");
        };
    }

    void send(RoutingContext request) {
        if (request.response().ended() || request.response().headWritten()) {
            return;
        }
        var body = new JsonObject()
                .put("type", "urn:kprobarium:problem:" + slug)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .mergeIn(more);
        request.response().setStatusCode(status).putHeader("Content-Type", "application/problem+json").end(body.encodePrettily() + "\n");
    }

    Refused asException() {
        return new Refused(this);
    }

    /// Carries a problem to the place where answers are written.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        private Refused(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
