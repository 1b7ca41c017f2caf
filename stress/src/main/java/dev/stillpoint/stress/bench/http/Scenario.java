// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import java.util.List;

/**
 * One kind of load.
 *
 * @param connections how many clients there are
 * @param pauseMillis how long each waits before its next request, on average; 0 for as fast as it can
 * @param workMicros how long the server computes for each request
 * @param pinned whether the server has one processor and the clients another one
 */
record Scenario(int connections, int pauseMillis, int workMicros, boolean pinned) {

    /** What is measured unless the caller chooses. */
    static final List<Scenario> ALL = List.of(
            new Scenario(1, 0, 0, false),
            new Scenario(8, 0, 0, false),
            new Scenario(64, 0, 0, false),
            new Scenario(1000, 0, 0, false),
            new Scenario(32, 10, 0, false),
            new Scenario(32, 10, 0, true),
            new Scenario(32, 20, 85, false));

    @Override
    public String toString() {
        String load = pauseMillis == 0 ? "saturated" : "a request each " + pauseMillis + " ms";
        return connections + " connections, " + load + (workMicros == 0 ? "" : ", " + workMicros + " us of work")
                + (pinned ? ", pinned" : "");
    }
}
