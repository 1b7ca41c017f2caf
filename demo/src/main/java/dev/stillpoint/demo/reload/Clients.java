// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.scheduler.CarrierScheduler;
import java.io.IOException;
import java.util.SplittableRandom;

/** Virtual threads that send bulk requests, one after the other, and check each reply. */
final class Clients {

    private static final int ADDRESSES_PER_REQUEST = 1000;
    private static final int SAMPLES_PER_REPLY = 5;

    private final ReloadOptions options;
    private final LookupService service;
    private final Oracles oracles;
    private final RunStatistics statistics;

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
            scheduler.start(() -> sendRequests(random));
        }
    }

    /** No further requests; those under way are finished and checked. */
    void stop() {
        stopped = true;
    }

    private void sendRequests(SplittableRandom random) {
        while (!stopped) {
            try {
                think(random);
                request(random);
            } catch (InterruptedException | IOException | RuntimeException e) {
                statistics.failed(e);
            }
        }
    }

    private void think(SplittableRandom random) throws InterruptedException {
        long average = options.think().toMillis();
        if (average > 0) {
            Thread.sleep(random.nextLong(2 * average + 1));
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
