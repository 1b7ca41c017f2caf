// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import dev.stillpoint.scheduler.fixture.Faults.Fault;
import dev.stillpoint.scheduler.fixture.Point;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The error of one attempt: it strikes when certain threads pass one point for the n-th time. */
final class Strike implements Fault {

    /** The number of no point. */
    static final int NOWHERE = -1;

    /** How many allocations fail once the heap is full. */
    private static final int FULL_FOR = 8;

    private final Mode mode;
    private final Where where;
    private final int point;
    private final int time;
    private final long oldest;

    // set by the thread that arms, read by every thread that passes
    private volatile @Nullable Thread caller;
    // written before caller
    private int baseDepth;
    /** Not a monitor: where a virtual thread waits for one, the code between two threads runs, which has points too. */
    private final AtomicBoolean locked = new AtomicBoolean();
    // the rest is guarded by `locked`
    private final Map<Integer, Integer> passed = new LinkedHashMap<>();
    private @Nullable Thread struckThread;
    private @Nullable String stack;
    private int failuresLeft;
    private boolean spared;

    /**
     * @param point the number of the point, or {@link #NOWHERE} to count only
     * @param time 1 for the first time that it is passed
     * @param oldest threads with lower identifiers belong to attempts that did not end
     */
    Strike(Mode mode, Where where, int point, int time, long oldest) {
        this.mode = mode;
        this.where = where;
        this.point = point;
        this.time = time;
        this.oldest = oldest;
    }

    Mode mode() {
        return mode;
    }

    Where where() {
        return where;
    }

    /** Says that this thread is about to call the operation. */
    void caller(Thread thread) {
        baseDepth = depth();
        caller = thread;
    }

    @Override
    public @Nullable Error at(int number) {
        Thread here = Thread.currentThread();
        if (!mode.includes(Point.of(number)) || !isHere(here)) {
            return null;
        }
        if (mode == Mode.STACK_END) {
            return atDepth(depth() - baseDepth + Point.of(number).frames(), here);
        }
        lock();
        try {
            return struckThread == null ? atPoint(number, here) : here == struckThread && goesOn() ? mode.error()
                    : null;
        } finally {
            unlock();
        }
    }

    private @Nullable Error atPoint(int number, Thread here) {
        int times = passed.merge(number, 1, Integer::sum);
        return number == point && times == time ? strike(here) : null;
    }

    /** A depth takes the place of a point. */
    private @Nullable Error atDepth(int depth, Thread here) {
        lock();
        try {
            passed.putIfAbsent(depth, 1);
            return point == NOWHERE || depth < point ? null : struckThread == null ? strike(here) : mode.error();
        } finally {
            unlock();
        }
    }

    private @Nullable Error strike(Thread here) {
        Error error = mode.error();
        if (Exceptions.covers(mode, mode == Mode.STACK_END ? null : Point.of(point), error.getStackTrace())) {
            spared = true;
            return null;
        }
        struckThread = here;
        stack = Frames.ours(error.getStackTrace());
        failuresLeft = FULL_FOR;
        return error;
    }

    private void lock() {
        while (!locked.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
    }

    private void unlock() {
        locked.set(false);
    }

    private boolean isHere(Thread here) {
        Thread calling = caller;
        if (where == Where.CALLER) {
            return here == calling;
        }
        return here != calling && here.threadId() >= oldest && !here.getName().startsWith(Attempt.OUR_THREADS)
                && Where.of(here) == where;
    }

    private boolean goesOn() {
        return mode == Mode.FULL_HEAP && failuresLeft-- > 0;
    }

    private static int depth() {
        return StackWalker.getInstance().walk(frames -> (int) frames.count());
    }

    /** Whether the error has struck. */
    boolean hasStruck() {
        lock();
        try {
            return struckThread != null;
        } finally {
            unlock();
        }
    }

    /** Whether no error struck because of one of the {@link Exceptions}. */
    boolean wasSpared() {
        lock();
        try {
            return spared;
        } finally {
            unlock();
        }
    }

    /** How often each point was passed before it struck. */
    Map<Integer, Integer> passed() {
        lock();
        try {
            return new LinkedHashMap<>(passed);
        } finally {
            unlock();
        }
    }

    /** Where it strikes, and how. */
    @Override
    public String toString() {
        String struck;
        lock();
        try {
            struck = stack == null ? "not reached" : stack;
        } finally {
            unlock();
        }
        String place = point == NOWHERE ? "nowhere"
                : mode == Mode.STACK_END ? "%d frames".formatted(point)
                : "time %d of %s".formatted(time, Point.of(point));
        return "%s, %s, %s (%s)".formatted(mode, where, place, struck);
    }
}
