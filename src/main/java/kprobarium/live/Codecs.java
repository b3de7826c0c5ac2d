package kprobarium.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/// The codecs of the bus: one for each record of [Message], handing on the record itself.
///
/// A machine lives in one process, so nothing here has a wire form; asking for one is a mistake and says so. Nor does Java
/// serialisation stand in for one.
final class Codecs {
    private Codecs() {}

    static void register(EventBus bus) {
        bus.serializableChecker(_ -> false);
        bus.clusterSerializableChecker(_ -> false);
        registerAll(bus, Message.class);
    }

    private static void registerAll(EventBus bus, Class<?> type) {
        if (type.isRecord()) {
            registerOne(bus, type);
            return;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            registerAll(bus, permitted);
        }
    }

    private static <T> void registerOne(EventBus bus, Class<T> type) {
        bus.registerDefaultCodec(type, new InProcess<T>(type.getSimpleName()));
    }

    private record InProcess<T>(String type) implements MessageCodec<T, T> {
        @Override
        public T transform(T message) {
            return message;
        }

        @Override
        public String name() {
            return "kprobarium." + type + "/1";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }

        @Override
        public void encodeToWire(Buffer buffer, T message) {
            throw new UnsupportedOperationException(type + " stays in its process: a machine is never spread over two");
        }

        @Override
        public T decodeFromWire(int pos, Buffer buffer) {
            throw new UnsupportedOperationException(type + " stays in its process: a machine is never spread over two");
        }
    }
}
