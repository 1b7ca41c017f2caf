// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.scheduler.replay.BrokenReplays;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Carriers that resume a thread anywhere, guard holder or not, as a work-stealing pool does. A script picks thread and
 * carrier from the seed, one step at a time; readers must leave their carrier by {@link Thread#yield()} alone.
 */
final class StealingCarriers implements World {

    private final int carriers;
    private final SplittableRandom random;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ReplayScheduler replay;
    private final Thread script = Thread.ofPlatform().daemon().name("torture-script").unstarted(this::steal);
    private volatile boolean closed;

    StealingCarriers(int carriers, long seed) {
        this.carriers = carriers;
        random = new SplittableRandom(seed);
        replay = BrokenReplays.letsHoldersMigrate(carriers);
        script.start();
    }

    private void steal() {
        while (!closed) {
            if (!threads.isEmpty()) {
                Thread next = threads.get(random.nextInt(threads.size()));
                if (!next.isAlive()) {
                    threads.remove(next);
                } else if (replay.isRunnable(next)) {
                    replay.run(next, random.nextInt(carriers));
                }
            }
        }
    }

    @Override
    public Thread start(Runnable body) {
        Thread thread = replay.start("torture-reader", body);
        threads.add(thread);
        return thread;
    }

    @Override
    public void carriers(int number) {
        throw new UnsupportedOperationException("A replay keeps its carriers");
    }

    @Override
    public void close() {
        closed = true;
        Joins.join(script);
        replay.close();
    }
}
