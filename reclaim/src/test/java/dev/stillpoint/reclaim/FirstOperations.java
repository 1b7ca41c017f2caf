// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;
import java.util.List;

/**
 * Does what docs/errors.md advises for the start of a program, and then everything for the first time, for
 * {@link FirstOperationsTest}. The lines that it prints stand between those of the JVM's log.
 */
final class FirstOperations implements Runnable {
    static final String READY = "-- ready";
    static final String DONE = "-- done";

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final class Version implements Reclaimable {

        @Override
        public void reclaim() {
            // Nothing to free.
        }

        @Override
        public long byteSize() {
            return 1;
        }
    }

    private static final class Nothing implements Runnable {

        @Override
        public void run() {
            // Nothing to do.
        }
    }

    private final CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1));
    private final Reclaimer reclaimer = Reclaimer.create();
    private final List<Version> group = List.of(new Version());
    private final Runnable nothing = new Nothing();
    private final Version next = new Version();
    private final Version last = new Version();
    private final QsbrReference<Version> reference;

    private FirstOperations() throws Exception {
        BlockAllocator.malloc().allocate(8).reclaim();
        BlockAllocator.slabs().allocate(8).reclaim();
        scheduler.dump();
        reference = QsbrReference.of(reclaimer, new Version());
    }

    public static void main(String[] args) throws Exception {
        FirstOperations operations = new FirstOperations();
        System.out.println();
        System.out.println(READY);
        if (args[0].equals("carrier")) {
            operations.scheduler.start(operations).join();
        } else {
            operations.run();
        }
        if (args[0].equals("close")) {
            operations.scheduler.awaitTermination(Duration.ofMillis(1));
            operations.scheduler.close();
            operations.reclaimer.close();
        }
        System.out.println(DONE);
        System.exit(0);
    }

    @Override
    public void run() {
        try {
            reclaimer.retire(nothing, 1);
            reclaimer.retireWithoutWaiting(nothing, 1);
            reclaimer.retireAll(group);
            reference.snapshot().close();
            reference.replace(next);
            reclaimer.barrier();
            reclaimer.synchronize();
            reference.replace(last);
            GracePeriod.start().await(MINUTE);
            reclaimer.statistics();
            for (int i = 0; i < 3; i++) {
                BlockAllocator.slabs().allocate(8).reclaim();
            }
            scheduler.start(nothing);
            scheduler.setCarriers(2);
            scheduler.setCarriers(1);
            scheduler.liveThreads();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
