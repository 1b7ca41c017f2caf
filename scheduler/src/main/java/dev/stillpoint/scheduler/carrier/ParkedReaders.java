// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists the readers that are parked at one carrier, so that a stall report can name them. Adding and removing are a few
 * plain stores by the carrier's thread. {@link #snapshot} is for reports; it may miss or repeat a reader that moves
 * meanwhile.
 */
final class ParkedReaders {

    private static final int SMALLEST = 16;
    /** The seat of a reader that is not listed: no more, or because there was no memory for a larger list. */
    static final int UNLISTED = -1;

    // carrier thread writes, reports read without order: a reference is a reader or null, never rubbish
    private @Nullable Reader[] seats = new Reader[SMALLEST];
    // carrier thread only
    private int count;

    /** Carrier thread only. */
    void add(Reader reader) {
        if (count == seats.length && !grow()) {
            reader.seat = UNLISTED;
            return;
        }
        reader.seat = count;
        seats[count++] = reader;
    }

    private boolean grow() {
        try {
            seats = Arrays.copyOf(seats, 2 * count);
            return true;
        } catch (OutOfMemoryError _) {
            // The list is only for reports, and the carrier must get through its context switch.
            return false;
        }
    }

    /** Carrier thread only. The last reader takes the seat that becomes free. */
    void remove(Reader reader) {
        int seat = reader.seat;
        if (seat == UNLISTED) {
            return;
        }
        reader.seat = UNLISTED;
        Reader last = seats[--count];
        seats[count] = null;
        if (last != null && last != reader) {
            seats[seat] = last;
            last.seat = seat;
        }
    }

    /** Up to {@code limit} of the listed readers. Any thread. */
    List<Reader> snapshot(int limit) {
        List<Reader> found = new ArrayList<>();
        for (Reader reader : seats) {
            if (reader != null && found.size() < limit) {
                found.add(reader);
            }
        }
        return found;
    }
}
