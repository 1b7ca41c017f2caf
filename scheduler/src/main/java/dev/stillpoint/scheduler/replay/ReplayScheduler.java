// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.replay;

import dev.stillpoint.scheduler.SchedulerUnavailableException;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.support.SharedSetup;
import dev.stillpoint.scheduler.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual threads one step at a time, on real carrier threads, as a script tells it.
 *
 * {@snippet :
 * try (ReplayScheduler replay = new ReplayScheduler(2)) {
 *     Thread reader = replay.start("reader", () -> read());
 *     replay.run(reader, 0);          // on carrier 0, until it parks, ends, or calls ReplayScheduler.pause()
 *     replay.run(other, 0);
 *     replay.run(reader, 0);          // resumed; on carrier 1 it would be refused if it held a guard
 * }
 * }
 *
 * <p>One thread, the script, calls the methods. It must not be one of the replayed threads.
 */
public final class ReplayScheduler implements AutoCloseable {

    /** A step that takes longer than this is a mistake of the script. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final VirtualThreadAccess access;
    private final SharedSetup.Lease timedWaits;
    private final List<ReplayCarrier> carriers = new ArrayList<>();
    private final RunnableThreads runnable = new RunnableThreads();
    private final List<String> anomalies = new CopyOnWriteArrayList<>();

    /**
     * Starts carriers that do nothing by themselves.
     *
     * @throws SchedulerUnavailableException if a flag is missing or the JDK is not supported
     * @throws IllegalArgumentException if there is not at least one carrier
     */
    public ReplayScheduler(int carrierCount) {
        this(carrierCount, ReplayCarrier::new);
    }

    /** @param carrier makes a carrier of this name */
    ReplayScheduler(int carrierCount, Function<String, ReplayCarrier> carrier) {
        if (carrierCount < 1) {
            throw new IllegalArgumentException("A replay needs at least one carrier, not " + carrierCount);
        }
        String obstacle = JdkAccess.obstacle();
        if (obstacle != null) {
            throw new SchedulerUnavailableException(obstacle);
        }
        access = JdkAccess.get();
        // Otherwise a replayed thread that waits for a socket would make the pollers its children, which run only when
        // told.
        access.startPollers();
        timedWaits = access.serveTimedWaits();
        for (int i = 0; i < carrierCount; i++) {
            ReplayCarrier made = carrier.apply("replay-carrier-" + i);
            CarrierRegistry.add(made.carrier());
            made.start();
            carriers.add(made);
        }
    }

    /** Starts a thread. It runs when {@link #run} says so. */
    public Thread start(String name, Runnable body) {
        Thread thread = Task.newThread(runnable, name, body);
        thread.start();
        return thread;
    }

    /**
     * Runs {@code thread} on a carrier until it unmounts or pauses. Waits for a thread that is not runnable yet.
     *
     * @throws NullPointerException if it is null
     * @throws IndexOutOfBoundsException if there is no such carrier
     * @throws MigrationRefusedException if the thread's home is another carrier; nothing ran
     * @throws IllegalStateException if the carrier is taken by a paused thread, or by one whose step has not ended, or
     *         the thread is paused elsewhere, or does not become runnable, or does not come back within ten seconds
     */
    public void run(Thread thread, int carrier) {
        Objects.requireNonNull(thread, "thread");
        if (carrier < 0 || carrier >= carriers.size()) {
            throw new IndexOutOfBoundsException("There is no carrier %d: this replay has those from 0 to %d."
                    .formatted(carrier, carriers.size() - 1));
        }
        ReplayCarrier chosen = carriers.get(carrier);
        if (chosen.isPaused(thread)) {
            chosen.resume(PATIENCE);
            return;
        }
        if (isPaused(thread)) {
            throw new IllegalStateException("%s is paused on another carrier; it goes on there.".formatted(thread));
        }
        Task task = runnable.await(thread, PATIENCE);
        Task.Host home = task.home();
        if (home != null && home != chosen) {
            throw new MigrationRefusedException(thread, home.carrier().name(), chosen.carrier().name());
        }
        chosen.checkFree();
        runnable.remove(task);
        chosen.run(task, PATIENCE);
    }

    /** Whether {@link #run} would find this thread runnable. */
    public boolean isRunnable(Thread thread) {
        return runnable.find(thread) != null;
    }

    /** Whether this thread has called {@link #pause()}, and so still stands on its carrier. */
    public boolean isPaused(Thread thread) {
        return carriers.stream().anyMatch(carrier -> carrier.isPaused(thread));
    }

    /**
     * What went wrong without stopping the script: threads that ended with open guards, and threads that the JDK lost.
     */
    public List<String> anomalies() {
        return List.copyOf(anomalies);
    }

    /** The carrier of this number. */
    ReplayCarrier carrier(int index) {
        return carriers.get(index);
    }

    /**
     * Gives control back to the script without unmounting the calling thread, which must be a replayed one. The next
     * {@link #run} of this thread continues it.
     *
     * @throws IllegalStateException if the calling thread is not a replayed one
     */
    public static void pause() {
        ReplayCarrier.pauseCurrent();
    }

    /** Ends the carriers. Threads that have not ended yet never run again. */
    @Override
    public void close() {
        for (ReplayCarrier carrier : carriers) {
            carrier.stop();
            CarrierRegistry.remove(carrier.carrier());
        }
        timedWaits.close();
    }

    /** The threads that wait for the script. */
    private final class RunnableThreads implements Task.Dispatcher {

        private final Map<Thread, Task> tasks = new ConcurrentHashMap<>();

        @Nullable Task find(Thread thread) {
            return tasks.get(thread);
        }

        Task await(Thread thread, Duration patience) {
            long deadline = System.nanoTime() + patience.toNanos();
            while (true) {
                Task task = find(thread);
                if (task != null) {
                    return task;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(thread + " is not runnable; what should wake it has not run yet.");
                }
                Thread.onSpinWait();
            }
        }

        void remove(Task task) {
            tasks.remove(task.thread());
        }

        @Override
        public void enqueue(Task task) {
            tasks.put(task.thread(), task);
        }

        @Override
        public void requeue(Task task, Task.Host host) {
            enqueue(task);
        }

        @Override
        public VirtualThreadAccess access() {
            return access;
        }

        @Override
        public void starting(Task task) {
        }

        @Override
        public void ended(Task task) {
        }

        @Override
        public void leaked(Task task, int holds) {
            anomalies.add("%s ended with %d open guard(s)".formatted(task.thread().getName(), holds));
        }

        @Override
        public void failed(Task task, Throwable cause) {
            anomalies.add("%s failed: %s".formatted(task.thread().getName(), cause));
        }
    }
}
