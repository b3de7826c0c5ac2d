package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import kprobarium.live.Message.Control;
import kprobarium.live.Message.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class CodecsTest {
    @Test
    void the_bus_hands_on_the_record_itself(Vertx vertx) {
        Codecs.register(vertx.eventBus());
        vertx.eventBus().consumer("here", message -> message.reply(message.body()));
        for (Message body : new Message[] {new Turn(5), new Control.Run(), new Control.Pace(3)}) {
            assertSame(body, vertx.eventBus().request("here", body).await().body());
        }
    }
}
