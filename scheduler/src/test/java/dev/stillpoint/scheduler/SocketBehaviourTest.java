// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.DatagramPacket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What comes of a wait for a socket is the same on carriers that wait for sockets and on the JDK's scheduler: the same
 * value, or the same exception with the same words. Each wait is played on both.
 */
@EnabledOnOs(OS.LINUX)
class SocketBehaviourTest {
    private static final int LARGE = 8 << 20;
    private static final int SHORT = 5;

    private final CarrierScheduler scheduler = WatchingSockets.create("behaving", 2);

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    /** What is to be done before anybody waits. */
    private interface Before {
        void prepare(SocketEnds ends) throws Exception;
    }

    /** What a thread waits for. */
    private interface Wait {
        Object of(SocketEnds ends) throws Exception;
    }

    /** What is done to it meanwhile. */
    private interface Meanwhile {
        void happens(SocketEnds ends, Thread waiting) throws Exception;
    }

    private static final Meanwhile NOTHING = (_, _) -> {
    };
    private static final Meanwhile INTERRUPT = (_, waiting) -> waiting.interrupt();

    private void alike(String expected, Wait wait, Meanwhile meanwhile) throws Exception {
        alike(expected, _ -> {
        }, wait, meanwhile);
    }

    private void alike(String expected, Before before, Wait wait, Meanwhile meanwhile) throws Exception {
        String jdks = play(Thread.ofVirtual().factory(), before, wait, meanwhile);
        String ours = play(scheduler.threadFactory(), before, wait, meanwhile);

        assertThat(jdks).startsWith(expected);
        assertThat(ours).isEqualTo(jdks);
    }

    /** Whoever connects waits. */
    private void alikeWhereNobodyAnswers(Class<? extends Exception> expected, Wait wait, Meanwhile meanwhile)
            throws Exception {
        alike(expected.getName(), SocketEnds::fill, wait, meanwhile);
    }

    private void alike(Class<? extends Exception> expected, Wait wait, Meanwhile meanwhile) throws Exception {
        alike(expected.getName(), wait, meanwhile);
    }

    private static String play(ThreadFactory threads, Before before, Wait wait, Meanwhile meanwhile)
            throws Exception {
        AtomicReference<String> outcome = new AtomicReference<>();
        try (SocketEnds ends = new SocketEnds()) {
            before.prepare(ends);
            Thread thread = threads.newThread(() -> outcome.set(outcome(wait, ends)));
            thread.start();
            if (meanwhile != NOTHING) {
                Eventually.holds("it waits", () -> isWaiting(thread), thread);
                meanwhile.happens(ends, thread);
            }
            Eventually.ended(thread);
        }
        return outcome.get();
    }

    private static String outcome(Wait wait, SocketEnds ends) {
        try {
            return wait.of(ends) + interrupted();
        } catch (Throwable e) {
            return e + interrupted();
        }
    }

    private static String interrupted() {
        return Thread.interrupted() ? ", interrupted" : "";
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    // -- what threads wait for

    private static Object readSocket(SocketEnds ends) throws IOException {
        return ends.near.getInputStream().read();
    }

    private static Object readChannel(SocketEnds ends) throws IOException {
        return ends.nearChannel.read(ByteBuffer.allocate(1));
    }

    private static Object writeSocket(SocketEnds ends) throws IOException {
        ends.near.getOutputStream().write(new byte[LARGE]);
        return "written";
    }

    private static Object writeChannel(SocketEnds ends) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LARGE);
        while (bytes.hasRemaining()) {
            ends.nearChannel.write(bytes);
        }
        return "written";
    }

    private static Object receive(SocketEnds ends) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        ends.datagrams.receive(packet);
        return packet.getData()[0];
    }

    private static Object receiveInChannel(SocketEnds ends) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1);
        return ends.datagramChannel.receive(bytes) != null;
    }

    private static Object connectSocket(SocketEnds ends) throws IOException {
        ends.unconnected.connect(ends.full);
        return "connected";
    }

    private static Object connectChannel(SocketEnds ends) throws IOException {
        return ends.unconnectedChannel.connect(ends.full);
    }

    private static Object select(SocketEnds ends) throws IOException {
        return ends.selector.select();
    }

    // -- what comes

    @Test
    void whatIsWaitedForComes() throws Exception {
        alike("7", SocketBehaviourTest::readSocket, (ends, _) -> ends.far.getOutputStream().write(7));
        alike("1", SocketBehaviourTest::readChannel, (ends, _) -> ends.farChannel.write(ByteBuffer.allocate(1)));
        alike("written", SocketBehaviourTest::writeSocket,
                (ends, _) -> ends.far.getInputStream().readNBytes(LARGE));
        alike("written", SocketBehaviourTest::writeChannel, (ends, _) -> ends.drainFarChannel(LARGE));
        alike("true", ends -> ends.listening.accept().isConnected(), (ends, _) -> ends.connectTo(ends.listening));
        alike("true", ends -> ends.listeningChannel.accept().isConnected(),
                (ends, _) -> ends.connectTo(ends.listeningChannel.socket()));
        alike("7", SocketBehaviourTest::receive, (ends, _) -> ends.sendTo(ends.datagrams.getLocalPort(), 7));
        alike("true", SocketBehaviourTest::receiveInChannel,
                (ends, _) -> ends.sendTo(ends.datagramChannel.socket().getLocalPort(), 7));
        alike("1", ends -> ends.pipe.source().read(ByteBuffer.allocate(1)),
                (ends, _) -> ends.pipe.sink().write(ByteBuffer.allocate(1)));
    }

    @Test
    void otherSideMayLeave() throws Exception {
        alike("-1", SocketBehaviourTest::readSocket, (ends, _) -> ends.far.close());
        alike("-1", SocketBehaviourTest::readChannel, (ends, _) -> ends.farChannel.shutdownOutput());
        alike("-1", SocketBehaviourTest::readSocket, (ends, _) -> ends.near.shutdownInput());
        alike("-1", SocketBehaviourTest::readChannel, (ends, _) -> ends.nearChannel.shutdownInput());
        alike(SocketException.class, SocketBehaviourTest::readSocket, (ends, _) -> ends.resetFar());
        alike(SocketException.class, SocketBehaviourTest::writeSocket, (ends, _) -> ends.resetFar());
    }

    // -- times

    @Test
    void timeoutsEndTheWait() throws Exception {
        alike(SocketTimeoutException.class, ends -> {
            ends.near.setSoTimeout(SHORT);
            return readSocket(ends);
        }, NOTHING);
        alike(SocketTimeoutException.class, ends -> {
            ends.listening.setSoTimeout(SHORT);
            return ends.listening.accept();
        }, NOTHING);
        alike(SocketTimeoutException.class, ends -> {
            ends.datagrams.setSoTimeout(SHORT);
            return receive(ends);
        }, NOTHING);
        alike(SocketTimeoutException.class, ends -> {
            ends.nearChannel.socket().setSoTimeout(SHORT);
            return ends.nearChannel.socket().getInputStream().read();
        }, NOTHING);
        alikeWhereNobodyAnswers(SocketTimeoutException.class, ends -> {
            ends.unconnected.connect(ends.full, SHORT);
            return "connected";
        }, NOTHING);
    }

    /** After the timeout the same socket is as good as before, and what came meanwhile is there. */
    @Test
    void whatComesAfterATimeoutIsThere() throws Exception {
        alike("[7, 8]", ends -> {
            ends.near.setSoTimeout(SHORT);
            List<Integer> read = new ArrayList<>();
            InputStream in = ends.near.getInputStream();
            boolean timedOut = false;
            while (read.size() < 2) {
                try {
                    read.add(in.read());
                } catch (SocketTimeoutException e) {
                    if (!timedOut) {
                        ends.far.getOutputStream().write(new byte[] {7, 8});
                    }
                    timedOut = true;
                }
            }
            return read;
        }, NOTHING);
    }

    // -- asynchronous close

    @Test
    void closedByAnotherThread() throws Exception {
        alike(SocketException.class, SocketBehaviourTest::readSocket, (ends, _) -> ends.near.close());
        alike(SocketException.class, SocketBehaviourTest::writeSocket, (ends, _) -> ends.near.close());
        alike(SocketException.class, ends -> ends.listening.accept(), (ends, _) -> ends.listening.close());
        alikeWhereNobodyAnswers(SocketException.class, SocketBehaviourTest::connectSocket,
                (ends, _) -> ends.unconnected.close());
        alike(SocketException.class, SocketBehaviourTest::receive, (ends, _) -> ends.datagrams.close());
        alike(AsynchronousCloseException.class, SocketBehaviourTest::readChannel,
                (ends, _) -> ends.nearChannel.close());
        alike(AsynchronousCloseException.class, SocketBehaviourTest::writeChannel,
                (ends, _) -> ends.nearChannel.close());
        alike(AsynchronousCloseException.class, ends -> ends.listeningChannel.accept(),
                (ends, _) -> ends.listeningChannel.close());
        alikeWhereNobodyAnswers(AsynchronousCloseException.class, SocketBehaviourTest::connectChannel,
                (ends, _) -> ends.unconnectedChannel.close());
        alike(AsynchronousCloseException.class, SocketBehaviourTest::receiveInChannel,
                (ends, _) -> ends.datagramChannel.close());
    }

    // -- interrupts

    @Test
    void interruptedSocketsAreClosed() throws Exception {
        String closed = "java.net.SocketException: Closed by interrupt, interrupted";
        alike(closed, SocketBehaviourTest::readSocket, INTERRUPT);
        alike(closed, SocketBehaviourTest::writeSocket, INTERRUPT);
        alike(closed, ends -> ends.listening.accept(), INTERRUPT);
        alike(closed, SocketEnds::fill, SocketBehaviourTest::connectSocket, INTERRUPT);
        alike(closed, SocketBehaviourTest::receive, INTERRUPT);
        alike(closed, ends -> {
            ends.near.setSoTimeout(60_000);
            return readSocket(ends);
        }, INTERRUPT);
    }

    @Test
    void interruptedChannelsAreClosed() throws Exception {
        String closed = ClosedByInterruptException.class.getName() + ", interrupted";
        alike(closed, SocketBehaviourTest::readChannel, INTERRUPT);
        alike(closed, SocketBehaviourTest::writeChannel, INTERRUPT);
        alike(closed, ends -> ends.listeningChannel.accept(), INTERRUPT);
        alike(closed, SocketEnds::fill, SocketBehaviourTest::connectChannel, INTERRUPT);
        alike(closed, SocketBehaviourTest::receiveInChannel, INTERRUPT);
        alike(closed, ends -> ends.pipe.source().read(ByteBuffer.allocate(1)), INTERRUPT);
    }

    @Test
    void interruptsThatWereThereBeforeAreNotForgotten() throws Exception {
        alike(SocketException.class, ends -> {
            Thread.currentThread().interrupt();
            return readSocket(ends);
        }, NOTHING);
        alike(ClosedByInterruptException.class, ends -> {
            Thread.currentThread().interrupt();
            return readChannel(ends);
        }, NOTHING);
    }

    // -- selectors

    @Test
    void selectorsSelect() throws Exception {
        alike("1", ends -> {
            ends.nearChannel.configureBlocking(false);
            ends.nearChannel.register(ends.selector, SelectionKey.OP_READ);
            return ends.selector.select();
        }, (ends, _) -> ends.farChannel.write(ByteBuffer.allocate(1)));
        alike("0", SocketBehaviourTest::select, (ends, _) -> ends.selector.wakeup());
        alike("0", ends -> ends.selector.select(SHORT), NOTHING);
        alike("0, interrupted", SocketBehaviourTest::select, INTERRUPT);
        alike("0", SocketBehaviourTest::select, (ends, _) -> ends.selector.close());
    }

    /** A channel that a selector has is used by a thread that waits, once it blocks again. */
    @Test
    void channelsThatWereInASelectorMayBlockAgain() throws Exception {
        alike("1", ends -> {
            ends.nearChannel.configureBlocking(false);
            ends.nearChannel.register(ends.selector, SelectionKey.OP_READ).cancel();
            ends.selector.selectNow();
            try (Selector other = Selector.open()) {
                ends.nearChannel.register(other, SelectionKey.OP_WRITE);
                other.select();
            }
            ends.nearChannel.configureBlocking(true);
            return readChannel(ends);
        }, (ends, _) -> ends.farChannel.write(ByteBuffer.allocate(1)));
    }

    // -- pinned threads

    @Test
    void pinnedThreadsWaitAlike() throws Exception {
        Wait read = ends -> Pin.during(() -> readSocket(ends));
        alikePinned("7", read, (ends, _) -> ends.far.getOutputStream().write(7));
        alikePinned(SocketException.class.getName(), read, (ends, _) -> ends.near.close());
        alikePinned("java.net.SocketException: Closed by interrupt, interrupted", read, INTERRUPT);
        alikePinned(SocketTimeoutException.class.getName(), ends -> Pin.during(() -> {
            ends.near.setSoTimeout(SHORT);
            return readSocket(ends);
        }), NOTHING);
        alikePinned("written", ends -> Pin.during(() -> writeSocket(ends)),
                (ends, _) -> ends.far.getInputStream().readNBytes(LARGE));
        alikePinned("0", ends -> Pin.during(() -> select(ends)), (ends, _) -> ends.selector.wakeup());
    }

    /** With one processor the JDK has one carrier: a pinned thread keeps it from the JDK's poller, and waits for it. */
    private void alikePinned(String expected, Wait wait, Meanwhile meanwhile) throws Exception {
        if (Runtime.getRuntime().availableProcessors() > 1) {
            alike(expected, wait, meanwhile);
        } else {
            assertThat(play(scheduler.threadFactory(), _ -> {
            }, wait, meanwhile)).startsWith(expected);
        }
    }

    /** Runs something below the native frame of a class initialiser, which pins the thread. */
    private static final class Pin {
        private static final ThreadLocal<Pin> HERE = new ThreadLocal<>();

        private final Body body;
        private Object result;
        private Exception thrown;

        private Pin(Body body) {
            this.body = body;
        }

        private interface Body {
            Object run() throws Exception;
        }

        static Object during(Body body) throws Exception {
            Pin pin = new Pin(body);
            HERE.set(pin);
            try (InputStream file = Objects
                    .requireNonNull(Initialised.class.getResourceAsStream("SocketBehaviourTest$Initialised.class"))) {
                // Each time another class, so that each time it is initialised.
                MethodHandles.lookup().defineHiddenClass(file.readAllBytes(), true);
            } finally {
                HERE.remove();
            }
            if (pin.thrown != null) {
                throw pin.thrown;
            }
            return pin.result;
        }

        static void run() {
            Pin pin = HERE.get();
            try {
                pin.result = pin.body.run();
            } catch (Exception e) {
                pin.thrown = e;
            }
        }
    }

    private static final class Initialised {
        static {
            Pin.run();
        }

        private Initialised() {
        }
    }
}
