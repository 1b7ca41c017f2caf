// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The recorded visitors: platform threads that read, each with a record that it writes by plain stores. */
final class VisitorRecords {

    /*
     * What it is. A section of such a thread is three stores into its own Visitor. No other thread sees them in time:
     * a processor may keep them back until the reads of the section are done. So a driver does not believe what it
     * reads there, except in two cases. A stamp that is new enough proves that the sections before have ended. And
     * after the driver has made the JVM stop the thread, it sees all that the thread had done at that moment.
     *
     * A stop costs some microseconds, and most threads of a process do not read at all. So a thread that was found
     * outside falls asleep: drivers pass it by until its next section wakes it, which costs that section a fence.
     *
     * State.
     *   all       every recorded visitor; asleep until its first section.
     *   Visitor   holds and since: the thread writes. asleep and found: see the table there.
     *
     * Invariants, for a driver that has published g.
     *   I1  A visitor that it reads as asleep is in no section that is older than g, and will be in none.
     *   I2  The same is true of one with a stamp of g or above.
     *   I3  The same is true of one that it has stopped and reads, afterwards, without a hold.
     *   I4  A visitor that is not in `all` when the driver looks there has not yet begun its first section.
     *
     * Ordering.
     *   enter: the hold is stored; loadLoadFence; `asleep` is read, and if it is set, cleared, volatile; the published
     *     number is read, volatile; releaseFence; the stamp is stored; the section reads. exit: releaseFence; the hold
     *     is stored. A stop finds the thread at a safepoint poll, and none of these steps moves across one: stores do
     *     not sink below it, and the fence and the volatile reads keep what is read from rising above the store of the
     *     hold.
     *   I2: the stamp was read from the published number, so this section and the later ones see what was unlinked
     *     before g. What came before the stamp is done, by its release.
     *   I3: a section that had begun before the stop was seen with its hold at the stop, so who reads no hold
     *     afterwards reads the store of a later end, with acquire. One that began after the stop reads the published
     *     number after it, so it is not older.
     *   I1: only drivers put a visitor to sleep. One has set `asleep`, stopped the thread, and read it without a hold:
     *     by I3 no section from before the stop is open. The first that begins after the stop reads `asleep` after it,
     *     so that finds it set, unless an earlier section has cleared it since; in both cases it is clear from then
     *     on. A driver that has published g and reads it as set comes before that store in the order of all volatile
     *     accesses, and the section reads the published number after the store: it reads g. This is as with the
     *     counters. To look without a hold and to note it (`found`) are two steps, but the thread never writes what is
     *     noted: if it wakes between the two, it is awake.
     *   I4: the lock. If the thread comes into `all` after the driver has looked, it reads g in its first section.
     *
     *   Cost: in a section of a thread that is awake no fence is an instruction on x86. On AArch64 loadLoadFence is a
     *     barrier for loads, the volatile reads are load-acquires, and releaseFence is a barrier.
     *
     * Errors. Nobody is half asleep: who is drowsy is awake for drivers, and asleep for itself. So a driver may fail
     * between any two steps, and the next one begins with the stop again. To come into `all` and to leave it are
     * stores without a call, after the memory was allocated.
     *
     * Progress. A thread never waits here, but for the lock before its first section. A driver waits for a thread that
     * does not answer the stop, because it has no processor: until it gets one. Who reads all the time is never
     * stopped, for its stamps say enough.
     */

    private static final int FEWEST = 64;

    // the first ones, without gaps; guarded by this
    private @Nullable Visitor[] all = new Visitor[FEWEST];
    // guarded by this
    private int size;
    // longer than `all` by one; replaced under the lock, lent to one drain at a time, which allocates nothing
    private @Nullable Visitor[] room = new Visitor[FEWEST + 1];

    /** Without memory it throws, and nothing has changed. */
    synchronized void add(Visitor visitor) {
        if (size == all.length) {
            Visitor[] grown = Arrays.copyOf(all, 2 * size);
            room = new Visitor[2 * size + 1];
            all = grown;
        }
        visitor.place = size;
        all[size] = visitor;
        size++;
    }

    /** Takes out one that has ended and is in no section. */
    synchronized void remove(Visitor ended) {
        Visitor last = all[size - 1];
        if (last != null) {
            last.place = ended.place;
            all[ended.place] = last;
            all[size - 1] = null;
            size--;
        }
    }

    /**
     * Those who are not asleep, and null after the last of them. The driver has published its number. The array is the
     * caller's until the next call.
     */
    synchronized @Nullable Visitor[] awake() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            Visitor visitor = all[i];
            if (visitor != null && !visitor.isAsleep()) {
                room[count] = visitor;
                count++;
            }
        }
        room[count] = null;
        return room;
    }

    /** About how many are inside. Any thread; for reports. */
    synchronized int inside() {
        int inside = 0;
        for (int i = 0; i < size; i++) {
            Visitor visitor = all[i];
            if (visitor != null && visitor.holds != 0) {
                inside++;
            }
        }
        return inside;
    }

    synchronized int size() {
        return size;
    }
}
