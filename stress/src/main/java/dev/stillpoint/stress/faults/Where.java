// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

/** In which threads the error strikes. */
enum Where {

    /** Whoever calls the operation. */
    CALLER,
    /** Carriers between two threads, and in what the JDK calls back there. */
    CARRIER,
    WATCHDOG,
    /** Who looks at the sockets while all carriers compute. */
    LOOKOUT,
    TIMERS,
    RECLAIMER,
    GRACE_PERIODS,
    STALL_WATCH,
    MANAGEMENT,
    /** Any other thread of the libraries, as the one that watches a file. */
    OTHER;

    /** Where a thread belongs that is not the caller. */
    static Where of(Thread thread) {
        String name = thread.getName();
        if (name.endsWith("-management")) {
            return MANAGEMENT;
        }
        if (name.endsWith("-watchdog")) {
            return WATCHDOG;
        }
        if (name.endsWith("-lookout")) {
            return LOOKOUT;
        }
        if (name.startsWith(Attempt.SCHEDULER)) {
            return CARRIER;
        }
        return switch (name) {
            case Attempt.RECLAIMER -> RECLAIMER;
            case "stillpoint-timers" -> TIMERS;
            case "stillpoint-grace-periods" -> GRACE_PERIODS;
            case "stillpoint-stall-watch" -> STALL_WATCH;
            default -> OTHER;
        };
    }
}
