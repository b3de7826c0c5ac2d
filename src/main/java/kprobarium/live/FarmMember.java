package kprobarium.live;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;

/// This process as a member of a farm's cluster: a clustered Vert.x, on Hazelcast.
///
/// Members know each other by address alone: no multicast, nothing is asked of the cloud or sent home, and only the given interface is
/// listened on. Whoever reaches it can join, for neither Hazelcast nor the bus asks who it is: beyond loopback it belongs into a network
/// of one's own.
final class FarmMember {
    /// Hazelcast and the bus speak of each connection that comes and goes. What a user has to know, the farm says itself.
    private static final List<Logger> TALKATIVE = List.of(Logger.getLogger("com.hazelcast"), Logger.getLogger("io.vertx"));

    private static final String NAME = "kprobarium-farm";
    private static final int JOIN_SECONDS = 20;

    final Vertx vertx;
    private final HazelcastClusterManager manager;

    private FarmMember(Vertx vertx, HazelcastClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
    }

    /// Listens at `own`. With `other`, it joins the cluster of whoever listens there, and fails if nobody does.
    ///
    /// @param patience for how long a member may be silent before it counts as lost
    static Future<FarmMember> join(FarmAddress own, Optional<FarmAddress> other, Duration patience) {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.OFF));
        HazelcastClusterManager manager = new HazelcastClusterManager(config(own, other, patience));
        EventBusOptions bus = new EventBusOptions()
                .setHost(own.host()).setPort(own.busPort())
                .setClusterPublicHost(own.known().map(FarmAddress.Known::host).orElse(own.host()))
                .setClusterPingInterval(patience.toMillis()).setClusterPingReplyInterval(patience.toMillis());
        own.known().ifPresent(known -> bus.setClusterPublicPort(known.busPort()));
        return Vertx.builder().with(new VertxOptions().setEventBusOptions(bus)).withClusterManager(manager).buildClustered()
                .map(vertx -> new FarmMember(vertx, manager));
    }

    private static Config config(FarmAddress own, Optional<FarmAddress> other, Duration patience) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(NAME);
        NetworkConfig network = config.getNetworkConfig().setPort(own.port()).setPortAutoIncrement(false).setReuseAddress(true);
        network.getInterfaces().setEnabled(true).addInterface(own.host());
        own.known().ifPresent(known -> network.setPublicAddress(known.host() + ":" + known.port()));
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        other.ifPresent(known -> join.getTcpIpConfig().setRequiredMember(known.toString()));
        long seconds = Math.max(1, patience.toSeconds());
        config.setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "jdk")
                .setProperty("hazelcast.health.monitoring.level", "OFF")
                .setProperty("hazelcast.slow.operation.detector.enabled", "false")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.max.join.seconds", Integer.toString(JOIN_SECONDS))
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", Long.toString(seconds))
                .setProperty("hazelcast.partition.count", "31")
                .setProperty("hazelcast.io.thread.count", "1")
                .setProperty("hazelcast.operation.thread.count", "2");
        return config;
    }

    /// What this member is called in the cluster.
    String id() {
        return manager.getNodeId();
    }

    /// The port that the cluster is joined at.
    int port() {
        return hazelcast().getCluster().getLocalMember().getAddress().getPort();
    }

    /// `left` hears the id of each member that is gone, on a thread of the cluster's.
    void whenGone(Consumer<String> left) {
        hazelcast().getCluster().addMembershipListener(new MembershipAdapter() {
            @Override
            public void memberRemoved(MembershipEvent event) {
                left.accept(event.getMember().getUuid().toString());
            }
        });
    }

    private HazelcastInstance hazelcast() {
        return manager.getHazelcastInstance();
    }

    /// Leaves, and waits until that is done.
    void leave() {
        CompletableFuture<Void> left = vertx.close().toCompletionStage().toCompletableFuture();
        left.exceptionally(_ -> null).join();
    }
}
