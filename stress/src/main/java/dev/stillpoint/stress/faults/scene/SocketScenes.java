// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.jdk.JdkSockets;
import dev.stillpoint.scheduler.jdk.SocketPollers;
import dev.stillpoint.scheduler.pool.CarrierPool;
import dev.stillpoint.scheduler.pool.SpareLimits;
import dev.stillpoint.stress.faults.Attempt;
import dev.stillpoint.stress.faults.Scene;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Threads that wait for sockets on carriers that wait for sockets themselves, and such schedulers that come and go. */
final class SocketScenes {

    /** No spare carriers: they come when a carrier was seen to be stuck for hours. */
    private static final SpareLimits NO_SPARES = new SpareLimits(1, 3_600_000_000_000L, 3_600_000_000_000L,
            3_600_000_000_000L);

    private SocketScenes() {
    }

    static void addTo(Consumer<Scene> scenes) {
        if (SocketPollers.obstacle() == null) {
            addWaits(scenes);
            addSchedulers(scenes);
        }
    }

    private static void addWaits(Consumer<Scene> scenes) {
        wait("reading a socket", SocketWait.Reading::new).serves().addTo(scenes);
        wait("reading a socket, with a timeout", SocketWait.TimedReading::new).addTo(scenes);
        wait("writing to a socket", SocketWait.Writing::new).serves().addTo(scenes);
        wait("accepting a connection", SocketWait.Accepting::new).addTo(scenes);
        Act.<SocketReader>of("closing a socket", (_, reader) -> reader.socket().close())
                .needs(world -> SocketReader.waiting(world.carrierThreads()))
                .then((world, reader, _) -> reader.requireClosed(world.attempt)).withSockets().addTo(scenes);
        Act.<SocketReader>of("a socket while all compute", (world, reader) -> reader.readBesideComputing(world))
                .needs(world -> SocketReader.waiting(world.carrierThreads()))
                .then((world, reader, _) -> reader.requireRead(world.attempt)).withSockets().by(Play.Caller.PLATFORM)
                .serves().addTo(scenes);
    }

    private static Act<SocketWait> wait(String name, Act.Preparation<SocketWait> made) {
        return Act.<SocketWait>of(name, (world, waiting) -> waiting.operate(world.attempt)).needs(made)
                .then((world, waiting, succeeded) -> waiting.check(world, succeeded)).withSockets()
                .by(Play.Caller.CARRIER);
    }

    private static void addSchedulers(Consumer<Scene> scenes) {
        Act.<AtomicReference<CarrierScheduler>>of("create, with sockets", (_, made) -> made.set(made()))
                .needs(_ -> new AtomicReference<>()).then((_, made, _) -> {
                    if (made.get() != null) {
                        WatchedSockets.await(made.get());
                        made.get().close();
                    }
                }).withSockets().shares().addTo(scenes);
        Act.<CarrierScheduler>of("scheduler.close(), with sockets", (_, scheduler) -> scheduler.close())
                .needs(_ -> another()).then((_, scheduler, _) -> scheduler.close()).withSockets().serves()
                .shares().addTo(scenes);
        Act.<Interrupted>of("shutdownNow(), with sockets", (_, state) -> state.scheduler.shutdownNow())
                .needs(_ -> new Interrupted(another())).then((world, state, _) -> {
                    state.scheduler.shutdownNow();
                    state.reader.requireClosed(world.attempt);
                    state.scheduler.close();
                }).withSockets().shares().addTo(scenes);
        Act.<Stopped>of("a pool that is stopped too early", (_, state) -> state.pool.stop())
                .needs(_ -> new Stopped()).then((world, state, _) -> {
                    state.pool.stop();
                    state.reader.write();
                    state.reader.requireRead(world.attempt);
                }).withSockets().by(Play.Caller.PLATFORM).addTo(scenes);
    }

    private static CarrierScheduler made() {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName(Attempt.SCHEDULER + "-2").withCarriers(2));
    }

    private static CarrierScheduler another() {
        CarrierScheduler scheduler = made();
        WatchedSockets.await(scheduler);
        return scheduler;
    }

    /** A scheduler whose thread is interrupted while it reads. */
    private static final class Interrupted {

        private final CarrierScheduler scheduler;
        private final SocketReader reader;

        Interrupted(CarrierScheduler scheduler) throws Exception {
            this.scheduler = scheduler;
            reader = SocketReader.waiting(scheduler.threadFactory());
        }
    }

    /** A pool that is stopped although a thread of its own waits for a socket; it goes on elsewhere. */
    private static final class Stopped {

        private final CarrierPool pool = new CarrierPool(Attempt.SCHEDULER + "-3", "", JdkAccess.get(), 2, 4,
                NO_SPARES, new JdkSockets());
        private final SocketReader reader;

        Stopped() throws Exception {
            pool.start();
            while (pool.socketWatch() == null) {
                Thread.sleep(1);
            }
            reader = SocketReader.waiting(body -> pool.newThread(null, body));
        }
    }
}
