package kprobarium.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A wire to a port on loopback, which can be cut and healed. Whoever connects to its own port is connected there; while it is cut nothing
/// passes, nor is anything lost: as on a real network, it arrives late.
final class Wire implements AutoCloseable {
    private final ServerSocket server;
    private final int to;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private boolean cut;

    Wire(int to) {
        this.to = to;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /// A port that was free a moment ago.
    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    synchronized void cut() {
        cut = true;
    }

    synchronized void heal() {
        cut = false;
        notifyAll();
    }

    private synchronized void pass() throws InterruptedException {
        while (cut) wait();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                sockets.add(from);
                Thread.ofVirtual().start(() -> connect(from));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void connect(Socket from) {
        try {
            pass();
            Socket there = new Socket(InetAddress.getLoopbackAddress(), to);
            sockets.add(there);
            Thread.ofVirtual().start(() -> pump(there, from));
            pump(from, there);
        } catch (IOException _) {
            close(from);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket there) {
        byte[] bytes = new byte[1 << 14];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = there.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                pass();
                out.write(bytes, 0, n);
            }
        } catch (IOException _) {
            close(there);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        close(from);
        close(there);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        heal();
        sockets.forEach(Wire::close);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
