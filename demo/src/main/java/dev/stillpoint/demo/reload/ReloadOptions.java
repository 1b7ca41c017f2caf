// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;

/**
 * What the run is like.
 *
 * @param length how long clients send requests
 * @param clients how many, a virtual thread each
 * @param every time between two reloads
 * @param think what a client waits on average between a reply and its next request; zero for none
 * @param carriers the scheduler's carriers
 */
record ReloadOptions(Duration length, int clients, Duration every, Duration think, int carriers) {

    private static final int MAX_CLIENTS = 1_000_000;

    ReloadOptions {
        require(length.toSeconds() >= 1 && length.toHours() < 24, "--seconds must be 1 to 86399");
        require(clients >= 1 && clients <= MAX_CLIENTS, "--threads must be 1 to " + MAX_CLIENTS);
        require(every.toMillis() >= 1, "--every must be at least 1");
        require(!think.isNegative(), "--think must not be negative");
        require(carriers >= 1 && carriers <= SchedulerConfig.MAX_CARRIERS,
                "--carriers must be 1 to " + SchedulerConfig.MAX_CARRIERS);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
