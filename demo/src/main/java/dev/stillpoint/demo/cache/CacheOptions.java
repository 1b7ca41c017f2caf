// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;
import java.util.List;

/**
 * What the run is like.
 *
 * @param warmUp how long each design runs before anything is measured; zero for not at all
 * @param length how long blocks are read, for each design
 * @param readers how many, a virtual thread each
 * @param carriers the scheduler's carriers
 * @param capacity how many blocks a cache may keep
 * @param rewritesPerSecond how many blocks are rewritten; zero for none
 * @param designs one after the other
 */
record CacheOptions(Duration warmUp, Duration length, int readers, int carriers, int capacity, int rewritesPerSecond,
        List<Design> designs) {

    private static final int MOST_READERS = 1_000_000;
    private static final int MOST_REWRITES = 1_000_000;

    CacheOptions {
        require(!warmUp.isNegative() && warmUp.toHours() < 24, "--warm-up must be 0 to 86399");
        require(length.toSeconds() >= 1 && length.toHours() < 24, "--seconds must be 1 to 86399");
        require(readers >= 1 && readers <= MOST_READERS, "--threads must be 1 to " + MOST_READERS);
        require(carriers >= 1 && carriers <= SchedulerConfig.MAX_CARRIERS,
                "--carriers must be 1 to " + SchedulerConfig.MAX_CARRIERS);
        require(capacity >= 1 && capacity <= BlockFile.MOST_BLOCKS, "--cache must be 1 to " + BlockFile.MOST_BLOCKS);
        require(rewritesPerSecond >= 0 && rewritesPerSecond <= MOST_REWRITES,
                "--rewrites must be 0 to " + MOST_REWRITES);
        require(!designs.isEmpty() && designs.stream().distinct().count() == designs.size(),
                "--designs must name each design once");
        designs = List.copyOf(designs);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
