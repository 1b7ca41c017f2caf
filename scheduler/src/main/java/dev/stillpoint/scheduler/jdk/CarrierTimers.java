// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.FirstUse;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.timing.Timer;
import dev.stillpoint.scheduler.timing.TimerThread;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of an executor that the JDK keeps for the timed waits of threads with a scheduler of their own. A
 * wait that begins on a carrier of ours gets a timer without a lock. Every other wait, and every other request, goes to
 * the executor that was there before.
 *
 * <p>That one may be of the same class, loaded by another class loader: two applications in one process may each have
 * the library. So they form a chain, and each must be able to leave it. As they have no type in common but those of the
 * JDK, the operation for that is {@link UnaryOperator#apply}.
 */
final class CarrierTimers extends AbstractExecutorService
        implements ScheduledExecutorService, UnaryOperator<ScheduledExecutorService> {

    // who finishes an unmount writes, and reads in the same call. If two do so at the same time, one of them gets its
    // timer from the executor of the JDK, which is as right
    private static volatile @Nullable Thread finisher;

    private final TimerThread timers;
    // who joins or leaves the chain writes, any thread reads
    private volatile ScheduledExecutorService others;

    CarrierTimers(TimerThread timers, ScheduledExecutorService others) {
        this.timers = timers;
        this.others = others;
    }

    /**
     * Starts the thread of the timers. It wakes threads of ours, which never blocks, and never waits for the log
     * either.
     */
    static TimerThread startThread() {
        FirstUse.prepare(Timer.class, Wait.class);
        return TimerThread.start("stillpoint-timers", new Consumer<>() {
            @Override
            public void accept(Throwable cause) {
                SafeLog.SCHEDULER.errorElsewhere(() -> "A thread could not be woken at the end of a timed wait.",
                        cause);
            }
        });
    }

    /**
     * The waits that {@code here} begins are those of threads that have left our carriers, until it says null. The
     * executor of the JDK may have no thread yet, and no memory for one.
     */
    static void finishing(@Nullable Thread here) {
        finisher = here;
    }

    /**
     * The chain that begins here, without {@code leaving}. Call it under the monitor of the array that holds the chain.
     */
    @Override
    public ScheduledExecutorService apply(ScheduledExecutorService leaving) {
        if (leaving == this) {
            return others;
        }
        others = without(leaving, others);
        return this;
    }

    /** The same for a chain that may begin with an executor of the JDK. */
    @SuppressWarnings("unchecked") // no executor of the JDK is an operator
    static ScheduledExecutorService without(ScheduledExecutorService leaving, ScheduledExecutorService chain) {
        return chain instanceof UnaryOperator<?> operator
                ? ((UnaryOperator<ScheduledExecutorService>) operator).apply(leaving)
                : chain;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Thread here = Thread.currentThread();
        if (here instanceof JdkCarrierThread || here == finisher) {
            // Whatever can fail for want of memory comes first. Then the timer is sent.
            Wait wait = new Wait(timers.prepare(command, unit.toNanos(delay)));
            timers.send(wait.timer());
            return wait;
        }
        return others.schedule(command, delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> command, long delay, TimeUnit unit) {
        return others.schedule(command, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return others.scheduleAtFixedRate(command, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return others.scheduleWithFixedDelay(command, initialDelay, delay, unit);
    }

    @Override
    public void execute(Runnable command) {
        others.execute(command);
    }

    @Override
    public void shutdown() {
        others.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return others.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return others.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return others.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return others.awaitTermination(timeout, unit);
    }

    /** What the JDK holds of a timer. The JDK cancels it and asks for nothing else. */
    private record Wait(Timer timer) implements ScheduledFuture<Void> {

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            try {
                return timer.cancel();
            } catch (VirtualMachineError e) {
                // The JDK calls this where a thread that waited is about to go on, and would lose the thread. If the
                // timer fires, it finds that nobody waits for it.
                return false;
            }
        }

        @Override
        public boolean isCancelled() {
            return timer.isCancelled();
        }

        @Override
        public boolean isDone() {
            return timer.isDone();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(timer.remaining(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public Void get() {
            throw new UnsupportedOperationException("The end of a timed wait has no result, and nobody waits for it.");
        }

        @Override
        public Void get(long timeout, TimeUnit unit) {
            return get();
        }
    }
}
