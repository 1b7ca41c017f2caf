// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.violation;

/** Outside the one package that may. */
public final class StopsThreads {

    private StopsThreads() {
    }

    static void stop(Thread thread) {
        thread.getStackTrace();
    }
}
