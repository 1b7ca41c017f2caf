package dev.stillpoint.scheduler.carrier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The tasks of the readers that are parked at one carrier, so that a stall report can name them. Adding and removing
 * are a few plain stores by the carrier's thread; {@link #snapshot} is for reports and may miss or repeat one that
 * moves meanwhile.
 */
final class ParkedReaders {

    private static final int SMALLEST = 16;
    /** Seat of a task that is not listed, because there was no memory for a larger list. */
    private static final int UNLISTED = -1;

    // carrier thread writes, reports read without order: a reference is a task or null, never rubbish
    private @Nullable Task[] seats = new Task[SMALLEST];
    // carrier thread only
    private int count;

    /** Carrier thread only. */
    void add(Task task) {
        if (count == seats.length && !grow()) {
            task.seat = UNLISTED;
            return;
        }
        task.seat = count;
        seats[count++] = task;
    }

    private boolean grow() {
        try {
            seats = Arrays.copyOf(seats, 2 * count);
            return true;
        } catch (OutOfMemoryError _) {
            // The list is for reports; a carrier must get through its context switch.
            return false;
        }
    }

    /** Carrier thread only. The last one takes the seat that becomes free. */
    void remove(Task task) {
        int seat = task.seat;
        if (seat == UNLISTED) {
            return;
        }
        Task last = seats[--count];
        seats[count] = null;
        if (last != null && last != task) {
            seats[seat] = last;
            last.seat = seat;
        }
    }

    /** Up to {@code limit} of them; any thread. */
    List<Task> snapshot(int limit) {
        List<Task> found = new ArrayList<>();
        for (Task task : seats) {
            if (task != null && found.size() < limit) {
                found.add(task);
            }
        }
        return found;
    }
}
