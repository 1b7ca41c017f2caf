// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.scheduler.SocketPolling.Poller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Sockets behave as ever when carriers wait for them, whatever the carriers are doing meanwhile. */
@EnabledOnOs(OS.LINUX)
class SocketsOnCarriersTest {
    private static final int LARGE = 8 << 20;
    /** Longer than the lookout goes on looking often when nobody needs it. */
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final CarrierScheduler scheduler = WatchingSockets.create("watching", 2);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
        assertThat(failure.get()).isNull();
    }

    @Test
    void carriersOfALinuxSystemWaitForSockets() {
        assertThat(scheduler.socketsOnCarriers()).isTrue();
        assertThat(scheduler.statistics().sockets()).isEqualTo(
                new SocketPolling(Poller.CARRIERS,
                        "the process uses sockets, and this JDK lets carriers wait for them"));
        assertThat(scheduler.dump()).contains("carriers wait for sockets");
    }

    @Test
    void theyDoNotIfTheyAreToldNotTo() {
        try (CarrierScheduler other = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("other").withCarriers(1).withSocketsOnCarriers(false))) {
            assertThat(other.socketsOnCarriers()).isFalse();
            assertThat(other.statistics().sockets())
                    .isEqualTo(new SocketPolling(Poller.JDK_POLLERS, "the configuration leaves sockets to them"));
            assertThat(other.dump()).doesNotContain("sockets");
        }
    }

    @Test
    void theyBeginOnceThereAreSocketsAndNothingThatWaitsIsLost() throws Exception {
        ChildJvm jvm = ChildJvm.run(SocketsLater.class, ChildJvm.OPENS);

        assertThat(jvm.output().lines()).containsExactly("without sockets: false, lookouts 0",
                "the process has used no socket yet, or only just; then carriers take over",
                "with sockets: true, lookouts 1", "read: 7", "closed: -2", "read again: 8");
        assertThat(jvm.status()).isZero();
    }

    @Test
    void socketsWorkWhereTheJdksPollersAreOthers() throws Exception {
        ChildJvm jvm = ChildJvm.run(SocketsElsewhere.class, ChildJvm.OPENS, "-Djdk.pollerMode=1");

        assertThat(jvm.output().lines()).containsExactly("sockets on carriers: false",
                "the JDK's pollers are platform threads (-Djdk.pollerMode=1)", "came back");
        assertThat(jvm.status()).isZero();
    }

    @Test
    void bytesComeAndGoOneAtATime() throws Exception {
        try (Pair pair = new Pair()) {
            Thread echo = start(() -> pair.echo());
            Thread client = start(() -> pair.exchange(200));
            ended(client);
            pair.client.close();
            ended(echo);
        }
    }

    /** Each sleep of the one carrier is in the queue of events. */
    @Test
    void oneCarrierIsEnough() throws Exception {
        try (CarrierScheduler lone = WatchingSockets.create("lone", 1); Pair pair = new Pair()) {
            Thread echo = start(lone.threadFactory(), () -> pair.echo());
            Thread client = start(Thread.ofPlatform().daemon().factory(), () -> pair.exchange(200));
            ended(client);
            pair.client.close();
            ended(echo);
        }
    }

    @Test
    void writerWaitsUntilThereIsRoom() throws Exception {
        try (Pair pair = new Pair()) {
            Thread writer = start(() -> pair.client.getOutputStream().write(new byte[LARGE]));
            Eventually.waits(writer);
            Thread reader = start(() -> pair.server.getInputStream().readNBytes(LARGE));
            ended(writer, reader);
        }
    }

    /** One descriptor, two directions. */
    @Test
    void readerAndWriterOfOneSocketWaitSideBySide() throws Exception {
        try (Pair pair = new Pair()) {
            Thread writer = start(() -> pair.client.getOutputStream().write(new byte[LARGE]));
            Thread reader = start(() -> assertThat(pair.client.getInputStream().read()).isEqualTo(5));
            Eventually.waits(writer);
            Eventually.waits(reader);
            pair.server.getOutputStream().write(5);
            ended(reader);
            assertThat(writer.isAlive()).isTrue();
            Thread drain = start(() -> pair.server.getInputStream().readNBytes(LARGE));
            ended(writer, drain);
        }
    }

    @Test
    void acceptWaitsForAConnection() throws Exception {
        try (ServerSocket server = listen()) {
            Thread accepting = start(() -> server.accept().close());
            Eventually.waits(accepting);
            new Socket(server.getInetAddress(), server.getLocalPort()).close();
            ended(accepting);
        }
    }

    @Test
    void channelsConnectAcceptReadAndWrite() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread accepting = start(() -> {
                try (SocketChannel accepted = server.accept()) {
                    ByteBuffer read = ByteBuffer.allocate(1);
                    accepted.read(read);
                    accepted.write(read.flip());
                }
            });
            Eventually.waits(accepting);
            Thread client = start(() -> {
                try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
                    channel.write(ByteBuffer.wrap(new byte[] {9}));
                    ByteBuffer read = ByteBuffer.allocate(1);
                    channel.read(read);
                    assertThat(read.get(0)).isEqualTo((byte) 9);
                }
            });
            ended(accepting, client);
        }
    }

    /** A queue that is full answers no more: the connection waits until it is refused or given up. */
    @Test
    void connectEndsWithItsTimeout() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> before = new ArrayList<>();
            Thread connecting = start(() -> {
                for (int i = 0; i < 100; i++) {
                    Socket socket = new Socket();
                    before.add(socket);
                    socket.connect(full.getLocalSocketAddress(), 100);
                }
            }, SocketTimeoutException.class);
            ended(connecting);
            for (Socket socket : before) {
                socket.close();
            }
        }
    }

    @Test
    void readEndsWithItsTimeoutAndTheSocketGoesOn() throws Exception {
        try (Pair pair = new Pair()) {
            Thread reader = start(() -> {
                pair.client.setSoTimeout(1);
                for (int i = 0; i < 50; i++) {
                    assertThatThrownBy(() -> pair.client.getInputStream().read())
                            .isInstanceOf(SocketTimeoutException.class);
                }
                pair.client.setSoTimeout(0);
                pair.server.getOutputStream().write(3);
                assertThat(pair.client.getInputStream().read()).isEqualTo(3);
            });
            ended(reader);
        }
    }

    @Test
    void socketThatIsClosedByAnotherThreadEndsTheRead() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Pair pair = new Pair()) {
                Thread reader = start(() -> pair.client.getInputStream().read(), SocketException.class);
                Eventually.waits(reader);
                pair.client.close();
                ended(reader);
            }
        }
    }

    @Test
    void channelThatIsClosedByAThreadOfOursEndsTheRead() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel channel = SocketChannel.open(server.getLocalAddress());
            Thread reader = start(() -> channel.read(ByteBuffer.allocate(1)), AsynchronousCloseException.class);
            Eventually.waits(reader);
            ended(start(channel::close), reader);
        }
    }

    @Test
    void interruptEndsTheRead() throws Exception {
        try (Pair pair = new Pair()) {
            Thread reader = start(() -> pair.client.getInputStream().read(), SocketException.class);
            Eventually.waits(reader);
            reader.interrupt();
            ended(reader);
        }
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread accepting = start(() -> server.accept(), ClosedByInterruptException.class);
            Eventually.waits(accepting);
            accepting.interrupt();
            ended(accepting);
        }
    }

    /** Closed sockets give their descriptors to new ones while registrations of the old ones may be left. */
    @Test
    void descriptorsAreUsedAgain() throws Exception {
        AtomicInteger exchanged = new AtomicInteger();
        List<Thread> churning = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            churning.add(start(() -> {
                for (int round = 0; round < 100; round++) {
                    try (Pair pair = new Pair()) {
                        pair.client.setSoTimeout(1);
                        assertThatThrownBy(() -> pair.client.getInputStream().read())
                                .isInstanceOf(SocketTimeoutException.class);
                        pair.client.setSoTimeout(0);
                        Thread echo = start(() -> pair.echo());
                        pair.exchange(3);
                        pair.client.close();
                        ended(echo);
                        exchanged.getAndIncrement();
                    }
                }
            }));
        }
        ended(churning.toArray(new Thread[0]));
        assertThat(exchanged).hasValue(400);
    }

    @Test
    void thousandConnectionsAreServed() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        List<Thread> clients = new ArrayList<>();
        try (ServerSocket server = listen()) {
            for (int i = 0; i < 1000; i++) {
                Pair pair = new Pair(server);
                pairs.add(pair);
                start(() -> pair.echo());
            }
            for (Pair pair : pairs) {
                clients.add(start(() -> pair.exchange(10)));
            }
            ended(clients.toArray(new Thread[0]));
        } finally {
            for (Pair pair : pairs) {
                pair.client.close();
            }
            ended(threads.toArray(new Thread[0]));
        }
    }

    /** Each carrier is kept by a thread that will not go on before another one has read. */
    @Test
    void eventIsSeenWhileAllCarriersCompute() throws Exception {
        seenWhileAllCompute();
    }

    /** The lookout looks less often, as a rule, once nobody has needed it for a while. It must look all the same. */
    @Test
    void eventIsSeenWhileAllCarriersComputeForTheFirstTimeInALongWhile() throws Exception {
        try (Pair pair = new Pair()) {
            Thread echo = start(pair::echo);
            Thread client = start(Thread.ofPlatform().daemon().factory(), () -> {
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < CALM_NANOS) {
                    pair.exchange(1);
                    Thread.sleep(1);
                }
            });
            ended(client);
            pair.client.close();
            ended(echo);
        }
        seenWhileAllCompute();
        seenWhileAllCompute();
    }

    private void seenWhileAllCompute() throws IOException {
        AtomicBoolean read = new AtomicBoolean();
        try (Pair pair = new Pair()) {
            Thread reader = start(() -> {
                pair.client.getInputStream().read();
                read.set(true);
            });
            Eventually.waits(reader);
            AtomicInteger computing = new AtomicInteger();
            Thread[] computers = new Thread[2];
            for (int i = 0; i < computers.length; i++) {
                computers[i] = start(() -> {
                    computing.getAndIncrement();
                    while (!read.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            Eventually.holds("both carriers compute", () -> computing.get() == 2, computers);
            pair.server.getOutputStream().write(1);
            ended(reader, computers[0], computers[1]);
        }
    }

    /** The leader itself goes to compute, and the other carrier was parked because it led. */
    @Test
    void neighbourTakesOverWhileTheLeaderComputes() throws Exception {
        for (int i = 0; i < 20; i++) {
            AtomicBoolean read = new AtomicBoolean();
            try (Pair first = new Pair(); Pair second = new Pair()) {
                Thread computer = start(() -> {
                    first.client.getInputStream().read();
                    while (!read.get()) {
                        Thread.onSpinWait();
                    }
                });
                Thread reader = start(() -> {
                    second.client.getInputStream().read();
                    read.set(true);
                });
                Eventually.waits(computer);
                Eventually.waits(reader);
                first.server.getOutputStream().write(1);
                second.server.getOutputStream().write(1);
                ended(computer, reader);
            }
        }
    }

    /** A thread that waits in a class initialiser keeps its carrier, and so do those that wait for that class. */
    @Test
    void pinnedThreadsAreWoken() throws Exception {
        try (Pair pair = new Pair()) {
            Pinning.pair = pair;
            Thread pinned = start(() -> assertThat(Pinned.READ).isEqualTo(4));
            Eventually.waits(pinned);
            Thread other = start(() -> assertThat(Pinned.READ).isEqualTo(4));
            pair.server.getOutputStream().write(4);
            ended(pinned, other);
        }
    }

    /** What the initialiser of {@link Pinned} reads from. */
    private static final class Pinning {
        static Pair pair;

        private Pinning() {
        }

        static int read() {
            try {
                return pair.client.getInputStream().read();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Reads while it is initialised: the native frame below its initialiser pins the thread. */
    private static final class Pinned {
        static final int READ = Pinning.read();

        private Pinned() {
        }
    }

    @Test
    void carriersComeAndGoUnderLoad() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger exchanged = new AtomicInteger();
        List<Pair> pairs = new ArrayList<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Pair pair = new Pair();
            pairs.add(pair);
            start(() -> pair.echo());
            clients.add(start(() -> {
                while (!stop.get()) {
                    pair.exchange(1);
                    exchanged.getAndIncrement();
                }
            }));
        }
        for (int i = 0; i < 60; i++) {
            scheduler.setCarriers(1 + i % 4);
            int before = exchanged.get();
            Eventually.holds("exchanges go on", () -> exchanged.get() > before + 50, clients);
        }
        stop.set(true);
        ended(clients.toArray(new Thread[0]));
        for (Pair pair : pairs) {
            pair.client.close();
        }
        ended(threads.toArray(new Thread[0]));
    }

    /** Whoever watches is told to leave, while nothing else happens that could wake its neighbours. */
    @Test
    void watchIsPassedOnWhenCarriersLeaveInSilence() throws Exception {
        try (Pair pair = new Pair()) {
            for (int i = 0; i < 40; i++) {
                Thread reader = start(() -> pair.client.getInputStream().read());
                Eventually.waits(reader);
                int wanted = i % 2 == 0 ? 4 : 1;
                scheduler.setCarriers(wanted);
                Eventually.holds("carriers are " + wanted, () -> scheduler.statistics().carriers().size() == wanted);
                pair.server.getOutputStream().write(1);
                ended(reader);
            }
        }
    }

    @Test
    void socketsOfSeveralSchedulersDoNotMix() throws Exception {
        try (CarrierScheduler second = WatchingSockets.create("second", 2); Pair mixed = new Pair();
                Pair own = new Pair()) {
            Thread echo = start(() -> mixed.echo());
            Thread client = start(second.threadFactory(), () -> mixed.exchange(300));
            Thread ownEcho = start(second.threadFactory(), () -> own.echo());
            Thread ownClient = start(second.threadFactory(), () -> own.exchange(300));
            ended(client, ownClient);
            mixed.client.close();
            own.client.close();
            ended(echo, ownEcho);
        }
    }

    @Test
    void waitsGoOnWhenAnotherSchedulerComesAndGoes() throws Exception {
        try (Pair pair = new Pair(); Pair late = new Pair()) {
            Thread reader = start(() -> pair.client.getInputStream().read());
            Eventually.waits(reader);
            try (CarrierScheduler second = WatchingSockets.create("second", 2)) {
                Thread other = start(second.threadFactory(), () -> late.client.getInputStream().read());
                Eventually.waits(other);
                late.server.getOutputStream().write(1);
                ended(other);
            }
            Thread after = start(() -> late.client.getInputStream().read());
            Eventually.waits(after);
            pair.server.getOutputStream().write(1);
            late.server.getOutputStream().write(1);
            ended(reader, after);
        }
    }

    /** One thread waits for a descriptor after the other, each at another place. */
    @Test
    void oneSocketIsUsedByThreadsOfAllKindsInTurn() throws Exception {
        try (CarrierScheduler second = WatchingSockets.create("second", 1);
                CarrierScheduler without = CarrierScheduler
                        .create(SchedulerConfig.defaults().withName("without").withCarriers(1));
                Pair pair = new Pair()) {
            List<ThreadFactory> kinds = List.of(scheduler.threadFactory(), second.threadFactory(),
                    without.threadFactory(), Thread.ofVirtual().factory(), Thread.ofPlatform().daemon().factory());
            for (int i = 0; i < 200; i++) {
                int sent = i & 0x7f;
                Thread reader = start(kinds.get(i % kinds.size()),
                        () -> assertThat(pair.client.getInputStream().read()).isEqualTo(sent));
                if (i % 3 == 0 && reader.isVirtual()) {
                    Eventually.waits(reader);
                }
                pair.server.getOutputStream().write(sent);
                ended(reader);
            }
        }
    }

    @Test
    void threadsOfTheDefaultSchedulerAreNotTouched() throws Exception {
        try (Pair pair = new Pair()) {
            Thread waiting = start(Thread.ofVirtual().factory(), () -> pair.echo());
            Eventually.waits(waiting);
            Eventually.closed(scheduler);
            Thread client = start(Thread.ofVirtual().factory(), () -> pair.exchange(100));
            ended(client);
            pair.client.close();
            ended(waiting);
        }
    }

    /** The reader began to wait at the JDK's poller, and is found by whoever closes the socket all the same. */
    @Test
    void socketsThatWaitedBeforeTheFirstSchedulerCanBeClosed() throws Exception {
        Eventually.closed(scheduler);
        try (Pair pair = new Pair()) {
            Thread reader = start(Thread.ofVirtual().factory(), () -> pair.client.getInputStream().read(),
                    SocketException.class);
            Eventually.waits(reader);
            try (CarrierScheduler later = WatchingSockets.create("later", 1)) {
                ended(start(later.threadFactory(), pair.client::close), reader);
            }
        }
    }

    @Test
    void selectorsGoOn() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(); Selector selector = Selector.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            Thread selecting = start(() -> {
                selector.select();
                server.accept().close();
            });
            Eventually.waits(selecting);
            SocketChannel.open(server.getLocalAddress()).close();
            ended(selecting);
        }
    }

    @Test
    void shutdownNowEndsThreadsThatWait() throws Exception {
        try (Pair pair = new Pair()) {
            Thread reader = start(() -> pair.client.getInputStream().read(), SocketException.class);
            Eventually.waits(reader);
            scheduler.shutdownNow();
            ended(reader);
        }
    }

    // -- helpers

    private interface Body {
        void run() throws Exception;
    }

    private Thread start(Body body) {
        return start(scheduler.threadFactory(), body);
    }

    private Thread start(Body body, Class<? extends Exception> expected) {
        return start(scheduler.threadFactory(), body, expected);
    }

    private Thread start(ThreadFactory factory, Body body) {
        return start(factory, body, null);
    }

    private Thread start(ThreadFactory factory, Body body, Class<? extends Exception> expected) {
        Thread thread = factory.newThread(() -> {
            try {
                body.run();
                if (expected != null) {
                    failure.compareAndSet(null, new AssertionError(expected + " was expected"));
                }
            } catch (Throwable e) {
                if (expected == null || !expected.isInstance(e)) {
                    failure.compareAndSet(null, e);
                }
            }
        });
        synchronized (threads) {
            threads.add(thread);
        }
        thread.start();
        return thread;
    }

    private static void ended(Thread... ended) {
        Eventually.ended(ended);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    }

    /** Both ends of a connection. */
    private static final class Pair implements AutoCloseable {
        final Socket client;
        final Socket server;

        Pair() throws IOException {
            try (ServerSocket listening = listen()) {
                client = new Socket(listening.getInetAddress(), listening.getLocalPort());
                server = listening.accept();
            }
        }

        Pair(ServerSocket listening) throws IOException {
            client = new Socket(listening.getInetAddress(), listening.getLocalPort());
            server = listening.accept();
        }

        void echo() throws IOException {
            try (server) {
                InputStream in = server.getInputStream();
                OutputStream out = server.getOutputStream();
                for (int read = in.read(); read >= 0; read = in.read()) {
                    out.write(read);
                }
            }
        }

        void exchange(int times) throws IOException {
            for (int i = 0; i < times; i++) {
                client.getOutputStream().write(i);
                assertThat(client.getInputStream().read()).isEqualTo(i & 0xff);
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }
}
