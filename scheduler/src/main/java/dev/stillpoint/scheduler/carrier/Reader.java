// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

/**
 * A virtual thread as a carrier and its grace periods see it. It keeps the thread's registers while the thread is
 * unmounted inside a read section.
 *
 * <p>It is a superclass and not an interface, because these few fields exist once for each of a million threads. All of
 * them belong to the carrier that mounts or unmounts the thread. Reports read them without order.
 */
public abstract class Reader {

    // the carrier that unmounts the reader: its open guards
    private int savedHolds;
    // the carrier that unmounts the reader: the stamp of its outermost section
    private long savedSince;
    // the home carrier: where ParkedReaders lists the reader
    int seat;

    /** The thread itself. */
    public abstract Thread thread();

    /** Saves the registers of the thread while it is unmounted. For the carrier that unmounts it only. */
    public final void save(int holds, long since) {
        savedHolds = holds;
        savedSince = since;
    }

    /** The number of guards that the thread held when it unmounted. */
    public final int savedHolds() {
        return savedHolds;
    }

    /** The stamp of the section in which it unmounted. */
    public final long savedSince() {
        return savedSince;
    }
}
