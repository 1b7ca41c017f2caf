// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.jdk.JdkSockets;
import dev.stillpoint.scheduler.jdk.SocketSource;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.pool.CarrierPool;
import dev.stillpoint.scheduler.support.ManagementBean;
import dev.stillpoint.scheduler.support.Uninterruptibly;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs virtual threads on carriers of its own and knows, at every moment, which carrier each of them is mounted on.
 *
 * <p>A thread that unmounts inside a read section (see {@code ScopedQsbr} in the library {@code reclaim}) resumes on
 * the same carrier only. An idle carrier may steal any other thread. Virtual threads that are made inside one of these
 * threads, with {@code Thread.ofVirtual()}, a per-task executor or a structured task scope, run on this scheduler too.
 *
 * {@snippet :
 * try (CarrierScheduler scheduler = CarrierScheduler.create()) {
 *     scheduler.start(() -> System.out.println("on " + Thread.currentThread()));
 * }
 * }
 *
 * <p><b>Threading.</b> All methods may be called by any thread. <b>Memory consistency effects.</b> As for
 * {@link Thread}: {@code start} happens-before the thread's first action, and its last action happens-before
 * {@link #close()} returns.
 *
 * <p><b>Fairness.</b> Let at most N threads be runnable at a time, and let each run for at most T before it yields,
 * parks, blocks or ends. Then every runnable thread runs within (180 N + 205) T, whatever the number of carriers. A
 * thread that runs for longer keeps only its own carrier, and a spare carrier steps in for that one. Threads that hold
 * a guard and must come back to that carrier wait.
 *
 * <p>Carriers are daemon threads. A scheduler that is never closed lives as long as the process.
 */
public final class CarrierScheduler implements AutoCloseable {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final CarrierPool pool;
    private final ManagementBean management;

    private CarrierScheduler(CarrierPool pool) {
        this.pool = pool;
        management = ManagementBean.register("CarrierScheduler", pool.toString(), new ManagedScheduler(pool),
                SchedulerMXBean.class);
    }

    /**
     * Whether {@link #create()} finds in this JVM what it needs: a JDK that it knows, and the flag or the
     * {@link Agent}. Where it does not, programs can go on with the JDK's own scheduler. Read sections then still work,
     * with every reader a visitor:
     *
     * {@snippet class="dev.stillpoint.scheduler.SupportedOrNot" region="fallback"}
     *
     * <p>The answer does not change while the JVM runs. The first call costs some milliseconds, the others nothing.
     * Nothing is started for it, and nothing is changed that other code could notice. It never throws. What is missing
     * is said by the exception of {@link #create()}.
     */
    public static boolean isSupported() {
        try {
            return JdkAccess.obstacle() == null;
        } catch (Throwable e) {
            return false; // no memory or no stack to find out: nor would create() have had it
        }
    }

    /**
     * Creates a running scheduler with one carrier per available processor.
     *
     * @throws SchedulerUnavailableException if a flag is missing or the JDK is not supported; the message says what to
     *         add
     */
    public static CarrierScheduler create() {
        return create(SchedulerConfig.defaults());
    }

    /**
     * Creates a running scheduler.
     *
     * @throws SchedulerUnavailableException if a flag is missing or the JDK is not supported; the message says what to
     *         add
     * @throws OutOfMemoryError if there is no memory, or the operating system grants no thread for a carrier; whatever
     *         is thrown, no thread of the scheduler is left running
     * @throws IllegalStateException if its own socket pollers were asked for, and the JDK fails to make them
     */
    public static CarrierScheduler create(SchedulerConfig config) {
        String obstacle = JdkAccess.obstacle();
        if (obstacle != null) {
            throw new SchedulerUnavailableException(obstacle);
        }
        Stragglers.prepare();
        VirtualThreadAccess access = JdkAccess.get();
        // Null if the JDK's pollers are to be threads of the scheduler.
        PollerStart pollers = config.ownPollers() ? null : PollerStart.begin(access);
        SocketSource sockets = config.ownPollers() || !config.socketsOnCarriers() ? null : new JdkSockets();
        CarrierPool pool = new CarrierPool(config.name(), config.threadName(), access, config.carriers(),
                config.queueCapacity(), config.compensation().limits(), sockets);
        pool.start();
        try {
            if (pollers == null) {
                pool.takePollers();
            } else {
                // Nobody can start one of our threads before this.
                pollers.finish();
            }
            return new CarrierScheduler(pool);
        } catch (Throwable e) {
            pool.giveUp();
            throw e;
        }
    }

    /**
     * Starts a virtual thread, named as {@link SchedulerConfig#threadName()} says.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the scheduler is closed; the thread did not start
     */
    public Thread start(Runnable body) {
        Thread thread = pool.newThread(null, Objects.requireNonNull(body, "body"));
        thread.start();
        return thread;
    }

    /**
     * Makes unstarted virtual threads of this scheduler, for everything that takes a factory: executors, structured
     * task scopes, servers. {@link Thread#start()} throws {@link java.util.concurrent.RejectedExecutionException} once
     * the scheduler is closed.
     *
     * <p>All threads have the name {@link SchedulerConfig#threadName()}, and so have threads without a name that are
     * made inside of ours; {@link Thread#setName} gives one thread another one.
     */
    public ThreadFactory threadFactory() {
        return body -> pool.newThread(null, Objects.requireNonNull(body, "body"));
    }

    /**
     * Like {@link #threadFactory()}, with a name of its own for each thread: the prefix and a number, from 0. Each name
     * costs some 64 bytes for as long as its thread lives. {@link Thread#threadId()} tells threads apart without.
     *
     * @param prefix not blank
     * @throws IllegalArgumentException if the prefix is blank
     */
    public ThreadFactory threadFactory(String prefix) {
        if (Objects.requireNonNull(prefix, "prefix").isBlank()) {
            throw new IllegalArgumentException("prefix must not be blank: numbers alone are no names");
        }
        AtomicLong next = new AtomicLong();
        return body -> pool.newThread(prefix + next.getAndIncrement(), Objects.requireNonNull(body, "body"));
    }

    /** Like {@link Executors#newThreadPerTaskExecutor}, with threads of this scheduler. */
    public ExecutorService newThreadPerTaskExecutor() {
        return Executors.newThreadPerTaskExecutor(threadFactory());
    }

    /**
     * Changes the number of carriers while threads run. It returns at once; carriers come and go in the background.
     * Nothing happens after {@link #close()}.
     *
     * <p>A surplus carrier finishes the thread that it runs, gives its queue to the others and takes no new work. It
     * leaves when it is nobody's home: threads that are parked there inside a read section first come back to it, and
     * only to it.
     *
     * @param carriers 1 to {@value SchedulerConfig#MAX_CARRIERS}
     * @throws IllegalArgumentException if the number is out of its range; nothing has changed
     */
    public void setCarriers(int carriers) {
        SchedulerConfig.checkCarriers(carriers);
        pool.setCarriers(carriers);
    }

    /**
     * Whether the JDK's socket pollers run on this scheduler, as {@link SchedulerConfig#ownPollers()} asked for. It is
     * false all the same if they ran already: because another scheduler has them, because a virtual thread of the
     * process used a socket before, or because the JDK runs them as platform threads ({@code -Djdk.pollerMode=1}).
     * Sockets work in any case.
     *
     * <p>{@link #close()} hands them over to the JDK's own scheduler, together with every thread that waits for a
     * socket.
     */
    public boolean ownsPollers() {
        return pool.ownsPollers();
    }

    /**
     * Whether the carriers wait for the sockets of their threads themselves: one that has nothing to run sleeps until
     * there is an event, and the thread becomes runnable on the carrier that saw it. Until then the JDK's pollers do,
     * so sockets work in any case and are the same for the program.
     *
     * <p>A scheduler begins with that by itself, within about a second after the process has used its first socket. It
     * never does if {@link SchedulerConfig#socketsOnCarriers()} is false or {@link SchedulerConfig#ownPollers()} is
     * true, on another system than Linux, or where the JDK's pollers are not as they were on the JDK for which this was
     * checked; {@link SchedulerStatistics#sockets()} says why.
     */
    public boolean socketsOnCarriers() {
        return pool.socketWatch() != null;
    }

    /** The number of threads that were started and have not ended, pollers not counted; a snapshot. */
    public long liveThreads() {
        return pool.lifecycle().live();
    }

    // -- the end

    /**
     * Refuses threads from outside from now on. Live threads go on and may start further ones. This does not wait;
     * {@link #close()} must follow. A second call does nothing.
     */
    public void shutdown() {
        pool.lifecycle().shutdown();
    }

    /**
     * Refuses every new thread from now on, even from live threads, and interrupts the live threads. This does not wait
     * for them; {@link #close()} must follow. Any thread may call it, threads of this scheduler included.
     *
     * <p>As with {@link ExecutorService#shutdownNow()}, a thread that ignores interrupts goes on. Threads are found
     * through the JDK, which keeps track of them. With {@code -Djdk.trackAllThreads=false} only those are interrupted
     * that were started by an executor or in a structured scope.
     */
    public void shutdownNow() {
        pool.shutdownNow();
    }

    /** Whether new threads from outside are refused. */
    public boolean isShutdown() {
        return !pool.lifecycle().isOpen();
    }

    /** Whether new threads are refused and every thread has ended. */
    public boolean isTerminated() {
        return pool.lifecycle().isTerminated();
    }

    /**
     * Waits until new threads are refused and every thread has ended, but not longer than {@code timeout}.
     *
     * @return whether they have
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if called by one of this scheduler's own threads, which would wait for itself
     */
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        refuseOwnThreads("awaitTermination");
        return pool.lifecycle().await(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Refuses new threads, waits until all threads have ended, and ends the carriers. Threads that still run may start
     * further ones meanwhile, unless {@link #shutdownNow()} was called. Threads that are parked inside a read section
     * are waited for like all others. Afterwards no thread of the scheduler is left. A second call waits likewise.
     *
     * <p>As with {@link ExecutorService#close()}, an interrupt does not end the wait. It interrupts all threads of the
     * scheduler, as {@link #shutdownNow()} does, and is pending when this returns. After a second, and again at growing
     * intervals, the log says for which threads this waits; also where a {@code try} block with this scheduler as a
     * resource was left by an exception, which arrives when the threads have ended. {@link #close(Duration)} waits for
     * a limited time.
     *
     * @throws IllegalStateException if called by one of this scheduler's own threads, which would wait for itself; the
     *         scheduler stays open
     */
    @Override
    public void close() {
        close(FOREVER);
    }

    /**
     * Closes the scheduler as {@link #close()} does, unless its threads need longer than {@code timeout} to end. This
     * is for shutdown hooks and wherever else nobody may wait for ever. A thread that does not end by itself may end
     * when it is interrupted:
     *
     * {@snippet :
     * if (!scheduler.close(Duration.ofSeconds(10))) {
     *     scheduler.shutdownNow();
     *     scheduler.close(Duration.ofSeconds(1));
     * }
     * }
     *
     * <p>If this returns false the scheduler is {@linkplain #shutdown() shut down}, and nothing else has changed: its
     * threads and carriers go on, memory that threads inside read sections hold stays, and any method may be called
     * again. Carriers are daemon threads, so they do not keep the process.
     *
     * @param timeout zero or less means not to wait
     * @return whether every thread has ended and the scheduler is closed
     * @throws IllegalStateException if called by one of this scheduler's own threads; the scheduler stays open
     */
    public boolean close(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        refuseOwnThreads("close");
        shutdown();
        // At most 146 years, so that the difference of two times does not overflow.
        long deadline = System.nanoTime() + Math.clamp(TimeUnit.NANOSECONDS.convert(timeout), 0, Long.MAX_VALUE / 2);
        Stragglers stragglers = new Stragglers(pool, deadline);
        Uninterruptibly.await(stragglers, stragglers);
        if (!pool.lifecycle().isTerminated()) {
            return false;
        }
        pool.stopUninterruptibly();
        management.close();
        return true;
    }

    /** What the scheduler and each of its carriers have done so far. No thread is stopped for it. */
    public SchedulerStatistics statistics() {
        return SchedulerStatistics.of(pool);
    }

    /**
     * A text for people. It shows each carrier with the thread that it runs and since when, the length of its queue,
     * the readers that must come back to it, and the guards that are held. No thread is stopped for it, so the lines
     * need not fit together. The operation {@code dump} of the management bean gives the same text.
     *
     * <p>Prefer it to the JDK's own dump of all threads into a file ({@code jcmd Thread.dump_to_file}, or
     * {@code HotSpotDiagnosticMXBean.dumpThreads}). In JDK 25.0.3 that one can crash the JVM when its format is JSON
     * and virtual threads are made meanwhile, on whichever scheduler they run.
     */
    public String dump() {
        return SchedulerDump.of(pool);
    }

    private void refuseOwnThreads(String method) {
        if (pool.isHere()) {
            throw new IllegalStateException(
                    "%s() waits for all threads of %s and was called by one of them; call it from outside."
                            .formatted(method, pool));
        }
    }

    @Override
    public String toString() {
        return pool + (isShutdown() ? "[closed]" : "[" + pool.carriers() + " carriers]");
    }
}
