// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.stress.faults.Attempt;
import dev.stillpoint.stress.faults.Scene;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The scheduler, and what the JDK calls back. */
final class SchedulingScenes {

    private SchedulingScenes() {
    }

    static void addTo(Consumer<Scene> scenes) {
        addThreads(scenes);
        addWaits(scenes);
        addSchedulers(scenes);
    }

    private static void addThreads(Consumer<Scene> scenes) {
        Act.<Started>of("start", (world, started) -> started.by(world.scheduler.start(started)))
                .needs(_ -> new Started()).then(Started::check).serves().addTo(scenes);
        Act.<Started>of("threadFactory", (world, started) -> {
            Thread made = world.scheduler.threadFactory().newThread(started);
            started.by(made);
            made.start();
        }).needs(_ -> new Started()).then(Started::check).addTo(scenes);
        Act.<Started>of("a thread made inside", (world, started) -> {
            Thread made = Thread.ofVirtual().unstarted(started);
            started.by(made);
            made.start();
        }).needs(_ -> new Started()).then(Started::check).by(Play.Caller.CARRIER).addTo(scenes);
        Act.<AtomicInteger>of("an executor", (world, ran) -> {
            try (ExecutorService executor = world.scheduler.newThreadPerTaskExecutor()) {
                executor.submit(ran::incrementAndGet).get();
            }
        }).needs(_ -> new AtomicInteger()).addTo(scenes);
    }

    private static void addWaits(Consumer<Scene> scenes) {
        Act.of("sleep", (_, _) -> Thread.sleep(Duration.ofNanos(1_000))).by(Play.Caller.CARRIER).serves()
                .addTo(scenes);
        Act.of("yield", (_, _) -> Thread.yield()).by(Play.Caller.CARRIER).addTo(scenes);
        Act.<Object>of("a monitor", (world, monitor) -> {
            Thread other;
            synchronized (monitor) {
                other = world.carrierThreads().newThread(() -> {
                    synchronized (monitor) {
                        Thread.yield();
                    }
                });
                other.setName(Attempt.OUR_THREADS + "other");
                other.start();
                Thread.sleep(Duration.ofNanos(1_000));
            }
            other.join();
        }).needs(_ -> new Object()).addTo(scenes);
        Act.<Parked>of("unpark", (_, parked) -> parked.wake()).needs(Parked::new).then((_, parked, _) -> parked.end())
                .addTo(scenes);
        Act.<RandomAccessFile>of("a blocking call", (_, file) -> file.getFD().sync()).needs(_ -> file())
                .then((_, file, _) -> file.close()).by(Play.Caller.CARRIER).serves().addTo(scenes);
    }

    /** The JDK announces that this file is forced to the disk. */
    private static RandomAccessFile file() throws IOException {
        Path path = Files.createTempFile("faults", ".data");
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        Files.delete(path);
        return file;
    }

    private static void addSchedulers(Consumer<Scene> scenes) {
        Act.<AtomicReference<CarrierScheduler>>of("CarrierScheduler.create", (_, made) -> made.set(another()))
                .needs(_ -> new AtomicReference<>()).then((_, made, _) -> {
                    if (made.get() != null) {
                        made.get().close();
                    }
                }).shares().addTo(scenes);
        Act.<CarrierScheduler>of("scheduler.close()", (_, scheduler) -> scheduler.close()).needs(_ -> another())
                .then((_, scheduler, _) -> scheduler.close()).serves().shares().addTo(scenes);
        Act.<CarrierScheduler>of("scheduler.close(Duration)", (_, scheduler) -> scheduler.close(Play.SHORT))
                .needs(_ -> withAParkedThread()).then(SchedulingScenes::end).shares().addTo(scenes);
        Act.<CarrierScheduler>of("awaitTermination", (_, scheduler) -> {
            scheduler.shutdown();
            scheduler.awaitTermination(Play.SHORT);
        }).needs(_ -> withAParkedThread()).then(SchedulingScenes::end).shares().addTo(scenes);
        Act.<CarrierScheduler>of("shutdownNow()", (_, scheduler) -> scheduler.shutdownNow())
                .needs(_ -> withAParkedThread()).then(SchedulingScenes::end).shares().addTo(scenes);
        Act.<CarrierScheduler>of("shutdown()", (_, scheduler) -> scheduler.shutdown()).needs(_ -> another())
                .then((_, scheduler, _) -> scheduler.close()).addTo(scenes);
        Act.of("setCarriers", (world, _) -> {
            world.scheduler.setCarriers(3);
            world.scheduler.setCarriers(2);
        }).serves().addTo(scenes);
        Act.of("scheduler.statistics(), dump()", (world, _) -> {
            world.scheduler.statistics();
            world.texts.add(world.scheduler.dump());
            world.texts.add(world.scheduler.toString());
        }).shares().addTo(scenes);
    }

    private static CarrierScheduler withAParkedThread() {
        CarrierScheduler scheduler = another();
        scheduler.threadFactory().newThread(LockSupport::park).start();
        return scheduler;
    }

    private static void end(World world, CarrierScheduler scheduler, boolean succeeded) {
        scheduler.shutdownNow();
        scheduler.close();
        world.attempt.require(scheduler.isTerminated(), "a closed scheduler has not terminated");
    }

    private static CarrierScheduler another() {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName(Attempt.SCHEDULER + "-2").withCarriers(2));
    }

    /** A thread that is started. */
    private static final class Started implements Runnable {

        private final AtomicInteger runs = new AtomicInteger();
        private @Nullable Thread thread;

        @Override
        public void run() {
            runs.incrementAndGet();
        }

        void by(Thread made) {
            thread = made;
        }

        void check(World world, boolean succeeded) throws InterruptedException {
            if (succeeded) {
                world.attempt.require(Objects.requireNonNull(thread).join(Play.LONG),
                        "a started thread does not end");
                world.attempt.require(runs.get() == 1, "a started thread ran %d times".formatted(runs.get()));
            }
        }

        static void check(World world, Started started, boolean succeeded) throws InterruptedException {
            started.check(world, succeeded);
        }
    }

    /** A thread that is parked. */
    private static final class Parked {

        private final Thread thread;
        private volatile boolean ends;

        Parked(World world) {
            thread = world.carrierThreads().newThread(() -> {
                while (!ends) {
                    LockSupport.park(this);
                }
            });
            thread.setName(Attempt.OUR_THREADS + "sleeper");
            thread.start();
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }

        void wake() {
            LockSupport.unpark(thread);
        }

        void end() throws InterruptedException {
            ends = true;
            LockSupport.unpark(thread);
            if (!thread.join(Play.LONG)) {
                throw new IllegalStateException("a thread that was unparked does not run");
            }
        }
    }
}
