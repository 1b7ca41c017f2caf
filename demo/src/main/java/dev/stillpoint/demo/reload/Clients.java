// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.scheduler.CarrierScheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Virtual threads that send bulk requests, one after the other, and check each reply. */
final class Clients {

    private static final int ADDRESSES_PER_REQUEST = 1000;
    private static final int SAMPLES_PER_REPLY = 5;

    private final ReloadOptions options;
    private final LookupService service;
    private final Oracles oracles;
    private final RunStatistics statistics;
    // the run's thread
    private final List<Thread> threads = new ArrayList<>();

    // set once, read by all clients
    private volatile boolean stopped;

    Clients(ReloadOptions options, LookupService service, Oracles oracles, RunStatistics statistics) {
        this.options = options;
        this.service = service;
        this.oracles = oracles;
        this.statistics = statistics;
    }

    void start(CarrierScheduler scheduler) {
        for (int client = 0; client < options.clients(); client++) {
            SplittableRandom random = new SplittableRandom(client);
            threads.add(scheduler.start(() -> sendRequests(random)));
        }
    }

    /** No further requests, and nobody thinks on; those under way are finished and checked. */
    void stop() {
        stopped = true;
        // Wakes those who think. Others do not care: whoever parks has to expect to be woken without a reason.
        threads.forEach(LockSupport::unpark);
    }

    private void sendRequests(SplittableRandom random) {
        while (!stopped) {
            try {
                think(random);
                if (!stopped) {
                    request(random);
                }
            } catch (InterruptedException | IOException | RuntimeException e) {
                statistics.failed(e);
            }
        }
    }

    private void think(SplittableRandom random) {
        long average = options.think().toMillis();
        long nanos = average == 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(random.nextLong(2 * average + 1));
        long start = System.nanoTime();
        for (long left = nanos; left > 0 && !stopped; left = nanos - (System.nanoTime() - start)) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void request(SplittableRandom random) throws InterruptedException, IOException {
        int[] addresses = random.ints(ADDRESSES_PER_REQUEST).toArray();
        long start = System.nanoTime();
        Reply reply = service.answer(addresses);
        statistics.answered(reply.size(), System.nanoTime() - start);
        if (!reply.isOfOneVersion()) {
            statistics.mixed();
        }
        for (int i = 0; i < SAMPLES_PER_REPLY; i++) {
            int sample = random.nextInt(reply.size());
            if (!oracles.confirms(reply.address(sample), reply.answer(sample))) {
                statistics.wrong();
            }
        }
    }
}
