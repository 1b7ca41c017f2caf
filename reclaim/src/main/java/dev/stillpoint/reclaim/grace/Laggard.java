// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.Carrier.ParkedReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A carrier that holds up a grace period, and the readers there that are older than it. It is taken while they run, so
 * a reader may have left meanwhile.
 *
 * @param carrier its name
 * @param mounted the virtual thread that runs on it, or null if nothing does
 * @param mountedLast the thread that was mounted there last, and may be mounted in a blocking call now; null before the
 *        first
 * @param holds the open guards of that thread
 * @param since the stamp of its section: the newest grace period when it began
 * @param parked older readers that are parked there, at most {@value #MOST_NAMED}
 */
public record Laggard(String carrier, @Nullable Thread mounted, @Nullable Thread mountedLast, int holds, long since,
        List<ParkedReader> parked) {

    static final int MOST_NAMED = 16;

    static Laggard of(Carrier carrier, long gracePeriod) {
        int holds = carrier.registers().holdsAcquire();
        long since = carrier.registers().sinceAcquire();
        boolean online = carrier.isOnline();
        List<ParkedReader> older = carrier.parkedReaders(Integer.MAX_VALUE).stream()
                .filter(reader -> reader.since() < gracePeriod).limit(MOST_NAMED).toList();
        Thread last = carrier.mountedThread();
        return new Laggard(carrier.name(), online ? last : null, last, holds, since, older);
    }
}
